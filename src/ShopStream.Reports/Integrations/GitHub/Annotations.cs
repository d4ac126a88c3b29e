using System.Globalization;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations.GitHub;

/// <summary>
/// Writes GitHub's workflow commands: ::error file=…,line=…,title=…::message. A check that failed, was not judged or could not run is an
/// error; a warning is a warning, or a notice if the scenario is tagged @info.
/// </summary>
internal static class Annotations
{
    // https://docs.github.com/en/actions/reference/limits: the maximum per kind and step.
    private const int MostOfAKind = 10;
    private const int LongestTitle = 150;
    private const int LongestValue = 400;

    private static readonly string[] Kinds = ["error", "warning", "notice"];

    public static async Task WriteAsync(RunResult run, string page, TextWriter? to)
    {
        if (to is null)
            return;
        foreach (var line in Of(run, page))
            await to.WriteLineAsync(line);
        await to.FlushAsync();
    }

    /// <summary>One line per annotation.</summary>
    public static IEnumerable<string> Of(RunResult run, string page)
    {
        var all = FromFindings(run).ToList();
        foreach (var kind in Kinds)
        {
            var ofKind = all.Where(a => string.Equals(a.Kind, kind, StringComparison.Ordinal)).ToList();
            var shown = ofKind.Count > MostOfAKind ? MostOfAKind - 1 : ofKind.Count;
            foreach (var annotation in ofKind.Take(shown))
                yield return annotation.Line;
            if (ofKind.Count > shown)
            {
                var more = string.Create(CultureInfo.InvariantCulture, $"{ofKind.Count - shown} more");
                yield return new Annotation(
                    kind,
                    null,
                    0,
                    $"… and {more}",
                    $"{more} of {Figures.Count(ofKind.Count, kind)}: GitHub shows {MostOfAKind} of a kind. All of them: {page}"
                ).Line;
            }
        }
    }

    // The most severe first, because GitHub shows the first ten.
    private static IEnumerable<Annotation> FromFindings(RunResult run)
    {
        // Nothing was judged; one error instead of one per scenario.
        if (run.Problem is { } problem)
            return [new("error", null, 0, VerdictSentence.Of(run), problem)];
        if (run.Scenarios.Count == 0)
            return [new("error", null, 0, "Nothing was judged", VerdictSentence.WhatToDo(run))];
        var checks =
            from scenario in run.Scenarios
            from check in scenario.Checks
            where check.Outcome != Outcome.Passed
            orderby Outcomes.Rank(check.Outcome), scenario.Severity descending
            select new Annotation(
                Kind(check.Outcome, scenario.Severity),
                InRepository(run, scenario.File),
                check.Line,
                scenario.Name,
                $"{OutcomeWords.Of(check.Outcome, scenario.Severity).Word}: {check.Sentence}\n{IntegrationFinding.Text(check, LongestValue)}"
            );
        return checks.Concat(
            run.ReconcilingItems.Where(i => i.IsStale)
                .Select(i => new Annotation("warning", InRepository(run, ItemsFile(run)), i.Line, $"Reconciling item {i.Key} of {i.Owner}", i.Message))
        );
    }

    // The file is in the features folder, the first part of every feature path.
    private static string ItemsFile(RunResult run) => $"{run.Scenarios[0].File.Split('/')[0]}/{ReconcilingItem.FileName}";

    private static string? InRepository(RunResult run, string file) => run.InRepository is null ? null : IntegrationFinding.Path(run, file);

    private static string Kind(Outcome outcome, Severity severity) =>
        outcome != Outcome.Warned ? "error"
        : severity == Severity.Info ? "notice"
        : "warning";

    private sealed record Annotation(string Kind, string? File, int At, string Title, string Message)
    {
        public string Line
        {
            get
            {
                var place = File is null ? "" : string.Create(CultureInfo.InvariantCulture, $"file={GitHubCommands.Property(File)},line={At},");
                var title = VisibleCharacters.Short(Title.ReplaceLineEndings(" "), LongestTitle);
                return $"::{Kind} {place}title={GitHubCommands.Property(title)}::{GitHubCommands.Data(Message.Trim())}";
            }
        }
    }
}
