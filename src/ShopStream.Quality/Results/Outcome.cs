namespace ShopStream.Quality.Results;

/// <summary>Outcome of a check, a scenario or a run. The order of the values is not a ranking; see <see cref="Outcomes.Worst"/>.</summary>
public enum Outcome
{
    /// <summary>The data is as expected.</summary>
    Passed,

    /// <summary>The data is not as expected, but the severity of the scenario (@warning or @info) does not fail the run: exit code 0.</summary>
    Warned,

    /// <summary>The data is not as expected.</summary>
    Failed,

    /// <summary>There was nothing to judge: the table is empty or the metric was not measured. Never counts as passed.</summary>
    NotJudged,

    /// <summary>The check could not be run: its SQL failed or a store did not respond.</summary>
    Error,
}

/// <summary>Combines outcomes.</summary>
public static class Outcomes
{
    /// <summary>The worst outcome, in the order error, failed, not judged, warned, passed; <see cref="Outcome.NotJudged"/> if there are none.</summary>
    public static Outcome Worst(IEnumerable<Outcome> outcomes)
    {
        var worst = -1;
        foreach (var outcome in outcomes)
            worst = Math.Max(worst, Rank(outcome));
        return worst < 0 ? Outcome.NotJudged : ByRank[worst];
    }

    private static readonly Outcome[] ByRank = [Outcome.Passed, Outcome.Warned, Outcome.NotJudged, Outcome.Failed, Outcome.Error];

    private static int Rank(Outcome outcome) => Array.IndexOf(ByRank, outcome);
}
