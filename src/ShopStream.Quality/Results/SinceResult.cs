using ShopStream.Quality.History;

namespace ShopStream.Quality.Results;

/// <summary>
/// What changed since the runs before. A scenario is compared with the newest earlier run in which it was judged, whatever that run
/// selected; one that was not judged now is in none of the lists. Failing is all but passed: a warning and an error too.
/// </summary>
/// <param name="RunId">The newest earlier run.</param>
/// <param name="NewlyFailing">Passed before, or never judged before; <see cref="ChangedScenario.RunId"/> is where it last passed, null where nowhere.</param>
/// <param name="StillFailing">Failed before, too; <see cref="ChangedScenario.RunId"/> is the first run of the unbroken series.</param>
/// <param name="Fixed">Passes again; <see cref="ChangedScenario.RunId"/> is where it last failed.</param>
public sealed record SinceResult(string RunId, IReadOnlyList<ChangedScenario> NewlyFailing, IReadOnlyList<ChangedScenario> StillFailing, IReadOnlyList<ChangedScenario> Fixed)
{
    /// <summary>Compares; null where there is no earlier run.</summary>
    /// <param name="scenarios">Of the run that just judged.</param>
    /// <param name="past">The earlier runs.</param>
    public static SinceResult? Of(IReadOnlyList<ScenarioResult> scenarios, RunHistory past)
    {
        if (past.Runs.Count == 0) return null;
        var since = new SinceResult(past.Runs[^1].RunId, [], [], []);
        foreach (var (name, scenario) in ScenarioName.Of(scenarios).Zip(scenarios).Where(s => s.Second.Outcome != Outcome.NotJudged))
        {
            var before = past.Runs.Reverse().Select(r => (r.RunId, Outcome: r.OutcomeOf(name))).Where(r => r.Outcome is not (null or Outcome.NotJudged));
            since = since.With(name, scenario.Outcome == Outcome.Passed, before);
        }
        return since;
    }

    private SinceResult With(ScenarioName name, bool passes, IEnumerable<(string RunId, Outcome? Outcome)> newestFirst)
    {
        using var before = newestFirst.GetEnumerator();
        var judged = before.MoveNext();
        var passed = judged && before.Current.Outcome == Outcome.Passed;
        if (passes && (!judged || passed)) return this;
        var runId = judged ? before.Current.RunId : null;
        if (passes) return this with { Fixed = [.. Fixed, new(name.File, name.Name, runId)] };
        if (!judged || passed) return this with { NewlyFailing = [.. NewlyFailing, new(name.File, name.Name, runId)] };
        while (before.MoveNext() && before.Current.Outcome != Outcome.Passed) runId = before.Current.RunId;
        return this with { StillFailing = [.. StillFailing, new(name.File, name.Name, runId)] };
    }
}

/// <param name="File">The feature's file, relative to the features folder.</param>
/// <param name="Name">With its example's values; the second of two of one name ends with #2.</param>
/// <param name="RunId">An earlier run that matters; see <see cref="SinceResult"/>.</param>
public sealed record ChangedScenario(string File, string Name, string? RunId);
