using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class SumsEqualTests
{
    private static readonly Measure Source = new(new Relation(new Dataset(Layer.Source, "orders")), [], "total_amount");
    private static readonly Measure Raw = new(new Relation(new Dataset(Layer.Raw, "orders")), [], "amount");
    private static readonly Measure Items = new(new Relation(new Dataset(Layer.Source, "order_items")), [], "line_total");

    [TestCase(2, "100.00", 2, "100.00", "exactly", "Passed: 100.00, the sum of total_amount in source orders | 100.00")]
    [TestCase(2, "100.00", 2, "100.01", "exactly", "Failed: 100.00, the sum of total_amount in source orders | 100.01 | +0.01 amount")]
    [TestCase(
        2,
        "1234567.89",
        2,
        "1234567.88",
        "to the cent",
        "Failed: 1,234,567.89, the sum of total_amount in source orders, to the cent | 1,234,567.88 | −0.01 amount"
    )]
    [TestCase(2, "100", 2, "100.0049", "to the cent", "Passed: 100.00, the sum of total_amount in source orders, to the cent | 100.0049")]
    [TestCase(2, "100", 2, "100.005", "to the cent", "Failed: 100.00, the sum of total_amount in source orders, to the cent | 100.005 | +0.005 amount")]
    [TestCase(2, "200", 2, "201", "within 0.5 %", "Passed: 200.00, the sum of total_amount in source orders, within 0.5 % | 201.00")]
    [TestCase(2, "200", 2, "201.01", "within 0.5 %", "Failed: 200.00, the sum of total_amount in source orders, within 0.5 % | 201.01 | +1.01 amount")]
    [TestCase(2, "-200", 2, "-199", "within 0.5 %", "Passed: -200.00, the sum of total_amount in source orders, within 0.5 % | -199.00")]
    [TestCase(2, "5", 0, null, "exactly", "Failed: 5.00, the sum of total_amount in source orders | 0.00 | −5.00 amount")]
    [TestCase(2, null, 2, "5", "exactly", "Failed: 0.00, the sum of total_amount in source orders | 5.00 | +5.00 amount")]
    [TestCase(
        2,
        null,
        2,
        null,
        "exactly",
        "NotJudged: amount is null in all rows of raw orders, and so is total_amount in source orders: there is no amount to compare"
    )]
    [TestCase(0, null, 0, null, "exactly", "NotJudged: no rows in source orders or raw orders")]
    public void Two_sums_are_equal_within_a_tolerance(int rows, string? sum, int otherRows, string? otherSum, string tolerance, string message) =>
        new SumsEqual(Source, Raw, Tolerance.Parse(tolerance))
            .ByRows(SampleMeasurements.Row(rows), Cell(sum), SampleMeasurements.Row(otherRows), Cell(otherSum))
            .Message()
            .Should()
            .Be(message);

    [Test]
    public void Source_is_expected_regardless_of_order()
    {
        var there = new SumsEqual(Source, Raw, Tolerance.Exact).ByRows(SampleMeasurements.Row(1), Cell("1"), SampleMeasurements.Row(1), Cell("3"));
        var back = new SumsEqual(Raw, Source, Tolerance.Exact).ByRows(SampleMeasurements.Row(1), Cell("3"), SampleMeasurements.Row(1), Cell("1"));
        back.Should().BeEquivalentTo(there);
        there.Difference.Should().Be("+2.00 amount");
    }

    [Test]
    public void Right_side_is_expected_within_one_layer() =>
        new SumsEqual(Source, Items, Tolerance.Exact)
            .ByRows(SampleMeasurements.Row(1), Cell("3"), SampleMeasurements.Row(1), Cell("1"))
            .Message()
            .Should()
            .Be("Failed: 1.00, the sum of line_total in source order_items | 3.00 | +2.00 total_amount");

    private static Measurement Cell(string? cell) => SampleMeasurements.Rows("sum", [cell]);
}
