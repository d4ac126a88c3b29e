using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using Outcome = ShopStream.Quality.Results.Outcome;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class OffersColumnsTests
{
    private static readonly Dataset Mart = new(Layer.Mart, "sales");

    [TestCase(ColumnUse.Text, "text", true)]
    [TestCase(ColumnUse.Text, "varchar(20)", true)]
    [TestCase(ColumnUse.Text, "int", false)]
    [TestCase(ColumnUse.WholeNumber, "bigint", true)]
    [TestCase(ColumnUse.WholeNumber, "hugeint", true)]
    [TestCase(ColumnUse.WholeNumber, "decimal(18,0)", true)]
    [TestCase(ColumnUse.WholeNumber, "decimal(18,2)", false)]
    [TestCase(ColumnUse.Amount, "decimal(38,2)", true)]
    [TestCase(ColumnUse.Amount, "decimal(9,4)", false)]
    [TestCase(ColumnUse.Amount, "double", false)]
    [TestCase(ColumnUse.Decimal, "decimal(9,4)", true)]
    [TestCase(ColumnUse.Decimal, "decimal(9,0)", false)]
    [TestCase(ColumnUse.Date, "date", true)]
    [TestCase(ColumnUse.Date, "timestamp", false)]
    [TestCase(ColumnUse.Timestamp, "timestamptz", true)]
    [TestCase(ColumnUse.WholeNumber, "text", false)]
    [TestCase(ColumnUse.WholeNumber, "double", false)]
    [TestCase(ColumnUse.Amount, "bigint", false)]
    [TestCase(ColumnUse.Decimal, "double", false)]
    [TestCase(ColumnUse.Date, "text", false)]
    [TestCase(ColumnUse.Timestamp, "timestamp", true)]
    [TestCase(ColumnUse.Timestamp, "date", false)]
    [TestCase(ColumnUse.Boolean, "boolean", true)]
    [TestCase(ColumnUse.Boolean, "text", false)]
    public void Column_type_fits_its_use(ColumnUse use, string type, bool fits) => use.Fits(type).Should().Be(fits);

    [TestCase(ColumnUse.Text, "text")]
    [TestCase(ColumnUse.WholeNumber, "a whole number")]
    [TestCase(ColumnUse.Amount, "an amount (an exact decimal with two decimal places)")]
    [TestCase(ColumnUse.Decimal, "an exact decimal with decimal places")]
    [TestCase(ColumnUse.Date, "a date")]
    [TestCase(ColumnUse.Timestamp, "a timestamp")]
    [TestCase(ColumnUse.Boolean, "a boolean")]
    public void Missing_column_is_described_by_its_use(ColumnUse use, string description)
    {
        ColumnUses.Parse($" {use.NameOf().ToUpperInvariant()} ").Should().Be(use);
        EvaluateColumns([new("day", use)]).Keys.Should().Equal($"day is missing: expected {description}");
    }

    [Test]
    public void Column_name_is_not_case_sensitive()
    {
        var evaluation = EvaluateColumns([new("DAY", ColumnUse.Date), new("revenue", ColumnUse.Amount)], ["day", "date"], ["revenue", "text"]);

        (evaluation.Expected, evaluation.Actual, evaluation.Difference)
            .Should()
            .Be(("2 columns that dashboards use", "1 of them usable", "1 column not usable"));
        evaluation.Keys.Should().Equal("revenue is text: expected an amount (an exact decimal with two decimal places)");
    }

    [Test]
    public void Additional_column_does_not_break_a_dashboard() =>
        Evaluate(["day", "date"], ["revenue", "decimal(38,2)"], ["more", "text"]).Outcome.Should().Be(Outcome.Passed);

    [Test]
    public void Renamed_or_retyped_columns_fail_and_are_named()
    {
        var evaluation = Evaluate(["day", "timestamp"], ["revenues", "decimal(38,2)"]);

        evaluation.Outcome.Should().Be(Outcome.Failed);
        evaluation.Difference.Should().Be("2 columns not usable");
        evaluation
            .Keys.Should()
            .Equal(
                "day is timestamp: expected a date",
                "revenue is missing: expected an amount (an exact decimal with two decimal places); did you mean revenues?"
            );
    }

    [Test]
    public void Unknown_type_is_rejected_with_the_valid_types() =>
        FluentActions
            .Invoking(() => ColumnUses.Parse("ammount"))
            .Should()
            .Throw<FormatException>()
            .WithMessage("*did you mean amount?: expected text, whole number, amount,*");

    private static Evaluation Evaluate(params string[][] columns) => EvaluateColumns([new("day", ColumnUse.Date), new("revenue", ColumnUse.Amount)], columns);

    private static Evaluation EvaluateColumns(OfferedColumn[] offered, params string[][] columns)
    {
        var measurements = new Measurements();
        measurements.Add(
            new Shape(Mart),
            new Measurement(["name", "type", "nullable"], [.. columns.Select(c => (IReadOnlyList<string?>)[c[0], c[1], "true"])])
        );
        return new OffersColumns(Mart, offered).Evaluate(measurements);
    }
}
