using System.Globalization;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>The last runs, one line each, the newest last.</summary>
internal static class HistoryView
{
    public static string Text(IReadOnlyList<HistoryRun> runs) =>
        Aligned(
            ["date", "run", "outcome", "passed", "revenue", "time"],
            [
                .. runs.Select(r =>
                    new[]
                    {
                        Day(r.Date),
                        r.RunId,
                        Outcome(r),
                        $"{r.Counts.Passed.ToString("#,##0", CultureInfo.InvariantCulture)} of {r.Counts.All.ToString("#,##0", CultureInfo.InvariantCulture)}",
                        Revenue(r) is { } revenue ? Amount(revenue) : "–",
                        string.Create(CultureInfo.InvariantCulture, $"{(r.FinishedAt - r.StartedAt).TotalSeconds:#,##0.0} s"),
                    }
                ),
            ],
            firstToTheRight: 3
        );

    public static string Json(IReadOnlyList<HistoryRun> runs) =>
        JsonSerializer.Serialize(
            new
            {
                runs = runs.Select(r => new
                {
                    runId = r.RunId,
                    date = r.Date,
                    startedAt = r.StartedAt,
                    seconds = (r.FinishedAt - r.StartedAt).TotalSeconds,
                    outcome = JsonNamingPolicy.CamelCase.ConvertName(r.Outcome.ToString()),
                    exitCode = r.ExitCode,
                    failedStage = r.FailedStage,
                    scenarios = r.Counts.All,
                    passed = r.Counts.Passed,
                    warned = r.Counts.Warned,
                    failed = r.Counts.Failed,
                    notJudged = r.Counts.NotJudged,
                    error = r.Counts.Error,
                    revenue = Revenue(r)?.ToString(CultureInfo.InvariantCulture),
                }),
            }
        ) + "\n";

    private static string Outcome(HistoryRun run) => $"{Outcomes.NameOf(run.Outcome)}{(run.FailedStage is { } stage ? $" ({stage})" : "")}";

    /// <summary>Lines of cells in columns; those from <paramref name="firstToTheRight"/> on are numbers and aligned to the right.</summary>
    internal static string Aligned(string[] head, IReadOnlyList<string[]> rows, int firstToTheRight)
    {
        var widths = head.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToList();
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(head))
            text.Append(string.Join("  ", row.Select((c, i) => i < firstToTheRight ? c.PadRight(widths[i]) : c.PadLeft(widths[i]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Amount(decimal amount) => amount.ToString("#,##0.00######;−#,##0.00######", CultureInfo.InvariantCulture);

    // That of the first layer that carries revenue.
    private static decimal? Revenue(HistoryRun run)
    {
        var name = run.Figures.Keys.FirstOrDefault(k => k.StartsWith(FigureName.Amount(BusinessMetric.Revenue, ""), StringComparison.Ordinal));
        return name is null ? null : run.Figures[name];
    }
}
