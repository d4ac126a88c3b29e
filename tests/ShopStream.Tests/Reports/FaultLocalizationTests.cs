using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class FaultLocalizationTests
{
    private static readonly FaultLocalization Localization = new(
        Samples.WithMarts with
        {
            Layers = [new("source", "events", 10, null), new("lake", "events", 10, null), new("raw", "events", 8, null), new("staging", "stg_events", 8, null)],
        }
    );

    [TestCase("source orders,raw orders", "raw orders", Description = "not the table it was compared with")]
    [TestCase("core dim_users,core dim_users.user_id,raw orders,staging stg_orders", "core dim_users")]
    [TestCase(
        "raw order_items,raw order_items.order_id,raw orders.id",
        "raw order_items",
        Description = "a table of which only a column is read is the referenced table"
    )]
    [TestCase(
        "lake events,raw events,source events,staging stg_events",
        "raw events",
        Description = "the first table whose rows differ from the previous layer"
    )]
    [TestCase("raw orders,raw order_items", "raw orders,raw order_items", Description = "two tables of one layer")]
    [TestCase("raw orders.id", "raw orders")]
    [TestCase("", "")]
    public void Failure_is_attributed_to_the_table_where_the_difference_starts(string reads, string rootCauses) =>
        string.Join(',', Localization.Of(Failed(reads))).Should().Be(rootCauses);

    [Test]
    public void Drill_down_result_overrides_the_attribution() =>
        Localization
            .Of(
                Failed("source orders,mart mart_sales_overview") with
                {
                    DrillDown = new()
                    {
                        Metric = "revenue",
                        Difference = 1,
                        Levels = [],
                        Layers = [],
                        FirstDivergentLayer = "staging stg_orders",
                        Causes = [],
                        Rows = [],
                    },
                }
            )
            .Should()
            .Equal("staging stg_orders");

    private static CheckResult Failed(string reads) =>
        Samples.Mixed.Scenarios[0].Checks[0] with
        {
            Reads = reads.Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
}
