using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class RowCountTests
{
    private static readonly Relation Source = new(new Dataset(Layer.Source, "orders"));
    private static readonly Relation Raw = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Staging = new(new Dataset(Layer.Staging, "stg_orders"));

    [TestCase(5000, 5000, "Passed: 5,000 rows, as in source orders | 5,000 rows")]
    [TestCase(5000, 4999, "Failed: 5,000 rows, as in source orders | 4,999 rows | −1 row")]
    [TestCase(1, 3, "Failed: 1 row, as in source orders | 3 rows | +2 rows")]
    [TestCase(5, 0, "Failed: 5 rows, as in source orders | 0 rows | −5 rows")]
    [TestCase(0, 5, "Failed: 0 rows, as in source orders | 5 rows | +5 rows")]
    [TestCase(0, 0, "NotJudged: no rows in source orders or raw orders")]
    public void Row_count_check_compares_two_layers(int source, int raw, string message) =>
        new SameRowCount(Source, [Raw]).By(source, raw).Message().Should().Be(message);

    [TestCase(10, 10, 10, "Passed: 10 rows, as in source orders | 10 rows")]
    [TestCase(10, 10, 9, "Failed: 10 rows, as in source orders | 9 rows | −1 row")]
    [TestCase(
        10,
        11,
        9,
        "Failed: 10 rows, as in source orders | raw orders: 11 rows; staging stg_orders: 9 rows | raw orders: +1 row; staging stg_orders: −1 row"
    )]
    [TestCase(0, 0, 1, "Failed: 0 rows, as in source orders | 1 row | +1 row")]
    [TestCase(0, 0, 0, "NotJudged: no rows in source orders or raw orders, staging stg_orders")]
    public void Row_count_check_compares_several_layers(int source, int raw, int staging, string message) =>
        new SameRowCount(Source, [Raw, Staging]).By(source, raw, staging).Message().Should().Be(message);

    [TestCase(Comparison.AtLeast, 1000, 1000, "Passed: at least 1,000 rows | 1,000 rows")]
    [TestCase(Comparison.AtLeast, 1000, 999, "Failed: at least 1,000 rows | 999 rows | −1 row")]
    [TestCase(Comparison.AtLeast, 1, 0, "Failed: at least 1 row | 0 rows | −1 row")]
    [TestCase(Comparison.AtMost, 1000, 1000, "Passed: at most 1,000 rows | 1,000 rows")]
    [TestCase(Comparison.AtMost, 1000, 1001, "Failed: at most 1,000 rows | 1,001 rows | +1 row")]
    [TestCase(Comparison.AtMost, 1000, 0, "NotJudged: raw orders is empty")]
    [TestCase(Comparison.AtMost, 0, 0, "Passed: at most 0 rows | 0 rows")]
    [TestCase(Comparison.Equal, 7, 7, "Passed: exactly 7 rows | 7 rows")]
    [TestCase(Comparison.Equal, 7, 0, "Failed: exactly 7 rows | 0 rows | −7 rows")]
    [TestCase(Comparison.Equal, 0, 0, "Passed: exactly 0 rows | 0 rows")]
    public void Row_count_check_respects_its_bound(Comparison comparison, int bound, int rows, string message) =>
        new RowCountBound(Raw, comparison, bound).By(rows).Message().Should().Be(message);

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(3, 0, 0, "NotJudged: id is null in all 3 rows of raw orders: there are no values to check")]
    [TestCase(3, 2, 0, "Passed: every id at most once | none more than once")]
    [TestCase(6, 6, 3, "Failed: every id at most once | some more than once | 3 surplus rows")]
    public void Uniqueness_check_passes_when_every_value_is_distinct(int rows, int values, int surplus, string message) =>
        new Unique(Raw, ["id"]).By(rows, values, surplus).Message().Should().Be(message);

    [Test]
    public void Uniqueness_check_reports_duplicated_values_surplus_rows_and_keys()
    {
        var evaluation = new Unique(Raw, ["id"]).ByRows(
            Row(5),
            Row(5),
            Row(3),
            Rows("values surplus rows", ["2", "3", "5"]),
            Rows("id n", ["b", "3"], ["a", "2"])
        );
        evaluation.Message().Should().Be("Failed: every id at most once | 2 values more than once, in 5 rows | 3 surplus rows");
        evaluation.Keys.Should().Equal("id=b × 3", "id=a × 2");
    }

    [Test]
    public void Uniqueness_of_several_columns_needs_one_query()
    {
        var check = new Unique(Raw, ["order_id", "product_id"]);
        check
            .ByRows(Row(2), Row(2), Row(2), Rows("values surplus rows", ["1", "1", "2"]))
            .Message()
            .Should()
            .Be("Failed: every order_id and product_id at most once | 1 value more than once, in 2 rows | 1 surplus row");
        check.ByRows(Row(2), Row(2), Row(2), Rows("values surplus rows", ["0", "0", "0"])).Outcome.Should().Be(Quality.Results.Outcome.Passed);
        check
            .ByRows(Row(2), Row(2), Row(0), Rows("values surplus rows", ["0", "0", "0"]))
            .Message()
            .Should()
            .Be("NotJudged: product_id is null in all 2 rows of raw orders: there are no values to check");
    }
}
