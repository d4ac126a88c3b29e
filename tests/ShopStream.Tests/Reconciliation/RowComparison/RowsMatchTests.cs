using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.Reconciliation.RowComparison;

/// <summary>The result and the note of a row-level comparison.</summary>
[Category("Fast")]
public sealed class RowsMatchTests
{
    private static readonly RowDifferences Metric = new(
        new Relation(new Dataset(Layer.Raw, "orders")),
        new Relation(new Dataset(Layer.Source, "orders")),
        [new ColumnPair("id", "id")],
        null,
        null
    );

    [TestCase("0 0 0 0 0 0 0 0 0 0", "NotJudged: no rows in source orders or raw orders")]
    [TestCase("1 1 0 0 0 0 0 0 0 0", "Passed: the same rows as source orders (1 row) | the one row the same")]
    [TestCase("1200 1200 0 0 0 0 0 0 0 0", "Passed: the same rows as source orders (1,200 rows) | all 1,200 rows the same")]
    [TestCase("1 0 1 0 0 0 0 0 0 0", "Failed: the same rows as source orders (1 row) | 1 row missing | 1 row")]
    [TestCase("0 2 0 2 0 0 0 0 0 0", "Failed: the same rows as source orders (0 rows) | 2 rows extra | 2 rows")]
    [TestCase(
        "9 9 0 0 1 2 3 0 0 0",
        "Failed: the same rows as source orders (9 rows) | 1 row more than once, 2 less often than expected, 3 with other values | 6 rows"
    )]
    [TestCase("9 9 2 0 0 0 0 0 0 1", "Failed: the same rows as source orders (9 rows) | at least 2 rows missing | at least 2 rows")]
    [TestCase(
        "9 9 0 0 0 0 0 1 0 0",
        "Passed: the same rows as source orders (9 rows) | all 9 rows the same | "
            + "The key is null in 0 rows of raw orders and in 1 row of source orders; null was compared like any other key."
    )]
    [TestCase(
        "9 9 0 0 0 0 0 2 2 0",
        "Passed: the same rows as source orders (9 rows) | all 9 rows the same | "
            + "The key is null in 2 rows of raw orders and in 2 rows of source orders; null was compared like any other key."
    )]
    public void Comparison_is_judged_by_its_figures(string figures, string message) => Evaluate(SampleLevel.Full, figures).Message().Should().Be(message);

    [TestCase(SampleLevel.Full, "Values look alike: case.")]
    [TestCase(SampleLevel.None, null)]
    public void First_likeness_of_values_is_reported_unless_no_rows_are_named(SampleLevel level, string? note)
    {
        var evaluation = Evaluate(
            level,
            "9 9 2 0 0 0 0 0 0 0",
            ["id=1: missing"],
            ["id=2: name expected a, found A", null],
            ["id=3: name", "case"],
            ["id=4", "blanks"]
        );

        evaluation.Note.Should().Be(note);
        evaluation.Keys.Should().Equal("id=1: missing", "id=2: name expected a, found A", "id=3: name", "id=4");
    }

    private static Quality.Checks.Evaluation Evaluate(SampleLevel level, string figures, params string?[][] rows)
    {
        var measurements = new Measurements { RedactionPolicy = new RedactionPolicy(level, PersonalColumns.None) };
        measurements.Add(Metric, new Measurement(RowDifferences.Figures, [figures.Split(' '), .. rows]));
        return new RowsMatch(Metric).Evaluate(measurements);
    }
}
