using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json;
using ShopStream.Cli.Commands;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli;

/// <summary>shopstream.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => RunAsync(args, CommandHost.OfProcess());

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="host">The console and the environment of this run.</param>
    /// <param name="cancellationToken">Interrupts the command, as Ctrl+C does.</param>
    /// <returns>The exit code; see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellationToken = default)
    {
        try
        {
            return await InvokeAsync(args, host, cancellationToken);
        }
        finally
        {
            await host.FlushAsync();
        }
    }

    /// <summary>All commands and options, with help that shows examples.</summary>
    internal static RootCommand BuildRootCommand()
    {
        var root = new RootCommand("ShopStream.Quality: takes data from PostgreSQL to the marts and judges it by Gherkin specs.")
        {
            RunCommands.Run(), RunCommands.Check(), BackfillCommand.Create(), ReconcileCommand.Create(), PlanCommand.Create(), ModelsCommand.Create(), SetupCommand.Create(), DoctorCommand.Create(),
            StepsCommand.Create(), LintCommand.Create(), SuggestCommand.Create(), OwnersCommand.Create(),
            InitCommand.Create(), SeedCommand.Create(), ReportCommand.Create(), HistoryCommand.Create(), LakeCommand.Create(), PowerBiCommand.Create(), ProveCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Parses a command line. A word that begins with @ is a tag, not a file of more arguments.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> args) => BuildRootCommand().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static async Task<int> InvokeAsync(string[] args, CommandHost host, CancellationToken cancellationToken)
    {
        var parsed = Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var error in parsed.Errors) host.Error.WriteLine(Describe(error, parsed));
            host.Error.WriteLine($"Help: shopstream {HelpWithExamples.PathOf(parsed.CommandResult.Command)}--help");
            return ExitCodes.Usage;
        }
        return await parsed.InvokeAsync(host, cancellationToken);
    }

    private static string Describe(ParseError error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(t => error.Message.Contains($"'{t}'", StringComparison.Ordinal));
        var near = unknown is null ? null : known.Where(k => Nearest.Distance(unknown, k) <= 2).MinBy(k => Nearest.Distance(unknown, k));
        return near is null ? error.Message : $"{error.Message} Did you mean {near}?";
    }

    /// <summary>Runs a command; what goes wrong becomes a message on stderr (with --json a line on stdout, too) and an exit code.</summary>
    public static async Task<int> GuardAsync(ParseResult parsed, Func<Task<int>> command, bool json = false)
    {
        // System.CommandLine listens to signals only once the command has given up its thread for the first time.
        await Task.Yield();
        try
        {
            return await command();
        }
        catch (ProblemException e)
        {
            parsed.Host().Error.WriteLine(e.Message);
            if (json) WriteJson(parsed, e is NothingToJudgeException ? "notJudged" : "error", e.ExitCode, e.Message);
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            const string Message = "Interrupted. The last good state stays; run again to go on.";
            parsed.Host().Error.WriteLine(Message);
            if (json) WriteJson(parsed, "error", ExitCodes.Interrupted, Message);
            return ExitCodes.Interrupted;
        }
    }

    private static void WriteJson(ParseResult parsed, string outcome, int exitCode, string problem) =>
        parsed.Host().Output.WriteLine(JsonSerializer.Serialize(new { outcome, exitCode, problem }));
}
