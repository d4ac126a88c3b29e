using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Compares the scenarios of a run with those of earlier runs.</summary>
public static class SinceLastRun
{
    /// <summary>Compares a run with earlier runs; null if there are none.</summary>
    /// <param name="scenarios">Scenarios of the current run.</param>
    /// <param name="past">Earlier runs.</param>
    public static SinceResult? Of(IReadOnlyList<ScenarioResult> scenarios, RunHistory past)
    {
        if (past.Runs.Count == 0)
            return null;
        var since = new SinceResult(past.Runs[^1].RunId, [], [], []);
        foreach (var (name, scenario) in ScenarioName.Of(scenarios).Zip(scenarios).Where(s => s.Second.Outcome != Outcome.NotJudged))
        {
            var before = past.Runs.Reverse().Select(r => (r.RunId, Outcome: r.OutcomeOf(name))).Where(r => r.Outcome is not (null or Outcome.NotJudged));
            since = With(since, name, scenario.Outcome == Outcome.Passed, before);
        }
        return since;
    }

    private static SinceResult With(SinceResult since, ScenarioName name, bool passes, IEnumerable<(string RunId, Outcome? Outcome)> newestFirst)
    {
        using var before = newestFirst.GetEnumerator();
        var judged = before.MoveNext();
        var passed = judged && before.Current.Outcome == Outcome.Passed;
        if (passes && (!judged || passed))
            return since;
        var runId = judged ? before.Current.RunId : null;
        if (passes)
            return since with { Fixed = [.. since.Fixed, new(name.File, name.Name, runId)] };
        if (!judged || passed)
            return since with { NewlyFailing = [.. since.NewlyFailing, new(name.File, name.Name, runId)] };
        while (before.MoveNext() && before.Current.Outcome != Outcome.Passed)
            runId = before.Current.RunId;
        return since with { StillFailing = [.. since.StillFailing, new(name.File, name.Name, runId)] };
    }
}
