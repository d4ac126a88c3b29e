using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text;
using ShopStream.Cli.View;
using ShopStream.Features.Linting;
using ShopStream.Features.Tags;
using ShopStream.Features;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>lint: what is wrong with the features, and what they leave out; nothing is connected to.</summary>
internal static class LintCommand
{
    private static readonly string[] Documented = ["@ci", "@nightly"];

    private static readonly Option<string[]> Select = new("--select")
    {
        HelpName = "EXPR",
        Description = "A tag expression that runs are started with; may be repeated [default: @ci and @nightly]",
    };

    private static readonly Option<FailOn> FailsOn = new("--fail-on") { HelpName = "error|warning", Description = "What exit code 1 is for [default: error]" };

    /// <summary>From which findings on the command fails.</summary>
    internal enum FailOn
    {
        /// <summary>Something is wrong.</summary>
        Error,

        /// <summary>Something is left out, too.</summary>
        Warning,
    }

    public static Command Create()
    {
        var command = new Command("lint", "Find sentences that are none or several, claims made twice, scenarios that no run selects, and tables and columns that no sentence names; without connecting.")
        {
            Options.Settings, Options.Features, Options.Work, Select, FailsOn, Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => LintAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> LintAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var expressions = parsed.GetValue(Select) is { Length: > 0 } given ? given : Documented;
        var known = await KnownTables.ReadAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var result = FeatureLint.Of(settings.Features, settings.Pipeline.BusinessMetrics, [.. expressions.Select(TagExpression.Parse)], known.Datasets, known.Tables, cancellationToken);
        parsed.Host().Output.Write(parsed.GetValue(Options.Json) ? Json(result, known.NotVisibleReason) : Text(result, known.NotVisibleReason));
        return result.Errors > 0 || (parsed.GetValue(FailsOn) == FailOn.Warning && result.Warnings > 0) ? ExitCodes.Failed : ExitCodes.Passed;
    }

    internal static string Text(FeatureLintResult result, string? unseen)
    {
        var text = new StringBuilder();
        foreach (var kind in result.Issues.GroupBy(f => f.Kind))
        {
            text.Append(Heading(kind.Key)).Append('\n');
            foreach (var finding in kind) text.Append("  ").Append(finding).Append('\n');
            text.Append('\n');
        }
        if (unseen is not null) text.Append(CultureInfo.InvariantCulture, $"Columns were not looked at: {unseen}.\n");
        return text.Append(CultureInfo.InvariantCulture, $"{Count(result.Errors, "error")}, {Count(result.Warnings, "warning")} in {Count(result.Scenarios, "scenario")} with {Count(result.Checks, "claim")}\n").ToString();
    }

    private static string Json(FeatureLintResult result, string? unseen) => JsonSerializer.Serialize(new
    {
        errors = result.Errors,
        warnings = result.Warnings,
        scenarios = result.Scenarios,
        claims = result.Checks,
        columns = unseen is null ? "looked at" : $"not looked at: {unseen}",
        findings = result.Issues.Select(f => new
        {
            kind = JsonNamingPolicy.CamelCase.ConvertName(f.Kind.ToString()),
            severity = f.IsError ? "error" : "warning",
            where = f.Location,
            message = f.Message,
        }),
    }) + "\n";

    private static string Heading(ProblemKind kind) => kind switch
    {
        ProblemKind.Syntax => "Files",
        ProblemKind.Unbound => "Sentences that there are not",
        ProblemKind.Ambiguous => "Sentences that can be read in several ways",
        ProblemKind.Refused => "Sentences that say what cannot be",
        ProblemKind.Duplicate => "Said twice",
        ProblemKind.NeverSelected => "Never selected",
        _ => "Left out (warnings)",
    };

    private static string Count(int n, string one) => string.Create(CultureInfo.InvariantCulture, $"{n:#,##0} {one}{(n == 1 ? "" : "s")}");
}
