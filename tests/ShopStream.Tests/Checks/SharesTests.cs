using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class SharesTests
{
    private static readonly Relation Raw = new(new Dataset(Layer.Raw, "orders"));

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(3, 0, 0, "NotJudged: status is null in all 3 rows of raw orders: there are no values to check")]
    [TestCase(9, 8, 2, "Passed: exactly 2 different values of status | 2 different values")]
    [TestCase(9, 8, 3, "Failed: exactly 2 different values of status | 3 different values | +1 different value")]
    public void Different_values_are_counted(int rows, int values, int different, string message) =>
        new DifferentValues(Raw, "status", Comparison.Equal, 2).By(rows, values, different).Message().Should().Be(message);

    [TestCase(Comparison.AtLeast, 2, "Passed: at least 2 different values of status | 2 different values")]
    [TestCase(Comparison.AtLeast, 3, "Passed: at least 2 different values of status | 3 different values")]
    [TestCase(Comparison.AtLeast, 0, "Failed: at least 2 different values of status | 0 different values | −2 different values")]
    [TestCase(Comparison.AtMost, 1, "Passed: at most 2 different values of status | 1 different value")]
    [TestCase(Comparison.AtMost, 2, "Passed: at most 2 different values of status | 2 different values")]
    [TestCase(Comparison.AtMost, 4, "Failed: at most 2 different values of status | 4 different values | +2 different values")]
    [TestCase(Comparison.Equal, 1, "Failed: exactly 2 different values of status | 1 different value | −1 different value")]
    public void Number_of_different_values_respects_its_bound(Comparison comparison, int different, string message) =>
        new DifferentValues(Raw, "status", comparison, 2).By(9, 8, different).Message().Should().Be(message);

    [TestCase(Comparison.Above)]
    [TestCase(Comparison.Below)]
    public void Counts_have_no_other_bounds(Comparison comparison)
    {
        FluentActions.Invoking(() => new DifferentValues(Raw, "status", comparison, 2).By(9, 8, 2)).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => new RowCountBound(Raw, comparison, 2).By(2)).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void Rows_beyond_the_share_are_shown()
    {
        var evaluation = new AtLeastShare(Raw, 75m, new Not(new IsNull("status")), new IsNull("status"), null).ByRows(
            Row(4),
            Row(2),
            Rows("id status", ["7", null])
        );

        evaluation.Keys.Should().Equal("id=7, status=null");
        evaluation.Evidence.Should().ContainSingle().Which.Should().BeOfType<Sample>().Which.Violation.Should().Be(new IsNull("status"));
    }

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(3, 0, 0, "NotJudged: status is null in all 3 rows of raw orders: there are no values to check")]
    [TestCase(300, 200, 1, "Passed: at least 99.5 % of 200 values: status is one of paid | 199 values of 200")]
    [TestCase(300, 200, 2, "Failed: at least 99.5 % of 200 values: status is one of paid | 198 values of 200 | −1 value")]
    [TestCase(300, 199, 1, "Failed: at least 99.5 % of 199 values: status is one of paid | 198 values of 199 | −1 value")]
    public void Share_of_values_is_compared_exactly(int rows, int values, int violating, string message) =>
        new AtLeastShare(Raw, 99.5m, new IsOneOf("status", ["paid"]), new Not(new IsOneOf("status", ["paid"])), "status")
            .By(rows, values, violating)
            .Message()
            .Should()
            .Be(message);

    [TestCase(4, 1, "Passed: at least 75 % of 4 rows: not (status is null) | 3 rows of 4")]
    [TestCase(4, 4, "Failed: at least 75 % of 4 rows: not (status is null) | 0 rows of 4 | −3 rows")]
    public void Share_of_rows_includes_nulls(int rows, int violating, string message) =>
        new AtLeastShare(Raw, 75m, new Not(new IsNull("status")), new IsNull("status"), null).By(rows, violating).Message().Should().Be(message);
}
