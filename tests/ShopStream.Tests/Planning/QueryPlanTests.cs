using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Planning;

[Category("Fast")]
public sealed class QueryPlanTests
{
    private static readonly SqlText Sql = new(Dialect.DuckDb);
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Paid = Orders.Where(new IsOneOf("status", ["paid"]));

    [Test]
    public void Metrics_of_one_table_share_a_query_across_filters()
    {
        var plan = Plan(
            new AggregateMetric(Orders, new CountRows()),
            new AggregateMetric(Paid, new CountRows()),
            new AggregateMetric(Orders, new SumOf("amount")),
            new AggregateMetric(Orders, new CountRows())
        );
        plan.Select(q => q.Slots.Count).Should().Equal(3);
        plan[0].Sql.Should().Contain("COUNT(CASE WHEN \"orders\".\"status\" IN ('paid') THEN 1 END)").And.NotContain("WHERE \"");
    }

    [Test]
    public void Shared_filter_stays_in_the_where_clause()
    {
        var plan = Plan(new AggregateMetric(Paid, new CountRows()), new AggregateMetric(Paid.Where(new IsNull("email")), new SumOf("amount")));
        plan.Should()
            .ContainSingle()
            .Which.Sql.Should()
            .EndWith("WHERE \"orders\".\"status\" IN ('paid')")
            .And.Contain("CASE WHEN \"orders\".\"email\" IS NULL THEN \"orders\".\"amount\" END");
    }

    [Test]
    public void A_query_holds_the_values_of_two_columns_at_most()
    {
        var plan = Plan(
            new AggregateMetric(Orders, new CountDistinct("a")),
            new AggregateMetric(Orders, new CountRows()),
            new AggregateMetric(Orders, new CountSurplus("b")),
            new AggregateMetric(Orders, new QuantileOf("c", 50)),
            new AggregateMetric(Paid, new CountDistinct("a")),
            new AggregateMetric(Orders, new SumOf("c")),
            new AggregateMetric(Orders, new QuantileOf("c", 95)),
            new AggregateMetric(Orders, new CountSingle("d")),
            new AggregateMetric(Orders, new CountDistinct("e"))
        );

        plan.Select(q => string.Join(", ", q.Metrics.Select(m => m.Held).OfType<string>().Distinct(StringComparer.Ordinal)))
            .Should()
            .Equal("a, b", "c, d", "e");
        plan[0].Metrics.Should().HaveCount(5, "rows and sums are with the first");
        plan.SelectMany(q => q.Slots.SelectMany(s => s.Columns!)).Should().Equal(0, 1, 2, 3, 4, 0, 1, 2, 0);
    }

    [Test]
    public void Lookup_prevents_sharing_a_query() =>
        Plan(
                new AggregateMetric(Orders, new CountRows()),
                new AggregateMetric(new Relation(Orders.Dataset, null, [new Lookup("users", "user_id", "id")]), new CountRows())
            )
            .Should()
            .HaveCount(2);

    [Test]
    public void Groups_with_the_same_rows_and_keys_share_a_query()
    {
        GroupKey[] day = [new("created_at", ByDay: true)];
        var plan = Plan(
            new GroupedMetric(Orders, day, [new CountRows(), new SumOf("amount")]),
            new GroupedMetric(Orders, day, [new SumOf("amount"), new MaxOf("amount")]),
            new GroupedMetric(Paid, day, [new CountRows()])
        );
        plan.Select(q => q.Slots.Count).Should().Equal(2, 1);
        plan[0].Slots.Select(s => s.Columns).Should().BeEquivalentTo(new int[][] { [0, 1, 2], [0, 2, 3] }, o => o.WithStrictOrdering());
    }

    [Test]
    public void Groups_of_the_same_rows_by_different_keys_share_a_query_four_at_a_time()
    {
        var keys = new[] { "a", "b", "c", "d", "e" }.Select(c => new GroupKey(c)).ToList();
        var metrics = keys.Select(k => new GroupedMetric(Orders, [k], [new CountRows()])).ToList();

        var plan = Plan([
            .. metrics,
            new GroupedMetric(Orders, [keys[0], keys[1]], [new SumOf("amount")]),
            new GroupedMetric(Orders, [keys[0]], [new CountRows()]) { Most = 5 },
        ]);

        plan.Select(q => q.Slots.Count).Should().Equal(4, 2, 1);
        plan[0].Sql.Should().Contain("GROUP BY GROUPING SETS ((\"orders\".\"a\"), (\"orders\".\"b\"), (\"orders\".\"c\"), (\"orders\".\"d\"))");
        plan[0].Slots.Select(s => s.Rows!.Value).Should().Equal("7", "11", "13", "14");
        plan[1].Slots.Select(s => s.Rows!.Value).Should().Equal("3", "4");
        plan[1].Slots[1].Columns.Should().Equal(2, 3, 5);
    }

    [Test]
    public void Each_metric_gets_its_own_rows_of_a_shared_query()
    {
        var (status, country) = (
            new GroupedMetric(Orders, [new GroupKey("status")], [new CountRows()]),
            new GroupedMetric(Orders, [new GroupKey("country")], [new CountRows()])
        );
        // The third group is that of no country, not that of all countries.
        var result = new Measurement(
            ["grouping", "status", "country", "count"],
            [
                ["1", "paid", null, "3"],
                ["2", null, "DE", "2"],
                ["2", null, null, "1"],
            ]
        );

        var parts = Plan(status, country)[0].Split(result).ToDictionary(p => p.Metric.Id, p => p.Measurement, StringComparer.Ordinal);

        parts[status.Id].Rows.Should().BeEquivalentTo(new string?[][] { ["paid", "3"] });
        parts[country.Id].Rows.Should().BeEquivalentTo(new string?[][] { ["DE", "2"], [null, "1"] });
    }

    [Test]
    public void Each_metric_gets_its_own_columns_of_a_shared_query()
    {
        var (min, max) = (new AggregateMetric(Orders, new MinOf("id")), new AggregateMetric(Orders, new MaxOf("id")));
        var result = new Measurement(
            ["min", "max"],
            [
                ["1", "9"],
            ]
        )
        {
            Note = "asked live",
            Seconds = 2,
        };
        var parts = Plan(min, max)[0].Split(result).ToDictionary(p => p.Metric.Id, p => p.Measurement, StringComparer.Ordinal);
        parts[min.Id].Rows.Should().BeEquivalentTo(new[] { new[] { "1" } });
        parts[max.Id].Rows.Should().BeEquivalentTo(new[] { new[] { "9" } });
        parts[max.Id].Columns.Should().Equal("max");
        parts[max.Id].Should().BeEquivalentTo(new { Note = "asked live", Seconds = 2d });
    }

    [Test]
    public void Failed_shared_query_leaves_all_its_metrics_missing()
    {
        var reason = new MissingMeasurement("gone", MissingMeasurementKind.Unavailable);
        Plan(new AggregateMetric(Orders, new MinOf("id")), new AggregateMetric(Orders, new MaxOf("id")))[0]
            .Split(Measurement.None(reason))
            .Should()
            .OnlyContain(p => p.Measurement.Missing == reason);
    }

    [Test]
    public void Shapes_need_no_query_and_a_manifest_no_SQL()
    {
        var plan = Plan(new Shape(Orders.Dataset), new ManifestDifferences(new Dataset(Layer.Lake, "orders")));
        plan.Should().ContainSingle().Which.Sql.Should().BeEmpty();
    }

    [Test]
    public void Queries_keep_the_order_of_their_metrics() =>
        Plan(new DuplicateValues(Orders, ["id"]), new AggregateMetric(Paid, new CountRows()), new AggregateMetric(Orders, new CountRows()))
            .Select(q => $"{q.Slots[0].Metric}")
            .Should()
            .Equal("repeats of id in raw orders", "count of raw orders where status is one of paid");

    private static IReadOnlyList<PlannedQuery> Plan(params Metric[] metrics) => QueryPlan.Create(metrics, _ => Sql);
}
