using System.CommandLine;
using ShopStream.Application.Linting;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>lint: finds what is wrong with the features, and what they do not cover. Nothing is connected to.</summary>
internal static class LintCommand
{
    private static readonly Option<string[]> Select = new("--select")
    {
        HelpName = "EXPR",
        Description = "A tag expression that runs are started with; may be repeated [default: @ci and @nightly]",
    };

    private static readonly Option<FailOn> FailsOn = new("--fail-on")
    {
        HelpName = "error|warning",
        Description = "The least severity that gives exit code 1 [default: error]",
    };

    /// <summary>The least severity that fails the command.</summary>
    internal enum FailOn
    {
        /// <summary>Something is wrong.</summary>
        Error,

        /// <summary>Something is not covered, too.</summary>
        Warning,
    }

    public static Command Create()
    {
        var command = new Command(
            "lint",
            "Find sentences that do not exist or are ambiguous, duplicate checks, "
                + "scenarios that no run selects, and tables and columns that no sentence names; without connecting."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Work,
            Select,
            FailsOn,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => LintAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> LintAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new LintRequest { Settings = Options.Read(parsed), WarningsFail = parsed.GetValue(FailsOn) == FailOn.Warning };
        if (parsed.GetValue(Select) is { Length: > 0 } selections)
            request = request with { Selections = selections };
        var report = await LintUseCase.RunAsync(request, cancellationToken);
        parsed.Host().Output.Write(parsed.GetValue(Options.Json) ? LintView.Json(report) : LintView.Text(report));
        return report.ExitCode;
    }
}
