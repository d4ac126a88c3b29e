using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Dialects;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Partitions;

/// <summary>The rows of partitions that a condition selects are those that have their labels, in PostgreSQL and DuckDB.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionSqlTests
{
    private const string Days = """
        SELECT CAST(d AS timestamp) + h AS v
        FROM (VALUES ('2025-12-30'), ('2025-12-31'), ('2026-01-01'), ('2026-01-03'), ('2026-01-04'), ('2026-01-07'), ('2026-01-09'), ('2026-01-11'),
            ('2026-01-13'), ('2026-01-15'), ('2026-01-17'), ('2026-01-19'), ('2026-01-21'), ('0001-01-01'), ('9999-12-30')) AS days (d),
            (VALUES (INTERVAL '0 hours'), (INTERVAL '23 hours 59 minutes 59.999999 seconds')) AS hours (h)
        UNION ALL SELECT CAST(NULL AS timestamp) UNION ALL SELECT CAST('infinity' AS timestamp)
        """;

    private const string Keys = """
        SELECT CAST(v AS bigint) AS v
        FROM (VALUES (-9223372036854775808), (-9223372036854775801), (-31), (-30), (-21), (-11), (-10), (-1), (0), (9), (10), (29), (30), (55), (70), (95),
            (110), (135), (150), (175), (190), (215), (230), (9223372036854775799), (9223372036854775807), (NULL)) AS keys (v)
        """;

    [TestCase("v by day", Days)]
    [TestCase("v by 10", Keys)]
    [TestCase("v by 4000000000", Keys)]
    public async Task Condition_selects_the_rows_of_the_partitions(string setting, string rows)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        using var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync($"CREATE TABLE t AS {rows}");
        await memory.ExecuteAsync($"CREATE TABLE t AS {rows}", CancellationToken.None);
        var spec = PartitionSpec.Parse(setting);
        var (postgres, duck) = (new PartitionSql(spec, Dialect.PostgreSql()), new PartitionSql(spec, Dialect.DuckDb));
        var counts = (await memory.ReadAsync($"SELECT CAST({duck.Label("v")} AS VARCHAR), COUNT(*) FROM t GROUP BY 1", CancellationToken.None))
            .Rows.GroupBy(r => duck.NameOf(r[0]), r => int.Parse(r[1]!, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal);
        var random = new Random(20260115);
        for (var i = 0; i < 60; i++)
        {
            var names = counts.Keys.Where(_ => random.Next(20) < i % 21).DefaultIfEmpty("null").ToList();
            var expected = names.Sum(n => counts[n]);

            (await database.ScalarAsync($"SELECT COUNT(*) FROM t WHERE {postgres.IsIn("v", names)}")).Should().Be((long)expected, string.Join(", ", names));
            (await memory.ReadAsync($"SELECT COUNT(*) FROM t WHERE {duck.IsIn("v", names)}", CancellationToken.None))
                .Rows[0][0]
                .Should()
                .Be($"{expected}", string.Join(", ", names));
        }
    }
}
