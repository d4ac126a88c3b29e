using ShopStream.Quality.Checks;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Profiling;

/// <summary>A check that may pass. It is measured and evaluated like any other check, so that a suggestion passes when it is added.</summary>
/// <param name="Subject">Subject of the check.</param>
/// <param name="Column">Column that is checked; null for the whole table.</param>
/// <param name="Check">Check to evaluate.</param>
/// <param name="Evidence">Describes what was measured, from the evaluation.</param>
internal sealed record Candidate(Subject Subject, string? Column, ICheck Check, Func<Evaluation, string> Evidence)
{
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>The sentence, where the check alone does not say it; null where it does.</summary>
    public string? Sentence { get; init; }

    /// <summary>What else the measurements have to say, so that the check will pass tomorrow, too; default nothing.</summary>
    public Func<Measurements, bool>? Also { get; init; }

    /// <summary>Evaluates the candidate; null if it does not pass or could not be measured.</summary>
    public Suggestion? Evaluate(Measurements measurements)
    {
        if (Check.GetMetrics().Any(m => measurements.Find(m) is not { Missing: null }))
            return null;
        try
        {
            var evaluation = Check.Evaluate(measurements);
            return evaluation.Outcome == Outcome.Passed && Also?.Invoke(measurements) is not false
                ? new Suggestion(Subject, Check, Evidence(evaluation)) { By = By, Sentence = Sentence }
                : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
