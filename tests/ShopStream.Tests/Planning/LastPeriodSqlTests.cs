using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Planning;

/// <summary>Relative conditions are rendered with constants, so that an index, or the statistics of a file, can be used.</summary>
[TestFixture, Category("Fast")]
internal sealed class LastPeriodSqlTests
{
    private static readonly Dataset Table = new(Layer.Raw, "t");
    private static readonly Relation Rows = new(Table);

    private static readonly Catalog Catalog = new Catalog([
        new TableInfo(Table, [new("day", "date", true), new("at", "timestamp", true), new("zoned", "timestamptz", true), new("name", "text", true)], []),
    ]).At(new SnapshotTime(new DateOnly(2025, 11, 28), new DateTimeOffset(2025, 11, 28, 2, 30, 0, TimeSpan.Zero)));

    private static IEnumerable<Dialect> Dialects => [Dialect.PostgreSql("raw"), Dialect.DuckDb, Dialect.Snowflake];

    [TestCase("day is within the last 7 days", "(@day >= DATE '2025-11-22' AND @day < DATE '2025-11-29')")]
    [TestCase("at is within the last 7 days", "(@at >= TIMESTAMP '2025-11-22 00:00:00' AND @at < TIMESTAMP '2025-11-29 00:00:00')")]
    [TestCase("at is within the last 24 hours", "(@at >= TIMESTAMP '2025-11-27 02:30:00' AND @at < TIMESTAMP '2025-11-28 02:30:00')")]
    [TestCase("at is within the last 2 months", "(@at >= TIMESTAMP '2025-09-29 00:00:00' AND @at < TIMESTAMP '2025-11-29 00:00:00')")]
    [TestCase(
        "zoned is within the last 1 week",
        "(@zoned >= CAST('2025-11-22 00:00:00+00:00' AS TIMESTAMPTZ) AND @zoned < CAST('2025-11-29 00:00:00+00:00' AS TIMESTAMPTZ))"
    )]
    [TestCase("other is within the last 7 days", "(@other >= TIMESTAMP '2025-11-22 00:00:00' AND @other < TIMESTAMP '2025-11-29 00:00:00')")]
    public void Bounds_are_constants_of_the_column_type(string condition, string expected)
    {
        foreach (var dialect in Dialects)
        {
            var column = expected[2..expected.IndexOf(' ', StringComparison.Ordinal)];
            var written = expected.Replace($"@{column}", $"{dialect.Quote("t")}.{dialect.Quote(column)}", StringComparison.Ordinal);

            new SqlText(dialect, Catalog).Holds(Rows, ConditionText.Parse(condition)).Should().Be(written, dialect.Name);
        }
    }

    [Test]
    public void Rows_of_the_last_days_are_read_by_a_query_of_their_own()
    {
        var recent = Rows.Where(ConditionText.Parse("at is within the last 7 days"));
        Metric[] metrics =
        [
            new AggregateMetric(Rows, new CountRows()),
            new AggregateMetric(recent, new CountRows()),
            new AggregateMetric(recent.Where(ConditionText.Parse("name is x")), new CountRows()),
        ];

        var queries = QueryPlan.Create(metrics, _ => new SqlText(Dialect.DuckDb, Catalog));

        queries.Select(q => q.Metrics.Count()).Should().Equal(1, 2);
        queries[1].Sql.Should().Contain("WHERE (\"t\".\"at\" >= TIMESTAMP '2025-11-22 00:00:00'").And.Contain("CASE WHEN \"t\".\"name\" = 'x'");
    }

    [Test]
    public void A_measurement_keeps_its_id_while_its_bounds_move()
    {
        Metric metric = new AggregateMetric(Rows.Where(ConditionText.Parse("at is within the last 7 days")), new CountRows());
        var next = new Catalog(Catalog.Tables).At(Catalog.Taken! with { Date = new DateOnly(2025, 11, 29) });

        metric.Id.Should().NotContain("2025");
        metric.ToSql(new SqlText(Dialect.DuckDb, Catalog)).Should().Contain("'2025-11-22 00:00:00'");
        metric.ToSql(new SqlText(Dialect.DuckDb, next)).Should().Contain("'2025-11-23 00:00:00'");
    }

    [Test]
    public void Without_a_run_there_is_nothing_to_count_from() =>
        FluentActions
            .Invoking(() => new SqlText(Dialect.DuckDb).Holds(Rows, ConditionText.Parse("at is within the last 7 days")))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("'at is within the last 7 days' counts from a run, and there is none");
}
