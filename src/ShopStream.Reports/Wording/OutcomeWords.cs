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
    /// <summary>The words for an outcome; a warning of an @info scenario is information.</summary>
    public static OutcomeWord Of(Outcome outcome, Severity severity) =>
        outcome == Outcome.Warned && severity == Severity.Info ? new("i", "Information", "warned") : Of(outcome);

    public static OutcomeWord Of(Outcome outcome) =>
        outcome switch
        {
            Outcome.Passed => new("✓", Outcomes.NameOf(outcome), "passed"),
            Outcome.Warned => new("!", Outcomes.NameOf(outcome), "warned"),
            Outcome.Failed => new("✗", Outcomes.NameOf(outcome), "failed"),
            Outcome.NotJudged => new("?", Outcomes.NameOf(outcome), "notjudged"),
            _ => new("⊗", Outcomes.NameOf(outcome), "error"),
        };
}
