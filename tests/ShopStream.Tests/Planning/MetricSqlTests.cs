using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Tests.Planning;

/// <summary>Parts of the SQL of metrics that are there only in some of them.</summary>
[TestFixture, Category("Fast")]
public sealed class MetricSqlTests
{
    private static readonly SqlText Duck = new(Dialect.DuckDb, TestCatalog.KeyedById);
    private static readonly SqlText Postgres = new(Dialect.PostgreSql(), TestCatalog.KeyedById);
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Paid = Orders.Where(new IsOneOf("status", ["paid"]));
    private static readonly Metric Rows = new AggregateMetric(Orders, new CountRows());
    private static readonly Metric Distinct = new AggregateMetric(Orders, new CountDistinct("user_id"));

    [Test]
    public void Values_of_a_column_are_counted_in_a_pass_of_their_own()
    {
        Distinct.ToSql(Postgres).Should().StartWith("SELECT COUNT(*) AS \"different values of user_id\"\nFROM (SELECT ").And.EndWith(" GROUP BY 1) AS counted");
        Distinct.Plan([Distinct], Postgres).Sql.Should().Be(Distinct.ToSql(Postgres));
        Distinct.Plan([Distinct, Rows], Postgres).Sql.Should().StartWith("SELECT *\nFROM (\n  SELECT COUNT(*) AS \"count\"\n").And.Contain("\nCROSS JOIN (\n");
    }

    [Test]
    public void Distinct_count_surplus_and_quantiles_of_a_column_share_one_pass()
    {
        Metric[] metrics =
        [
            Distinct,
            new AggregateMetric(Orders, new CountSurplus("user_id")),
            new AggregateMetric(Orders, new QuantileOf("user_id", 50)),
            new AggregateMetric(Orders, new QuantileOf("user_id", 99.5m)),
        ];

        foreach (var sql in new[] { Duck, Postgres })
            Distinct
                .Plan(metrics, sql)
                .Sql.Split("\"orders\" AS \"orders\"")
                .Should()
                .HaveCount(2)
                .And.ContainSingle(s => s.Contains("up_to * 200 >= total * 199", StringComparison.Ordinal));
    }

    [Test]
    public void Distinct_count_of_some_rows_reads_only_these()
    {
        Metric paid = new AggregateMetric(Paid, new CountDistinct("user_id"));
        paid.Plan([paid, Rows], Postgres)
            .Sql.Should()
            .Contain("WHERE \"orders\".\"user_id\" IS NOT NULL   AND \"orders\".\"status\" IN ('paid') GROUP BY 1")
            .And.Contain("AS \"different values of user_id, only status is one of paid\"");
    }

    [Test]
    public void Column_of_a_shared_query_is_named_by_the_rows_that_it_counts()
    {
        Metric paid = new AggregateMetric(Paid, new CountRows());
        Rows.Plan([Rows, paid], Duck).Sql.Should().Contain("AS \"count\",").And.Contain("AS \"count, only status is one of paid\"");
        Rows.Plan([paid], Duck).Sql.Should().Contain("AS \"count\"\n", "the filter is in WHERE");
    }

    [Test]
    public void Conditions_that_all_metrics_share_are_in_their_order_in_where()
    {
        var open = Paid.Where(new IsNull("country"));
        Metric[] metrics = [new AggregateMetric(open, new CountRows()), new AggregateMetric(open.Where(new IsNull("email")), new CountRows())];
        metrics[0]
            .Plan(metrics, Duck)
            .Sql.Should()
            .EndWith("WHERE \"orders\".\"country\" IS NULL\n  AND \"orders\".\"status\" IN ('paid')")
            .And.Contain("COUNT(CASE WHEN \"orders\".\"email\" IS NULL THEN 1 END)");
    }

    [Test]
    public void Sample_shows_all_rows_or_those_that_violate_the_check()
    {
        new Sample(Rows, null, ["status"]).ToSql(Duck).Should().NotContain("WHERE");
        new Sample(Rows, new IsNull("status"), ["status"]).ToSql(Duck).Should().Contain("WHERE \"orders\".\"status\" IS NULL\nORDER BY 1\nLIMIT 10");
    }

    [Test]
    public void Groups_that_differ_have_row_numbers_only_if_rows_are_compared()
    {
        var sum = new GroupedSum(Orders, [new GroupKey("country")], "total");
        var other = sum with { Relation = new Relation(new Dataset(Layer.Core, "fact_orders")) };

        new DifferingGroups(new GroupDifferences(sum, other, Tolerance.Exact)).ToSql(Duck).Should().NotContain("_rows").And.EndWith("\nLIMIT 1001");
        new DifferingGroups(new GroupDifferences(sum with { RowKey = "id" }, other, Tolerance.Exact)).ToSql(Duck).Should().NotContain("_rows");
        new DifferingGroups(new GroupDifferences(sum with { RowKey = "id" }, other with { RowKey = "id" }, Tolerance.Exact))
            .ToSql(Duck)
            .Should()
            .StartWith("SELECT k1 AS \"country\", expected, actual, expected_rows, actual_rows, expected_present, actual_present\n");
    }

    [Test]
    public void Groups_are_ordered_unless_they_are_digested()
    {
        var groups = new GroupedMetric(Orders, [new GroupKey("country")], [new CountRows()]);

        groups.ToSql(Duck).Should().EndWith("GROUP BY 1\nORDER BY 1");
        ((Metric)groups).Plan([groups], Duck).Sql.Should().Be(groups.ToSql(Duck));
        new GroupDigestMetric(groups, ["country"], 4).ToSql(Duck).Should().Contain("  GROUP BY 1\n) AS digested").And.EndWith("ORDER BY 1");
    }

    [TestCase("int", "5", "\"t\".\"k\" = 5")]
    [TestCase("numeric", "-1.5", "\"t\".\"k\" = -1.5")]
    [TestCase("numeric", "NaN", "\"t\".\"k\" = 'NaN'")]
    [TestCase("text", "it's", "\"t\".\"k\" = 'it''s'")]
    [TestCase("date", "2026-01-15", "\"t\".\"k\" = DATE '2026-01-15'")]
    [TestCase("timestamp", "2026-01-15 10:00:00", "\"t\".\"k\" = TIMESTAMP '2026-01-15 10:00:00'")]
    [TestCase("int", null, "\"t\".\"k\" IS NULL")]
    public void Rows_of_a_key_are_read_again(string type, string? key, string condition)
    {
        var reading = new RowReading(new Relation(new Dataset(Layer.Raw, "t")), [new RowCell("k", type)], [new RowCell("v", "int")]);

        Duck.Rows(reading).Should().Be("SELECT \"t\".\"k\", \"t\".\"v\"\nFROM \"raw\".\"t\" AS \"t\"");
        Duck.Rows(
                reading with
                {
                    OnlyKeys =
                    [
                        [key],
                    ],
                }
            )
            .Should()
            .EndWith($"\nWHERE (({condition}))");
        Duck.Rows(
                reading with
                {
                    Relation = reading.Relation.Where(new IsNull("v")),
                    OnlyKeys =
                    [
                        [key],
                        [key],
                    ],
                }
            )
            .Should()
            .EndWith($"\nWHERE \"t\".\"v\" IS NULL\n  AND (({condition})\n    OR ({condition}))");
    }
}
