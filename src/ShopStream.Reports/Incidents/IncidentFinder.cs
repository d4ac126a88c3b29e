using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Incidents;

/// <summary>Groups the failures of a run into incidents: one for each table in which a fault begins, and one for a stage that failed.</summary>
public static class IncidentFinder
{
    private const int MaxKeys = 5;

    /// <summary>Finds the incidents of a run and follows those of earlier runs.</summary>
    /// <param name="run">The run, redacted.</param>
    /// <param name="past">Earlier runs.</param>
    /// <param name="scenarios">All scenarios of the features, selected or not; null if they are not available.</param>
    public static IncidentChanges Of(RunResult run, RunHistory past, IReadOnlySet<ScenarioName>? scenarios)
    {
        List<Incident> found = [.. OfStage(run), .. OfTables(run, IncidentMatching.OpenAfter(past, run.Branch))];
        // Such as reconciling items that have expired.
        if (found.Count == 0 && run.ExitCode is not (ExitCodes.Passed or ExitCodes.Interrupted))
            found.Add(Begun(run, Incident.WholeRun, null) with { Difference = VerdictSentence.Of(run) });
        return IncidentMatching.Follow(found, run, past, scenarios);
    }

    private static IEnumerable<Incident> OfStage(RunResult run)
    {
        if (run.ExitCode is ExitCodes.Interrupted || (run.Problem is null && run.FailedStage is null))
            yield break;
        yield return Begun(run, run.FailedStage is { } stage ? Incident.StagePrefix + stage : Incident.WholeRun, null) with
        {
            Difference = run.Problem?.ReplaceLineEndings("\n").Split('\n')[0],
        };
    }

    private static IEnumerable<Incident> OfTables(RunResult run, IReadOnlyList<Incident> open)
    {
        var localization = new FaultLocalization(run);
        var ancestry = new Ancestry(run.Lineage);
        var failures = ScenarioName
            .Of(run.Scenarios)
            .Zip(run.Scenarios)
            .SelectMany(s => s.Second.Checks.Where(c => Fails(c, run)).Select(c => new Failure(s.First, s.Second, c, PlaceOf(localization, c, s.First))))
            .OrderBy(f => !f.IsLocated)
            .ThenBy(f => localization.Position(f.Place));
        var tables = new List<FaultyTable>();
        foreach (var failure in failures)
        {
            var table = tables.Find(t => t.Explains(failure));
            if (table is null)
                tables.Add(
                    table = new FaultyTable(failure.Place, ancestry, [.. open.Where(i => string.Equals(i.Place, failure.Place, StringComparison.Ordinal))])
                );
            table.Add(failure);
        }
        return tables.Select(t => OfTable(run, t.Place, t.Failures));
    }

    // What could not be read or judged because a stage failed is part of the incident of that stage.
    private static bool Fails(CheckResult check, RunResult run) =>
        check.Outcome == Outcome.Failed || (check.Outcome is Outcome.NotJudged or Outcome.Error && run.Problem is null && run.FailedStage is null);

    private static string PlaceOf(FaultLocalization localization, CheckResult check, ScenarioName scenario) =>
        localization.Of(check) is [var first, ..] ? first : scenario.Name;

    private static Incident OfTable(RunResult run, string place, IReadOnlyList<Failure> failures)
    {
        var lead = failures
            .OrderBy(f => f.Check.RootCause is not null)
            .ThenByDescending(f => Gross(f.Check))
            .ThenByDescending(f => f.Scenario.Severity)
            .First();
        var scenarios = failures.Where(f => f.Name != lead.Name).Select(f => f.Name).Distinct();
        return Begun(run, place, MainCause(lead.Check)) with
        {
            Difference = lead.Check.Difference,
            Keys = [.. lead.Check.Keys.Take(MaxKeys)],
            Owners = lead.Scenario.Owners.Count > 0 ? lead.Scenario.Owners : [.. failures.SelectMany(f => f.Scenario.Owners).Distinct(StringComparer.Ordinal)],
            Tags = [.. failures.SelectMany(f => f.Scenario.Tags).Distinct(StringComparer.Ordinal)],
            Severity = failures.Max(f => f.Scenario.Severity),
            Scenarios = [lead.Name, .. scenarios],
        };
    }

    private static decimal Gross(CheckResult check) => check.DrillDown?.Causes.Sum(c => c.Gross) ?? -1;

    private static string? MainCause(CheckResult check) => check.DrillDown?.Causes.MaxBy(c => c.Gross)?.Cause;

    private static Incident Begun(RunResult run, string place, string? cause) =>
        new()
        {
            Id = IncidentMatching.IdOf(run.StartedAt, place, cause),
            Place = place,
            Cause = cause,
            FirstSeen = run.StartedAt,
            FirstRun = run.RunId,
            LastSeen = run.StartedAt,
            LastRun = run.RunId,
        };

    private sealed record Failure(ScenarioName Name, ScenarioResult Scenario, CheckResult Check, string Place)
    {
        /// <summary>Whether rows prove where it begins; otherwise the place is a table that it is about.</summary>
        public bool IsLocated => Check.RootCause is not null || Check.DrillDown?.FirstDivergentLayer is not null;

        /// <summary>Two tables of one layer that contradict each other, such as orders and their lines; null if it is not about such a pair.</summary>
        public (string, string)? Contradiction =>
            Check is { RootCause: null, DrillDown: { FirstDivergentLayer: { } first, Layers: [{ Dataset: var start }, ..] } }
            && !string.Equals(first, start, StringComparison.Ordinal)
            && FaultLocalization.Layer(first) == FaultLocalization.Layer(start)
                ? string.CompareOrdinal(first, start) < 0
                    ? (first, start)
                    : (start, first)
                : null;

        /// <summary>The tables that it reads, and its place.</summary>
        public IEnumerable<string> Tables => Check.Reads.Select(r => Identifier.SplitReference(r).Dataset).Append(Place);
    }

    /// <summary>
    /// The failures of one fault: those that are located in its table, those that are located nowhere and read a table whose failure it explains,
    /// and those that are a consequence of it in tables that are built from its table. So a reference whose parent row is lost belongs to the table
    /// of the parent, and a row of staging that differs from the source to the table of raw that has lost it. Which of two tables that contradict
    /// each other is wrong depends on where a check starts: both are one fault. A fault is seen in all tables in the same night: what fails later,
    /// while it is open, is another fault.
    /// </summary>
    /// <param name="place">The table.</param>
    /// <param name="ancestry">What each table is built from.</param>
    /// <param name="open">The incidents of the table that earlier runs left open.</param>
    private sealed class FaultyTable(string place, Ancestry ancestry, IReadOnlyList<Incident> open)
    {
        private readonly HashSet<string> explained = new(StringComparer.Ordinal) { place };

        public string Place => place;

        public List<Failure> Failures { get; } = [];

        public bool Explains(Failure failure) =>
            string.Equals(failure.Place, place, StringComparison.Ordinal)
            || (!failure.IsLocated && failure.Tables.Any(explained.Contains))
            || (failure.Contradiction is { } pair && Failures.Exists(f => f.Contradiction == pair))
            || (IsOfTheSameNight(failure) && IsConsequence(failure));

        public void Add(Failure failure)
        {
            Failures.Add(failure);
            explained.Add(failure.Place);
        }

        private bool IsOfTheSameNight(Failure failure) => open.Count == 0 || open.Any(i => i.Scenarios.Contains(failure.Name));

        // Most of a difference can begin further down, where rows are multiplied that are wrong already.
        private bool IsConsequence(Failure failure) =>
            failure.IsLocated
                ? ancestry.IsBuiltFrom(failure.Place, place)
                    && failure.Check.DrillDown?.Layers.Any(l => string.Equals(l.Dataset, place, StringComparison.Ordinal) && l.Difference != 0) is true
                : failure.Tables.Any(t => ancestry.IsBuiltFrom(t, place));
    }
}
