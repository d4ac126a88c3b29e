using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Tells failures that were there before from new ones.</summary>
public static class AlreadyFailing
{
    /// <summary>The scenarios that fail and failed when they were last judged before, each with that run.</summary>
    /// <param name="scenarios">Scenarios of the current run.</param>
    /// <param name="past">Earlier runs.</param>
    public static IReadOnlyList<ChangedScenario> Of(IReadOnlyList<ScenarioResult> scenarios, RunHistory past)
    {
        var already = new List<ChangedScenario>();
        foreach (var (name, scenario) in ScenarioName.Of(scenarios).Zip(scenarios).Where(s => s.Second.Outcome == Outcome.Failed))
        {
            var last = past.Runs.LastOrDefault(r => r.OutcomeOf(name) is not (null or Outcome.NotJudged));
            if (last?.OutcomeOf(name) == Outcome.Failed)
                already.Add(new ChangedScenario(name.File, name.Name, last.RunId));
        }
        return already;
    }

    /// <summary>The outcome of a run in which only new failures count: those that were there before are a warning.</summary>
    /// <param name="scenarios">Scenarios of the run.</param>
    /// <param name="already">Those that already failed.</param>
    public static Outcome OutcomeOf(IReadOnlyList<ScenarioResult> scenarios, IReadOnlyList<ChangedScenario> already)
    {
        var old = already.Select(a => new ScenarioName(a.File, a.Name)).ToHashSet();
        return Outcomes.Worst(ScenarioName.Of(scenarios).Zip(scenarios, (name, s) => old.Contains(name) ? Outcome.Warned : s.Outcome));
    }
}
