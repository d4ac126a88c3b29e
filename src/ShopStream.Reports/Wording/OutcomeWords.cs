using ShopStream.Quality.Results;

namespace ShopStream.Reports.Wording;

/// <param name="Symbol">One character, for the eye.</param>
/// <param name="Word">What it says without colour or symbol.</param>
/// <param name="Style">The CSS class.</param>
internal sealed record OutcomeWord(string Symbol, string Word, string Style);

/// <summary>How the five outcomes are called.</summary>
internal static class OutcomeWords
{
    /// <inheritdoc cref="Outcomes.WorstFirst"/>
    public static IReadOnlyList<Outcome> WorstFirst => Outcomes.WorstFirst;

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
        Outcome.Passed => new("✓", Outcomes.NameOf(outcome), "passed"),
        Outcome.Warned => new("!", Outcomes.NameOf(outcome), "warned"),
        Outcome.Failed => new("✗", Outcomes.NameOf(outcome), "failed"),
        Outcome.NotJudged => new("?", Outcomes.NameOf(outcome), "notjudged"),
        _ => new("⊗", Outcomes.NameOf(outcome), "error"),
    };
}
