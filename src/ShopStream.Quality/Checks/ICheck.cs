using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>A check of the data: it states the metrics it needs and evaluates their measurements. It has no side effects.</summary>
public interface ICheck
{
    /// <summary>The metrics this check needs.</summary>
    IEnumerable<Metric> GetMetrics();

    /// <summary>The table whose rows are lost, repeated or changed if the check fails; null if it does not say that of one table.</summary>
    Dataset? WrongRowsOf => null;

    /// <summary>What it compares columns with beside its metrics, such as a bound of the largest value; nothing by default.</summary>
    IEnumerable<TypedUse> Uses => [];

    /// <summary>Why it cannot be evaluated, whatever the rows are, beside unknown tables and columns; nothing by default.</summary>
    /// <param name="catalog">The tables, their columns and models.</param>
    IEnumerable<string> Problems(Catalog catalog) => [];

    /// <summary>
    /// Evaluates the measurements, once, with a measurement of every metric of <see cref="GetMetrics"/>. The evaluation is final or names
    /// its <see cref="Evaluation.Evidence"/>.
    /// </summary>
    Evaluation Evaluate(Measurements measurements);
}

/// <summary>Result of evaluating a check. Severity is applied later.</summary>
public sealed record Evaluation
{
    /// <summary>Passed, failed or not judged.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Expected value in words, with its unit; null if nothing was measured.</summary>
    public string? Expected { get; init; }

    /// <summary>Measured value in words, with its unit; null if nothing was measured.</summary>
    public string? Actual { get; init; }

    /// <summary>Actual minus expected, with its unit; null if it cannot be expressed as a number.</summary>
    public string? Difference { get; init; }

    /// <summary>Reason why the check was not judged, or additional information; null if there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Keys of the rows that violate the check; a sample, never more than <see cref="Sample.Limit"/>.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The expected and the built table as one; null unless rows of an example differ.</summary>
    public RowsDifference? Rows { get; init; }

    /// <summary>Metrics that complete the evaluation, such as a sample of rows; empty if it is final.</summary>
    public IReadOnlyList<Metric> Evidence { get; private init; } = [];

    private Func<Evaluation, Measurements, Evaluation>? Completion { get; init; }

    /// <summary>The data is as expected.</summary>
    public static Evaluation Passed(string expected, string actual) =>
        new()
        {
            Outcome = Outcome.Passed,
            Expected = expected,
            Actual = actual,
        };

    /// <summary>The data is not as expected.</summary>
    public static Evaluation Failed(string expected, string actual, string? difference) =>
        new()
        {
            Outcome = Outcome.Failed,
            Expected = expected,
            Actual = actual,
            Difference = difference,
        };

    /// <summary>The evaluation, to be completed when its evidence is measured.</summary>
    /// <param name="evidence">Metrics to measure.</param>
    /// <param name="complete">Adds what they show to the evaluation. One that could not be measured has no value.</param>
    public Evaluation NeedsEvidence(IReadOnlyList<Metric> evidence, Func<Evaluation, Measurements, Evaluation> complete) =>
        this with
        {
            Evidence = evidence,
            Completion = complete,
        };

    /// <summary>The final evaluation.</summary>
    /// <param name="measurements">Measurements of the <see cref="Evidence"/>, if it has any.</param>
    public Evaluation Complete(Measurements measurements) => Completion is null ? this : Completion(this with { Completion = null }, measurements);

    /// <summary>There was nothing to judge, such as an empty table.</summary>
    public static Evaluation NotJudged(string reason) => new() { Outcome = Outcome.NotJudged, Note = reason };
}
