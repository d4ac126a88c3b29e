using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

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

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(3, 0, 0, "NotJudged: status is null in all 3 rows of raw orders: there are no values to check")]
    [TestCase(300, 200, 1, "Passed: at least 99.5 % of 200 values: status is one of paid | 199 values of 200")]
    [TestCase(300, 200, 2, "Failed: at least 99.5 % of 200 values: status is one of paid | 198 values of 200 | −1 value")]
    [TestCase(300, 199, 1, "Failed: at least 99.5 % of 199 values: status is one of paid | 198 values of 199 | −1 value")]
    public void Share_of_values_is_compared_exactly(int rows, int values, int violating, string message) =>
        new AtLeastShare(Raw, 99.5m, new IsOneOf("status", ["paid"]), new Not(new IsOneOf("status", ["paid"])), "status").By(rows, values, violating).Message().Should().Be(message);

    [TestCase(4, 1, "Passed: at least 75 % of 4 rows: not (status is null) | 3 rows of 4")]
    [TestCase(4, 4, "Failed: at least 75 % of 4 rows: not (status is null) | 0 rows of 4 | −3 rows")]
    public void Share_of_rows_includes_nulls(int rows, int violating, string message) =>
        new AtLeastShare(Raw, 75m, new Not(new IsNull("status")), new IsNull("status"), null).By(rows, violating).Message().Should().Be(message);
}
