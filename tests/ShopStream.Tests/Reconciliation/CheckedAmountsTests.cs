using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Reconciliation;

/// <summary>Which metric definitions a check is about, by the columns it reads and not by its words.</summary>
[Category("Fast")]
public sealed class CheckedAmountsTests
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Metrics = BusinessMetricText.Parse(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule.revenue"] = "status is not one of cancelled",
            ["rule.revenue.in.orders"] = "total_amount where rule; row order: id",
            ["rule.revenue.in.mart_a"] = "\"Net Amount\"; day: d",
            ["rule.revenue.in.items"] = "head.total where rule on head; lookup head by head_id = id; row line: id",
            ["rule.units"] = "status is not one of cancelled",
            ["rule.units.in.orders"] = "quantity where rule; row order: id",
        }
    );

    [TestCase("the sum of quantity", "raw orders.quantity", "units")]
    [TestCase("no id appears twice", "raw orders.total_amount", "revenue")]
    [TestCase("the orders add up", "source orders.total_amount, mart mart_a.\"Net Amount\", raw orders.quantity", "revenue, units")]
    [TestCase("revenue is never null", "raw orders.revenue", "")]
    [TestCase("revenue of orders has rows", "raw orders", "")]
    [TestCase("an amount that is looked up", "raw head.total, raw items.id", "revenue")]
    [TestCase("another table", "raw order_items.total_amount", "")]
    public void Check_is_about_the_amounts_that_it_reads(string sentence, string reads, string expected)
    {
        var scenario = Samples.Mixed.Scenarios[0];
        scenario = scenario with { Checks = [scenario.Checks[0] with { Sentence = sentence, Reads = reads.Split(", "), BusinessMetrics = null }] };

        CheckedAmounts
            .Mark([scenario], Metrics.Values)[0]
            .Checks[0]
            .BusinessMetrics.Should()
            .Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }
}
