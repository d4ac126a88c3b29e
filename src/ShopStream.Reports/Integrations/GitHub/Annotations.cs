using System.Globalization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations.GitHub;

/// <summary>
/// GitHub's workflow commands: ::error file=…,line=…,title=…::message. A claim that failed, was not judged or could not be run is an
/// error, a warning a warning, one of a scenario that is @info a notice.
/// </summary>
internal static class Annotations
{
    // https://docs.github.com/en/actions/reference/limits: of each kind, a step.
    private const int MostOfAKind = 10;
    private const int LongestTitle = 150;
    private const int LongestValue = 400;

    private static readonly string[] Kinds = ["error", "warning", "notice"];

    public static async Task WriteAsync(RunResult run, string page, TextWriter? to)
    {
        if (to is null) return;
        foreach (var line in Of(run, page)) await to.WriteLineAsync(line);
        await to.FlushAsync();
    }

    /// <summary>A line each.</summary>
    public static IEnumerable<string> Of(RunResult run, string page)
    {
        var all = FromFindings(run).ToList();
        foreach (var kind in Kinds)
        {
            var ofIt = all.Where(a => string.Equals(a.Kind, kind, StringComparison.Ordinal)).ToList();
            var shown = ofIt.Count > MostOfAKind ? MostOfAKind - 1 : ofIt.Count;
            foreach (var annotation in ofIt.Take(shown)) yield return annotation.Line;
            if (ofIt.Count > shown)
            {
                var more = string.Create(CultureInfo.InvariantCulture, $"{ofIt.Count - shown} more");
                yield return new Annotation(kind, null, 0, $"… and {more}", $"{more} of {Figures.Count(ofIt.Count, kind)}: GitHub shows {MostOfAKind} of a kind. All of them: {page}").Line;
            }
        }
    }

    // The gravest first: GitHub takes the first ten.
    private static IEnumerable<Annotation> FromFindings(RunResult run)
    {
        // Nothing was judged then, and every scenario would say so.
        if (run.Problem is { } problem) return [new("error", null, 0, VerdictSentence.Of(run), problem)];
        if (run.Scenarios.Count == 0) return [new("error", null, 0, "Nothing was judged", VerdictSentence.WhatToDo(run))];
        var claims = from scenario in run.Scenarios
                     from check in scenario.Checks
                     where check.Outcome != Outcome.Passed
                     orderby OutcomeWords.WorstFirst.ToList().IndexOf(check.Outcome), scenario.Severity descending
                     select new Annotation(Kind(check.Outcome, scenario.Severity), InRepository(run, scenario.File), check.Line, scenario.Name, $"{OutcomeWords.Of(check.Outcome, scenario.Severity).Word}: {check.Sentence}\n{IntegrationFinding.Text(check, LongestValue)}");
        return claims.Concat(run.Items.Where(i => i.IsStale).Select(i => new Annotation("warning", InRepository(run, ItemsFile(run)), i.Line, $"Reconciling item {i.Key} of {i.Owner}", i.Says)));
    }

    // It is beside the features, whose paths begin with their folder's name.
    private static string ItemsFile(RunResult run) => $"{run.Scenarios[0].File.Split('/')[0]}/{ReconcilingItem.FileName}";

    private static string? InRepository(RunResult run, string file) => run.InRepository is null ? null : IntegrationFinding.Path(run, file);

    private static string Kind(Outcome outcome, Severity severity) =>
        outcome != Outcome.Warned ? "error" : severity == Severity.Info ? "notice" : "warning";

    private sealed record Annotation(string Kind, string? File, int At, string Title, string Message)
    {
        public string Line
        {
            get
            {
                var place = File is null ? "" : string.Create(CultureInfo.InvariantCulture, $"file={GitHubCommands.Property(File)},line={At},");
                return $"::{Kind} {place}title={GitHubCommands.Property(VisibleCharacters.Short(Title.ReplaceLineEndings(" "), LongestTitle))}::{GitHubCommands.Data(Message.Trim())}";
            }
        }
    }
}
