using ShopStream.Quality.Checks;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Profiling;

/// <summary>A claim that may hold: it is asked and judged as any check is, so that what is suggested is what a check will find.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Column">Whose it is; null for the table's.</param>
/// <param name="Check">The claim.</param>
/// <param name="Evidence">In words, from the verdict.</param>
internal sealed record Candidate(Subject Subject, string? Column, ICheck Check, Func<Evaluation, string> Evidence)
{
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Null where it does not hold, or nobody could say.</summary>
    public Suggestion? Evaluate(Measurements measurements)
    {
        if (Check.GetMetrics().Any(q => measurements.Find(q) is not { Missing: null })) return null;
        try
        {
            var evaluation = Check.Evaluate(measurements);
            return evaluation.Outcome == Outcome.Passed ? new Suggestion(Subject, Check, Evidence(evaluation)) { By = By } : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
