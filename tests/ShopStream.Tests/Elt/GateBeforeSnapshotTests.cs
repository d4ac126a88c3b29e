using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>What may stop a run before data is moved, such as the examples, takes its time while no snapshot of the source is open.</summary>
[TestFixture, Category("Live")]
internal sealed class GateBeforeSnapshotTests
{
    // A snapshot is one transaction for each connection of the run.
    private const string OpenTransactions =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()";

    [Test]
    public async Task No_transaction_is_open_in_the_source_while_the_gate_decides()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var (open, raw) = (-1L, (IReadOnlyList<TableInfo>)[]);

        await RunAsync(
            shop,
            database,
            async (tables, cancellationToken) =>
            {
                await using var connection = new NpgsqlConnection(database.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                open = (long)(await new NpgsqlCommand(OpenTransactions, connection).ExecuteScalarAsync(cancellationToken))!;
                raw = tables;
            }
        );

        open.Should().Be(0);
        raw.Select(t => t.Dataset).Should().BeEquivalentTo(ShopRun.Tables.Select(t => new Dataset(Layer.Raw, t)));
        Directory.EnumerateFiles(shop.LakeFolder, "*", SearchOption.AllDirectories).Should().NotBeEmpty("the run went on");
    }

    [Test]
    public async Task Columns_that_change_behind_the_gate_end_the_run_before_anything_is_moved()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();

        var run = () => RunAsync(shop, database, (_, _) => database.ExecuteAsync("ALTER TABLE orders ADD COLUMN note text"));

        (await run.Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain("the columns of orders changed").And.Contain("Run again");
        Directory.EnumerateFiles(shop.LakeFolder, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private static async Task RunAsync(ShopRun shop, TestDatabase database, Func<IReadOnlyList<TableInfo>, CancellationToken, Task> gate)
    {
        var pipeline = new ShopPipeline(shop.Options, TimeProvider.System, new Stages(null), null) { Gate = gate };
        await pipeline.RunAsync(ShopRun.Source(database.ConnectionString), ShopRun.Date, "test", [], [], CancellationToken.None);
    }
}
