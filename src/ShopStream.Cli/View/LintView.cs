using System.Globalization;
using System.Text;
using System.Text.Json;
using ShopStream.Application.Linting;
using ShopStream.Features;
using ShopStream.Features.Linting;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Data;

namespace ShopStream.Cli.View;

/// <summary>The issues of lint, by kind.</summary>
internal static class LintView
{
    public static string Text(LintReport report)
    {
        var (result, notChecked, _) = report;
        var text = new StringBuilder();
        foreach (var kind in result.Issues.GroupBy(i => i.Kind))
        {
            text.Append(Heading(kind.Key)).Append('\n');
            foreach (var issue in kind)
                text.Append("  ").Append(issue).Append('\n');
            text.Append('\n');
        }
        if (notChecked is not null)
            text.Append(CultureInfo.InvariantCulture, $"Columns were not checked: {notChecked}.\n");
        return text.Append(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(result.Errors, "error")}, {Counted.Of(result.Warnings, "warning")} "
                    + $"in {Counted.Of(result.Scenarios, "scenario")} with {Counted.Of(result.Checks, "check")}\n"
            )
            .ToString();
    }

    public static string Json(LintReport report) =>
        JsonSerializer.Serialize(
            new
            {
                errors = report.Result.Errors,
                warnings = report.Result.Warnings,
                scenarios = report.Result.Scenarios,
                checks = report.Result.Checks,
                columns = report.ColumnsNotCheckedReason is { } reason ? $"not checked: {reason}" : "checked",
                issues = report.Result.Issues.Select(i => new
                {
                    kind = JsonNamingPolicy.CamelCase.ConvertName(i.Kind.ToString()),
                    severity = i.IsError ? "error" : "warning",
                    where = i.Location,
                    message = i.Message,
                }),
            }
        ) + "\n";

    private static string Heading(ProblemKind kind) =>
        kind switch
        {
            ProblemKind.Syntax => "Files",
            ProblemKind.Unbound => "Sentences that do not exist",
            ProblemKind.Ambiguous => "Ambiguous sentences",
            ProblemKind.Refused => "Sentences that are rejected",
            ProblemKind.Duplicate => "Duplicates",
            ProblemKind.NeverSelected => "Never selected",
            ProblemKind.Needless => "Needless (warnings)",
            _ => "Not covered (warnings)",
        };
}
