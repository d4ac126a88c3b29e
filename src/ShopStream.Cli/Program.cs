using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json;
using ShopStream.Application.Policy;
using ShopStream.Cli.Commands;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Cli;

/// <summary>The program: parses a command line, runs the command and returns its exit code.</summary>
internal static class Program
{
    private const string Interrupted = "Interrupted. The last good state stays; run again to continue.";

    // Options that were renamed: an error names the new one.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal) { ["--faults"] = "--mutants" };

    private static readonly Lazy<RootCommand> Root = new(BuildRootCommand);

    public static Task<int> Main(string[] args) => RunAsync(args, CommandHost.OfProcess());

    /// <summary>Runs one command line to its end.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="host">The console and the environment of this run.</param>
    /// <param name="cancellationToken">Interrupts the command, as Ctrl+C does.</param>
    /// <returns>The exit code; see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CommandHost host, CancellationToken cancellationToken = default)
    {
        var code = await GuardAsync(() => InvokeAsync(args, host, cancellationToken), host);
        // A full disk shows when the output is written.
        return await GuardAsync(
            async () =>
            {
                try
                {
                    await host.FlushAsync();
                }
                // The command has failed by the same output already, and has said so.
                catch (IOException) when (code == ExitCodes.Infrastructure)
                {
                    return code;
                }
                return code;
            },
            host
        );
    }

    /// <summary>All commands and options, with help that shows examples.</summary>
    internal static RootCommand BuildRootCommand()
    {
        var root = new RootCommand("ShopStream.Quality: moves data from PostgreSQL to the marts and checks it against Gherkin specs.")
        {
            RunCommands.Run(),
            RunCommands.Check(),
            TestCommand.Create(),
            ExampleCommand.Create(),
            BackfillCommand.Create(),
            ReconcileCommand.Create(),
            PlanCommand.Create(),
            ModelsCommand.Create(),
            SetupCommand.Create(),
            DoctorCommand.Create(),
            StepsCommand.Create(),
            SettingsCommand.Create(),
            LintCommand.Create(),
            SuggestCommand.Create(),
            OwnersCommand.Create(),
            InitCommand.Create(),
            ContractCommand.Create(),
            SeedCommand.Create(),
            ReportCommand.Create(),
            HistoryCommand.Create(),
            IncidentsCommand.Create(),
            LakeCommand.Create(),
            PowerBiCommand.Create(),
            ProveCommand.Create(),
            CompareCommand.Create(),
            CommentCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Parses a command line. A word that begins with @ is a tag, not a file of more arguments.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> args) => Root.Value.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static async Task<int> InvokeAsync(string[] args, CommandHost host, CancellationToken cancellationToken)
    {
        var parsed = Parse(args);
        if ((parsed.Errors.Count > 0 || UnknownOptions(parsed).Any()) && parsed.Action is not HelpWithExamples)
        {
            // An argument in the wrong place can be an address with a password.
            var errors = Describe(parsed).Select(Secrets.Hide).ToList();
            foreach (var error in errors)
                host.Error.WriteLine(error);
            // The option may not have been parsed, such as after an unknown command.
            if (args.Any(a => a is "--json" or "--json=true" or "--json:true"))
                WriteVerdict(host, Outcome.Error, ExitCodes.Usage, string.Join(' ', errors));
            host.Error.WriteLine($"Help: shopstream {HelpWithExamples.PathOf(parsed.CommandResult.Command)}--help");
            return ExitCodes.Usage;
        }
        return await parsed.InvokeAsync(host, cancellationToken);
    }

    private static IEnumerable<string> Describe(ParseResult parsed)
    {
        var options = parsed.CommandResult.Command.Options.Select(o => o.Name);
        var renamed = parsed.UnmatchedTokens.Where(t => Renamed.TryGetValue(t, out var name) && options.Contains(name, StringComparer.Ordinal)).ToList();
        // The values of a renamed option are unknown arguments; they are not named beside it.
        return renamed.Count > 0
            ? renamed.Select(t => $"{t} is now {Renamed[t]}: expected {Renamed[t]}, found {t}.")
            : UnknownOptions(parsed)
                .Select(t => Hinted($"'{t}' is not an option of shopstream {HelpWithExamples.PathOf(parsed.CommandResult.Command).TrimEnd()}.", t, parsed))
                .Concat(parsed.Errors.Select(e => Describe(e, parsed)));
    }

    private static string Describe(ParseError error, ParseResult parsed) =>
        Hinted(error.Message, parsed.UnmatchedTokens.FirstOrDefault(t => error.Message.Contains($"'{t}'", StringComparison.Ordinal)), parsed);

    private static string Hinted(string message, string? unknown, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        var near = unknown is null ? null : known.Where(k => Nearest.Distance(unknown, k) <= 2).MinBy(k => Nearest.Distance(unknown, k));
        return near is null ? message : $"{message} Did you mean {near}?";
    }

    // Parsed as an argument, or as the value of the option before it. After -- it is one.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed) =>
        parsed
            .Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(t => t.Value)
            .Except(parsed.UnmatchedTokens, StringComparer.Ordinal);

    /// <summary>Runs a command. A problem becomes a message on stderr, with --json also a line on stdout, and an exit code.</summary>
    public static async Task<int> GuardAsync(ParseResult parsed, Func<Task<int>> command, bool json = false)
    {
        // System.CommandLine listens to signals only once the command has yielded its thread.
        await Task.Yield();
        return await GuardAsync(command, parsed.Host(), json);
    }

    private static async Task<int> GuardAsync(Func<Task<int>> command, CommandHost host, bool json = false)
    {
        try
        {
            return await command();
        }
        catch (Exception e)
        {
            var problem = e is OperationCanceledException or ProblemException ? e : UnexpectedFailure.Of(e, TimeProvider.System);
            var (code, message) = (ExitCodePolicy.OfProblem(problem), e is OperationCanceledException ? Interrupted : Secrets.Hide(problem.Message));
            host.Error.WriteLine(message);
            if (json)
                WriteVerdict(host, e is NothingToJudgeException ? Outcome.NotJudged : Outcome.Error, code, message);
            return code;
        }
    }

    /// <summary>The verdict of a command that has no result.</summary>
    private static void WriteVerdict(CommandHost host, Outcome outcome, int code, string problem) =>
        host.Output.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    outcome = JsonNamingPolicy.CamelCase.ConvertName($"{outcome}"),
                    exitCode = code,
                    problem,
                }
            )
        );
}
