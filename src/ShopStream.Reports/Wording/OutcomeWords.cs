using ShopStream.Quality.Results;

namespace ShopStream.Reports.Wording;

/// <summary>How an outcome is displayed.</summary>
/// <param name="Symbol">One character.</param>
/// <param name="Word">The word, clear without colour or symbol.</param>
/// <param name="Style">The CSS class.</param>
internal sealed record OutcomeWord(string Symbol, string Word, string Style);

/// <summary>The words for the five outcomes.</summary>
internal static class OutcomeWords
{
    /// <summary>All outcomes, the worst first.</summary>
    public static IReadOnlyList<Outcome> WorstFirst { get; } = [Outcome.Failed, Outcome.Error, Outcome.NotJudged, Outcome.Warned, Outcome.Passed];

    /// <summary>Position in <see cref="WorstFirst"/>; 0 is the worst.</summary>
    public static int Rank(Outcome outcome)
    {
        var rank = 0;
        while (WorstFirst[rank] != outcome) rank++;
        return rank;
    }

    /// <summary>The words for an outcome; a warning of an @info scenario is information.</summary>
    public static OutcomeWord Of(Outcome outcome, Severity severity) =>
        outcome == Outcome.Warned && severity == Severity.Info ? new("i", "Information", "warned") : Of(outcome);

    public static OutcomeWord Of(Outcome outcome) => outcome switch
    {
        Outcome.Passed => new("✓", "Passed", "passed"),
        Outcome.Warned => new("!", "Warning", "warned"),
        Outcome.Failed => new("✗", "Failed", "failed"),
        Outcome.NotJudged => new("?", "Not judged", "notjudged"),
        Outcome.Error => new("⊗", "Could not run", "error"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not one of the five outcomes"),
    };
}
