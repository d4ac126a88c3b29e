namespace ShopStream.Quality.Results;

/// <summary>What became of a check, a scenario or a run. The order is no ranking; see <see cref="Outcomes.Worst"/>.</summary>
public enum Outcome
{
    /// <summary>Measured, and as expected.</summary>
    Passed,

    /// <summary>Not as expected, but the scenario is tagged @warning or @info and the run does not fail on that: exit code 0.</summary>
    Warned,

    /// <summary>Measured, and not as expected.</summary>
    Failed,

    /// <summary>Nothing to judge: no rows where rows were expected, or no measurement. Never green.</summary>
    NotJudged,

    /// <summary>The check could not be run: an SQL error or a store that did not answer.</summary>
    Error,
}

/// <summary>How outcomes add up.</summary>
public static class Outcomes
{
    /// <summary>The one order of outcomes, the worst first.</summary>
    public static IReadOnlyList<Outcome> WorstFirst { get; } = [Outcome.Error, Outcome.Failed, Outcome.NotJudged, Outcome.Warned, Outcome.Passed];

    /// <summary>An outcome's name for people, on the console and on pages alike.</summary>
    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "Passed",
        Outcome.Warned => "Warning",
        Outcome.Failed => "Failed",
        Outcome.NotJudged => "Not judged",
        Outcome.Error => "Could not run",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not one of the five outcomes"),
    };

    /// <summary>The outcome of a whole from those of its parts: error, failed, not judged, warned, passed, in this order; no parts are <see cref="Outcome.NotJudged"/>.</summary>
    public static Outcome Worst(IEnumerable<Outcome> parts)
    {
        var there = parts.ToHashSet();
        return there.Count == 0 ? Outcome.NotJudged : WorstFirst.First(there.Contains);
    }
}
