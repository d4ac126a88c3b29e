using ShopStream.Quality.History;

namespace ShopStream.Quality.Results;

/// <summary>
/// Changes since earlier runs. Each scenario is compared with the newest earlier run in which it was judged. Scenarios that were not judged
/// now are not listed. Every outcome except passed counts as failing, including warned and error.
/// </summary>
/// <param name="RunId">Identifier of the newest earlier run.</param>
/// <param name="NewlyFailing">Scenarios that passed before or were never judged; <see cref="ChangedScenario.RunId"/> is the run in which it last passed, null if there is none.</param>
/// <param name="StillFailing">Scenarios that also failed before; <see cref="ChangedScenario.RunId"/> is the first of the consecutive failing runs.</param>
/// <param name="Fixed">Scenarios that pass again; <see cref="ChangedScenario.RunId"/> is the run in which it last failed.</param>
public sealed record SinceResult(string RunId, IReadOnlyList<ChangedScenario> NewlyFailing, IReadOnlyList<ChangedScenario> StillFailing, IReadOnlyList<ChangedScenario> Fixed)
{
    /// <summary>Compares a run with earlier runs; null if there are none.</summary>
    /// <param name="scenarios">Scenarios of the current run.</param>
    /// <param name="past">Earlier runs.</param>
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

/// <summary>A scenario whose outcome changed or that still fails.</summary>
/// <param name="File">Path of the feature file, relative to the features folder.</param>
/// <param name="Name">Name with the values of its example row; the second scenario with the same name ends with #2.</param>
/// <param name="RunId">Identifier of an earlier run; see <see cref="SinceResult"/>.</param>
public sealed record ChangedScenario(string File, string Name, string? RunId);
