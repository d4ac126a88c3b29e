using System.Globalization;
using System.Text;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations.GitHub;

/// <summary>Appends the run in Markdown to the summary of the step.</summary>
internal static class StepSummary
{
    /// <summary>Maximum size in bytes; GitHub drops a larger summary.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int ScenariosShown = 100;
    private const int LongestValue = 500;

    public static async Task AppendAsync(RunResult run, string? path, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(path))
            return;
        var there = new FileInfo(path);
        var bytes = Encoding.UTF8.GetBytes(Render(run, MostBytes - (there.Exists ? there.Length : 0)));
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await file.WriteAsync(bytes, cancellationToken);
    }

    /// <param name="run">The run.</param>
    /// <param name="room">Available bytes; the result is empty if the verdict does not fit.</param>
    public static string Render(RunResult run, long room = MostBytes)
    {
        var word = OutcomeWords.Of(run.Outcome);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"## {word.Symbol} {word.Word}\n\n{Escape(VerdictSentence.Of(run))}\n\n");
        head.Append(CultureInfo.InvariantCulture, $"Data of {Figures.Day(run.Date)}, run {Escape(run.RunId)}");
        if (run.Commit is { } commit)
            head.Append(CultureInfo.InvariantCulture, $", commit {Escape(commit)}");
        head.Append(CultureInfo.InvariantCulture, $", {Figures.Seconds((run.FinishedAt - run.StartedAt).TotalSeconds)}\n\n");
        if (VerdictSentence.Details(run) is { } details)
            head.Append(CultureInfo.InvariantCulture, $"{Escape(details)}\n\n");
        head.Append("| outcome | scenarios |\n|---|--:|\n");
        foreach (var outcome in Outcomes.WorstFirst)
            head.Append(
                CultureInfo.InvariantCulture,
                $"| {OutcomeWords.Of(outcome).Word} | {Figures.Count(run.Scenarios.Count(s => s.Outcome == outcome))} |\n"
            );
        if (run.Since is { } since)
            head.Append(
                CultureInfo.InvariantCulture,
                $"\nSince run {Escape(since.RunId)}: newly failing {Figures.Count(since.NewlyFailing.Count)}, "
                    + $"still failing {Figures.Count(since.StillFailing.Count)}, fixed {Figures.Count(since.Fixed.Count)}\n"
            );
        head.Append('\n');
        return Fit(head.ToString(), run.Problem is null ? [.. Scenarios(run)] : [], room);
    }

    private static string Fit(string head, List<string> scenarios, long room)
    {
        const int RoomForTheRest = 100;
        var left = room - RoomForTheRest - Encoding.UTF8.GetByteCount(head);
        if (left < 0)
            return "";
        var text = new StringBuilder(head);
        var shown = 0;
        foreach (var scenario in scenarios.Take(ScenariosShown))
        {
            left -= Encoding.UTF8.GetByteCount(scenario);
            if (left < 0)
                break;
            text.Append(scenario);
            shown++;
        }
        if (shown < scenarios.Count)
            text.Append(CultureInfo.InvariantCulture, $"… and {Figures.Count(scenarios.Count - shown)} more in the report\n\n");
        return text.ToString();
    }

    private static IEnumerable<string> Scenarios(RunResult run) =>
        from scenario in run.Scenarios
        where scenario.Outcome != Outcome.Passed
        orderby Outcomes.Rank(scenario.Outcome)
        select Scenario(run, scenario);

    private static string Scenario(RunResult run, ScenarioResult scenario)
    {
        var word = OutcomeWords.Of(scenario.Outcome, scenario.Severity);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"### {word.Symbol} {word.Word}: {Escape(scenario.Name)}\n\n{Escape(IntegrationFinding.Place(run, scenario.File, scenario.Line))}"
        );
        if (scenario.Owners.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $", {Escape(string.Join(", ", scenario.Owners))}");
        text.Append("\n\n| check | | |\n|---|---|---|\n");
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            var sentence = Escape(check.Sentence);
            foreach (var (label, value) in IntegrationFinding.Of(check, LongestValue).DefaultIfEmpty(("", "")))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {sentence} | {label} | {Escape(value)} |\n");
                sentence = "";
            }
        }
        return text.Append('\n').ToString();
    }

    private static string Escape(string value) => MarkdownText.Escape(value, LongestValue);
}
