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
    /// <summary>All outcomes, the worst first.</summary>
    public static IReadOnlyList<Outcome> WorstFirst { get; } = [Outcome.Error, Outcome.Failed, Outcome.NotJudged, Outcome.Warned, Outcome.Passed];

    /// <summary>Position in <see cref="WorstFirst"/>; 0 is the worst.</summary>
    public static int Rank(Outcome outcome) => WorstFirst.TakeWhile(o => o != outcome).Count();

    /// <summary>The display name of an outcome, on the console and on pages.</summary>
    public static string NameOf(Outcome outcome) =>
        outcome switch
        {
            Outcome.Passed => "Passed",
            Outcome.Warned => "Warning",
            Outcome.Failed => "Failed",
            Outcome.NotJudged => "Not judged",
            Outcome.Error => "Could not run",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not one of the five outcomes"),
        };

    /// <summary>The worst outcome, in the order of <see cref="WorstFirst"/>; <see cref="Outcome.NotJudged"/> if there are none.</summary>
    public static Outcome Worst(IEnumerable<Outcome> outcomes)
    {
        var present = outcomes.ToHashSet();
        return present.Count == 0 ? Outcome.NotJudged : WorstFirst.First(present.Contains);
    }
}
