using ShopStream.Quality.Results;

namespace ShopStream.Reports.Wording;

/// <param name="Symbol">One character, for the eye.</param>
/// <param name="Word">What it says without colour or symbol.</param>
/// <param name="Style">The CSS class.</param>
internal sealed record OutcomeWord(string Symbol, string Word, string Style);

/// <summary>How the five outcomes are called.</summary>
internal static class OutcomeWords
{
    /// <summary>What a reader has to know first comes first.</summary>
    public static IReadOnlyList<Outcome> WorstFirst { get; } = [Outcome.Failed, Outcome.Error, Outcome.NotJudged, Outcome.Warned, Outcome.Passed];

    /// <summary>From 0, the worst, on.</summary>
    public static int Rank(Outcome outcome)
    {
        var rank = 0;
        while (WorstFirst[rank] != outcome) rank++;
        return rank;
    }

    /// <summary>A warning of a scenario that is @info is information.</summary>
    public static OutcomeWord Of(Outcome outcome, Severity severity) =>
        outcome == Outcome.Warned && severity == Severity.Info ? new("i", "Information", "warned") : Of(outcome);

    public static OutcomeWord Of(Outcome outcome) => outcome switch
    {
        Outcome.Passed => new("✓", "Passed", "passed"),
        Outcome.Warned => new("!", "Warning", "warned"),
        Outcome.Failed => new("✗", "Failed", "failed"),
        Outcome.NotJudged => new("?", "Not judged", "notjudged"),
        Outcome.Error => new("⊗", "Could not run", "error"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "none of the five outcomes"),
    };
}
