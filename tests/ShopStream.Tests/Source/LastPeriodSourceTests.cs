using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

[TestFixture, Category("Live")]
internal sealed class LastPeriodSourceTests
{
    [TestCase("timestamp")]
    [TestCase("timestamptz")]
    [TestCase("date")]
    public async Task The_last_days_are_read_by_the_index_of_their_column(string type)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE visits AS
            SELECT i AS id, (TIMESTAMPTZ '2025-01-01 00:00+00' + i * INTERVAL '1 hour')::{type} AS at, repeat('x', 200) AS note
            FROM generate_series(1, 8000) AS s(i);
            CREATE INDEX ON visits (at);
            ANALYZE visits
            """
        );
        var address = new SourceAddress(database.ConnectionString, "public", ["visits"], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore(new DateOnly(2025, 11, 28));
        var rows = new Relation(new Dataset(Layer.Source, "visits"), [ConditionText.Parse("at is within the last 7 days")]);
        var query = QueryPlan.Single(new AggregateMetric(rows, new CountRows()), _ => store.Sql);

        var measured = await store.MeasureAsync(query, CancellationToken.None);
        var plan = await store.MeasureAsync(query with { Sql = $"EXPLAIN {query.Sql}" }, CancellationToken.None);

        measured.Number(0).Should().Be(7 * 24);
        string.Join('\n', plan.Rows.Select(r => r[0])).Should().Contain("Index").And.NotContain("Seq Scan");
    }
}
