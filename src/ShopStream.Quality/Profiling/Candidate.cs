using ShopStream.Quality.Checks;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Profiling;

/// <summary>A claim that may hold: it is asked and judged as any check is, so that what is suggested is what a check will find.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Column">Whose it is; null for the table's.</param>
/// <param name="Check">The claim.</param>
/// <param name="Evidence">In words, from the verdict.</param>
internal sealed record Candidate(Subject Subject, string? Column, ICheck Check, Func<Verdict, string> Evidence)
{
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Null where it does not hold, or nobody could say.</summary>
    public Suggestion? Judge(Answers answers)
    {
        if (Check.Ask().Any(q => answers.Find(q) is not { Missing: null })) return null;
        try
        {
            var verdict = Check.Judge(answers);
            return verdict.Outcome == Outcome.Passed ? new Suggestion(Subject, Check, Evidence(verdict)) { By = By } : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
