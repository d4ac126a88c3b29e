using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using ShopStream.Cli.Commands;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli;

/// <summary>shopstream.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("ShopStream.Quality: takes data from PostgreSQL to the marts and judges it by Gherkin specs.")
        {
            RunCommands.Run(), RunCommands.Check(), SeedCommand.Create(), PlanCommand.Create(), StepsCommand.Create(), ReportCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine($"Help: shopstream {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
            return ExitCodes.Usage;
        }
        // Ctrl+C: a server has to be stopped and a folder removed before the process may end.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
    }

    /// <summary>Runs a command; what goes wrong becomes a message on stderr (with --json a line on stdout, too) and an exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command, bool json = false)
    {
        try
        {
            return await command();
        }
        catch (ProblemException e)
        {
            Console.Error.WriteLine(e.Message);
            if (json) Console.Out.WriteLine(JsonSerializer.Serialize(new { outcome = e is NothingToJudgeException ? "notJudged" : "error", exitCode = e.ExitCode, problem = e.Message }));
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted. The last good state stays; run again to go on.");
            return ExitCodes.Interrupted;
        }
    }
}
