using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Warehouse;

/// <summary>Loading the lake into raw, and the load ledger.</summary>
[TestFixture, Category("Live")]
internal sealed class LoaderTests
{
    private TestDatabase database = null!;
    private Landing landing = null!;

    [SetUp]
    public async Task Fill()
    {
        database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE a (id int PRIMARY KEY, amount decimal(10,2)); INSERT INTO a SELECT i, i * 1.25 FROM generate_series(1, 100) AS i;
            CREATE TABLE b (id int PRIMARY KEY, amount decimal(10,2)); INSERT INTO b SELECT i, i * 2.50 FROM generate_series(1, 10) AS i
            """
        );
        landing = new Landing();
    }

    [TearDown]
    public async Task Remove()
    {
        landing.Dispose();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Second_load_of_a_date_replaces_its_ledger_rows()
    {
        var manifest = await ExtractAsync("a", "b");

        (await landing.LoadAsync(manifest)).Rows.Should().Be(110);
        (await landing.LoadAsync(manifest)).Rows.Should().Be(110);

        (await landing.MeasureAsync("SELECT COUNT(*), SUM(amount) FROM raw.a"))[0].Should().Equal("100", "6312.50");
        (await LedgerAsync()).Should().Equal("a 2026-01-15 100", "b 2026-01-15 10");
    }

    [Test]
    public async Task Clock_set_back_does_not_reorder_the_ledger()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
        var first = await ExtractAsync("a");
        await landing.LoadAsync(first, clock);
        await database.ExecuteAsync("DELETE FROM a WHERE id > 50");
        var earlier = new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 11, 0, 0, TimeSpan.Zero));
        await landing.LoadAsync(await landing.ExtractAsync(Landing.Source(database.ConnectionString, "a"), Landing.Date.AddDays(1)), earlier);

        await landing.LoadAsync(first, clock);

        (await landing.MeasureAsync("SELECT COUNT(*) FROM raw.a"))[0].Should().Equal("100");
        (await LedgerAsync()).Should().Equal("a 2026-01-16 50", "a 2026-01-15 100");
    }

    [TestCase("DELETE FROM raw.a WHERE id = 7")]
    [TestCase("UPDATE raw.a SET amount = amount + 0.01 WHERE id = 7")]
    [TestCase("INSERT INTO raw.a SELECT * FROM raw.a WHERE id = 7")]
    [TestCase("ALTER TABLE raw.a DROP COLUMN amount")]
    [TestCase("DROP TABLE raw.a")]
    public async Task Table_changed_in_the_warehouse_is_loaded_again(string change)
    {
        var manifest = await ExtractAsync("a");
        await landing.LoadAsync(manifest);
        using (var warehouse = landing.OpenWarehouse())
            await warehouse.ExecuteAsync(change, CancellationToken.None);

        (await landing.LoadAsync(manifest)).Rows.Should().Be(100);

        (await landing.MeasureAsync("SELECT COUNT(*), SUM(amount) FROM raw.a"))[0].Should().Equal("100", "6312.50");
    }

    [Test]
    public async Task Wrong_control_totals_roll_back_the_whole_load()
    {
        var manifest = await ExtractAsync("a", "b");
        await landing.LoadAsync(manifest);
        await database.ExecuteAsync("UPDATE a SET amount = 0; UPDATE b SET amount = 0");
        var next = await ExtractAsync("a", "b");
        var wrong = next with { Tables = [next.Tables[0], next.Tables[1] with { Totals = manifest.Tables[1].Totals }] };

        var e = (await landing.Invoking(l => l.LoadAsync(wrong)).Should().ThrowAsync<InfrastructureException>()).Which;

        e.Message.Should().Contain("b_20260115.csv").And.Contain("sum of amount: the snapshot had 137.50, the loaded table has 0.00)");
        (await landing.MeasureAsync("SELECT (SELECT SUM(amount) FROM raw.a), (SELECT SUM(amount) FROM raw.b)"))[0].Should().Equal("6312.50", "137.50");
        (await LedgerAsync()).Should().HaveCount(2);
    }

    [Test]
    public void Totals_are_compared_as_numbers()
    {
        Dictionary<string, string?> Of(params string?[] values) => values.Select((v, i) => ($"f{i}", v)).ToDictionary(StringComparer.Ordinal);

        ControlTotals.Differences(Of("1.50", "0", null, "12345678901234567890.10"), Of("1.5", "0.00", null, "12345678901234567890.1")).Should().BeEmpty();
        ControlTotals.Differences(Of("1.50", null, "3", "12345678901234567890.10"), Of("1.51", "0", null, "12345678901234567890.11")).Should().HaveCount(4);
        ControlTotals.Differences(Of("1", "2"), Of("1")).Should().ContainSingle().Which.Should().Be(("f1", "2", "absent"));
    }

    private Task<Manifest> ExtractAsync(params string[] tables) => landing.ExtractAsync(Landing.Source(database.ConnectionString, tables));

    private async Task<List<string>> LedgerAsync() =>
        [.. (await landing.MeasureAsync("SELECT \"table\" || ' ' || date || ' ' || rows FROM meta.loads ORDER BY rowid")).Select(r => r[0]!)];
}
