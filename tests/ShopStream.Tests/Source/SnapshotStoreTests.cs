using System.Globalization;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>Recorded measurements, and metrics that were not recorded.</summary>
[TestFixture, Category("Live")]
internal sealed class SnapshotStoreTests
{
    private const string Kept = """
        Feature: f
          Scenario: kept
            Then source orders has exactly 1250 rows
            And revenue in source orders reconciles with revenue in raw orders by day to the cent
            And every order_id in raw order_items exists as id in source orders
            And email is never null in source users
        """;

    private const string New = """
        Feature: f
          Scenario: a figure
            Then source products has exactly 200 rows
            And price in source products is never negative
          Scenario: values
            Then every product_id in raw order_items exists as id in source products
        """;

    [Test]
    public async Task Manifest_holds_the_control_totals_of_the_snapshot()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var landing = new Landing();
        var written = await landing.ExtractAsync(Landing.Source(database.ConnectionString, ShopRun.Tables));

        var manifest = Manifest.FromJson((await landing.Lake.TryReadAsync(LakeLayout.ManifestKey(Landing.Date), CancellationToken.None))!, Landing.Date);

        manifest.Should().BeEquivalentTo(written);
        manifest.Source.Should().Contain(database.Name).And.Contain("PostgreSQL 1").And.NotContainEquivalentOf("password");
        manifest.SnapshotLsn.Should().MatchRegex("^[0-9A-F]+/[0-9A-F]+$");
        manifest.SnapshotAt.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        foreach (var table in manifest.Tables)
        {
            var path = Path.Combine(landing.LakeFolder, table.Key);
            table.Bytes.Should().Be(new FileInfo(path).Length);
            table.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path))));
            table.Rows.Should().Be((long)(await database.ScalarAsync($"SELECT COUNT(*) FROM {table.Table}"))!);
            table.PrimaryKey.Should().Equal("id");
            foreach (var (figure, total) in table.Totals)
            {
                var sql = figure.Split(' ') switch
                {
                    ["count"] => "COUNT(*)",
                    ["count", "where", var column, "is", "null"] => $"COUNT(*) - COUNT({column})",
                    ["sum", "of", var column] => $"SUM({column})",
                    ["min", "of", var column] => $"MIN({column})",
                    ["max", "of", var column] => $"MAX({column})",
                    _ => throw new InvalidOperationException(figure),
                };
                total.Should().Be(await database.ScalarAsync($"SELECT ({sql})::text FROM {table.Table}") as string, $"{figure} of {table.Table}");
            }
        }
        manifest
            .Tables.Single(t => t.Table is "orders")
            .Totals.Keys.Should()
            .Contain(["sum of total_amount", "count where country is null", "min of id", "max of id"]);
    }

    [Test]
    public async Task Recorded_measurements_need_no_source()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var specs = shop.Specs(Kept);
        await shop.RunAsync(database.ConnectionString, specifications: specs);
        await database.ExecuteAsync("TRUNCATE orders CASCADE");

        foreach (var source in new[] { null, ShopRun.Source(database.ConnectionString), Unreachable(database) })
        {
            var (results, sent, _) = await MeasureAsync(shop, specs, source);
            results.Should().OnlyContain(s => s.Outcome == Outcome.Passed && s.Checks.All(c => c.Note == null));
            sent.Should().Be(0, "the stream of values is recorded as well");
        }
    }

    [Test]
    public async Task Metric_missing_from_the_snapshot_is_measured_live_with_a_note()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);

        var (results, _, _) = await MeasureAsync(shop, shop.Specs(New), ShopRun.Source(database.ConnectionString));

        results.Should().OnlyContain(s => s.Outcome == Outcome.Passed);
        results
            .SelectMany(s => s.Checks)
            .Where(c => !c.Sentence.Contains("exactly 200", StringComparison.Ordinal))
            .Should()
            .OnlyContain(c => c.Note!.StartsWith("Measured on the live source", StringComparison.Ordinal), "a row count is a control total, and known");
    }

    [Test]
    public async Task Metric_missing_from_the_snapshot_is_not_judged_without_a_source()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);

        var (results, _, code) = await MeasureAsync(shop, shop.Specs(New), null);

        results.Should().OnlyContain(s => s.Outcome == Outcome.NotJudged);
        results
            .SelectMany(s => s.Checks)
            .Where(c => c.Outcome == Outcome.NotJudged)
            .Should()
            .OnlyContain(c => c.Note!.StartsWith("not recorded in the snapshot of 2", StringComparison.Ordinal));
        code.Should().Be(ExitCodes.NotJudged);
    }

    [Test]
    public async Task Unreachable_source_is_retryable()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);

        var (results, _, code) = await MeasureAsync(shop, shop.Specs(New), Unreachable(database));

        results.Should().OnlyContain(s => s.Outcome == Outcome.Error);
        results
            .SelectMany(s => s.Checks)
            .Where(c => c.Outcome == Outcome.Error)
            .Should()
            .HaveCount(2)
            .And.OnlyContain(c =>
                c.Note!.StartsWith("not recorded in the snapshot of 2", StringComparison.Ordinal)
                && c.Note.Contains("127.0.0.1:9", StringComparison.Ordinal)
                && c.Note.Contains("cannot be reached", StringComparison.Ordinal)
                && c.Note.Contains("run again", StringComparison.Ordinal)
            );
        code.Should().Be(ExitCodes.Infrastructure);
    }

    [Test]
    public async Task Table_locked_during_a_query_is_reported_with_the_lock_holder()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await new NpgsqlCommand("LOCK TABLE products IN ACCESS EXCLUSIVE MODE", other, transaction).ExecuteNonQueryAsync();

        var (results, _, code) = await MeasureAsync(shop, shop.Specs(New), ShopRun.Source(database.ConnectionString));

        results
            .SelectMany(s => s.Checks)
            .Where(c => c.Outcome != Outcome.Passed)
            .Should()
            .HaveCount(2)
            .And.OnlyContain(c =>
                c.Outcome == Outcome.Error
                && c.Note!.Contains("table products is locked by another session", StringComparison.Ordinal)
                && c.Note.Contains($"pid {other.ProcessID}", StringComparison.Ordinal)
                && !c.Note.Contains("extracted", StringComparison.Ordinal)
            );
        code.Should().Be(ExitCodes.Infrastructure);
    }

    [Test]
    public async Task Table_locked_after_the_snapshot_fails_only_its_own_query()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE stock (id int PRIMARY KEY); INSERT INTO stock VALUES (1)");
        await using var snapshot = await SourceSnapshot.TakeAsync(ShopRun.Source(database.ConnectionString), 1, shared: true, CancellationToken.None);
        await using var store = snapshot.ToStore();
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await new NpgsqlCommand("LOCK TABLE stock IN ACCESS EXCLUSIVE MODE", other, transaction).ExecuteNonQueryAsync();
        var stock = new Relation(new Dataset(Layer.Source, "stock"));

        var counted = await store.MeasureAsync(QueryPlan.Single(new AggregateMetric(stock, new CountRows()), _ => store.Sql), CancellationToken.None);
        var values = async () => await store.ValuesAsync(new OrderedValues(stock, "id"), CancellationToken.None).ToListAsync();
        var next = await store.MeasureAsync(
            QueryPlan.Single(new AggregateMetric(new Relation(new Dataset(Layer.Source, "orders")), new CountRows()), _ => store.Sql),
            CancellationToken.None
        );

        counted.Missing!.Kind.Should().Be(MissingMeasurementKind.Unavailable);
        counted.Missing.Reason.Should().Contain("table stock is locked by another session").And.Contain($"pid {other.ProcessID}");
        (await values.Should().ThrowAsync<StoreException>()).Which.Reason.Reason.Should().Contain("table stock is locked by another session");
        next.Rows.Should().ContainSingle().Which.Should().Equal($"{TestPostgres.Orders}");
    }

    [Test]
    public async Task Rejected_sign_in_is_reported_once_and_not_retried()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        var elsewhere = ShopRun.Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "no_such_database" }.ConnectionString);

        var (results, _, code) = await MeasureAsync(shop, shop.Specs(New), elsewhere);

        results
            .SelectMany(s => s.Checks)
            .Where(c => c.Outcome != Outcome.Passed)
            .Should()
            .HaveCount(2)
            .And.OnlyContain(c => c.Outcome == Outcome.Error && c.Note!.Contains("rejects the connection", StringComparison.Ordinal));
        code.Should().Be(ExitCodes.Usage);
    }

    [Test]
    public async Task Modified_stored_values_are_not_used()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var specs = shop.Specs(Kept);
        await shop.RunAsync(database.ConnectionString, specifications: specs);
        var file = Directory.GetFiles(shop.LakeFolder, "values_*.json", SearchOption.AllDirectories).Should().ContainSingle().Subject;
        File.ReadLines(file).Should().HaveCount(TestPostgres.Orders);
        await File.AppendAllTextAsync(file, "\"99999\"\n");

        var (results, _, _) = await MeasureAsync(shop, specs, null);

        var broken = results.SelectMany(s => s.Checks).Should().ContainSingle(c => c.Outcome != Outcome.Passed).Subject;
        broken.Outcome.Should().Be(Outcome.Error);
        broken.Note.Should().Contain(Path.GetFileName(file)).And.Contain("does not match the manifest");
    }

    [Test]
    public async Task Rejected_snapshot_query_is_recorded_as_rejected()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var specs = shop.Specs(
            """
            Feature: f
              Scenario: s
                Then this query finds no rows in source:
                  ```
                  SELECT id FROM orders WHERE 1 / (id - id) = 1
                  ```
                And source orders has exactly 1250 rows
            """
        );
        await shop.RunAsync(database.ConnectionString, specifications: specs);

        var (results, _, _) = await MeasureAsync(shop, specs, null);

        results[0].Checks.Select(c => c.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        results[0].Checks[0].Note.Should().Contain("division by zero");
    }

    [Test]
    public async Task Compared_rows_are_stored_with_the_snapshot()
    {
        const string SomeRows = """
            Feature: f
              Scenario: orders
                Given only rows of source orders where status is one of shipped, delivered
                And only rows of raw orders where status is one of shipped, delivered
                Then raw orders matches source orders row for row on id
              Scenario: events
                Given only rows of source events where user_id is not null
                And only rows of raw events where user_id is not null
                Then raw events matches source events row for row on id
            """;
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var specs = shop.Specs(SomeRows);
        await shop.RunAsync(database.ConnectionString, specifications: specs);
        await database.ExecuteAsync("UPDATE orders SET total_amount = total_amount + 1; DELETE FROM events");

        var (good, sent, _) = await MeasureAsync(shop, specs, Unreachable(database));
        shop.Change("UPDATE raw.orders SET payment_method = 'none' WHERE id = (SELECT MIN(id) FROM raw.orders WHERE status = 'delivered')");
        var (bad, _, _) = await MeasureAsync(shop, specs, null);

        good.SelectMany(s => s.Checks).Should().OnlyContain(c => c.Outcome == Outcome.Passed && c.Note == null);
        sent.Should().Be(0);
        bad[0].Checks[0].Difference.Should().Be("1 row");
        bad[0].Checks[0].Keys.Single().Should().Contain(": payment_method expected ").And.EndWith(", found none");
        bad[1].Outcome.Should().Be(Outcome.Passed);
    }

    private static SourceAddress Unreachable(TestDatabase database) =>
        ShopRun.Source(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port=9;Database={database.Name};Username=nobody;Password=x"));

    private static async Task<(IReadOnlyList<ScenarioResult> Results, int Sent, int Code)> MeasureAsync(
        ShopRun shop,
        IReadOnlyList<Specification> specs,
        SourceAddress? source
    )
    {
        await using var runData = await shop.Pipeline().OpenAsync(null, source, CancellationToken.None);
        specs.Validate(runData.Catalog, new HashSet<Layer>());
        var checker = Checker.Of(runData, ShopRun.BusinessMetrics);
        var results = await checker.RunWithoutDrillDownAsync(specs, CancellationToken.None);
        return (results, checker.Collector.SentQueries(StoreId.Source), checker.ExitCode(specs, results));
    }

    // Another run's manifest appears after this run's was deleted.
}
