using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Checks;

/// <summary>`for each` on a column of a million values: a bounded answer of every sentence that takes it.</summary>
[TestFixture, Category("Slow")]
internal sealed class ManyGroupsTests
{
    private static readonly string[] Refused =
    [
        "v in raw t is at least 0, for each id",
        "v in raw t is at least 0, in at least 90 % of rows, for each id",
        "the average v in raw t is at least 0, for each id",
        "the number of rows in raw t is at least 1, for each id",
        "the newest at in raw t is at most 26 hours older than the run, for each id",
        "raw t has as many rows as raw u, for each id",
    ];

    private static readonly string[] Judged = ["v in raw t increases with at, for each id", "v in raw t has no gaps, for each id"];

    [Test]
    public async Task A_column_of_a_million_values_has_a_bounded_answer()
    {
        using var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await memory.ExecuteAsync(
            """
            CREATE SCHEMA raw;
            CREATE TABLE raw.t AS SELECT i::INTEGER AS id, (i % 7)::INTEGER AS v, TIMESTAMP '2025-12-31' AS at FROM range(1000000) AS r(i);
            CREATE TABLE raw.u AS SELECT * FROM raw.t
            """,
            CancellationToken.None
        );
        var catalog = new Catalog(await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None));
        await using var duck = new DuckStore(StoreId.Warehouse, memory, catalog);
        var scenarios = string.Concat(Refused.Concat(Judged).Select((s, i) => $"Scenario: {i}\nThen {s}\n"));
        var bound = SpecBinder.Bind(FeatureTexts.Of($"Feature: Groups\n{scenarios}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));
        var context = new EvaluationContext(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateOnly(2026, 1, 1), RunHistory.Empty);
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = duck }, context);

        var checks = (await CheckRunner.RunAsync(bound, collector, null, CancellationToken.None)).Select(r => r.Checks.Single()).ToList();

        checks
            .Take(Refused.Length)
            .Select(c => (c.Outcome, c.Note))
            .Should()
            .AllBeEquivalentTo((Outcome.Error, "id in raw t has more than 10,000 different values: expected a column of at most 10,000 groups"));
        checks.Skip(Refused.Length).Select(c => c.Outcome).Should().AllBeEquivalentTo(Outcome.Passed);
    }
}
