using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Tests.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>Custom SQL can only read tables at the source, even if the account is a superuser.</summary>
[TestFixture, Category("Live")]
internal sealed class CustomSqlPrivilegesTests
{
    private TestDatabase database = null!;
    private SourceSnapshot snapshot = null!;
    private IStore store = null!;

    [OneTimeSetUp]
    public async Task Connect()
    {
        database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE shop (id int); INSERT INTO shop VALUES (1); CREATE SEQUENCE counter; "
                + "CREATE SCHEMA other; CREATE TABLE other.more (id int); REVOKE ALL ON SCHEMA other FROM PUBLIC"
        );
        snapshot = await SourceSnapshot.TakeAsync(
            new SourceAddress(database.ConnectionString, "public", [], TimeSpan.FromMinutes(1)),
            1,
            shared: true,
            CancellationToken.None
        );
        store = snapshot.ToStore();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (store is not null)
            await store.DisposeAsync();
        if (snapshot is not null)
            await snapshot.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [TestCase("SELECT pg_read_file('PG_VERSION')", "permission denied")]
    [TestCase("SELECT pg_read_binary_file('PG_VERSION')", "permission denied")]
    [TestCase("SELECT pg_ls_dir('.')", "permission denied")]
    [TestCase("SELECT pg_stat_file('PG_VERSION')", "permission denied")]
    [TestCase("SELECT * FROM pg_ls_waldir()", "permission denied")]
    [TestCase("SELECT lo_import('/etc/hostname')", "permission denied")]
    [TestCase("SELECT lo_export(1, '/tmp/out')", "permission denied")]
    [TestCase("SELECT pg_reload_conf()", "permission denied")]
    [TestCase("SELECT nextval('counter')", "PostgreSQL rejects")]
    [TestCase("SELECT set_config('transaction_read_only', 'off', true)", "set_config")]
    [TestCase("SELECT set_config('role', 'none', true), pg_catalog.query_to_xml('SELECT pg_read_file(''PG_VERSION'')', true, true, '')", "set_config")]
    [TestCase("SELECT U&\"set\\005fconfig\"('role', 'none', true)", "U&\"")]
    [TestCase("SELECT pg_advisory_lock(1)", "pg_advisory_lock")]
    [TestCase("SELECT dblink('dbname=postgres', 'SELECT 1')", "dblink")]
    [TestCase("SELECT id FROM shop FOR UPDATE", "PostgreSQL rejects")]
    public async Task Custom_SQL_that_does_more_than_read_tables_is_rejected(string sql, string because)
    {
        var refused = await store.MeasureAsync(new CustomSqlMetric(Layer.Source, sql));
        refused.Missing.Should().NotBeNull();
        refused.Missing!.Kind.Should().Be(MissingMeasurementKind.Refused, refused.Missing.Reason);
        refused.Missing.Reason.Should().Contain(because);

        (await store.MeasureAsync(new Sample(new CustomSqlMetric(Layer.Source, sql), null, []))).Missing!.Kind.Should().Be(MissingMeasurementKind.Refused);
        (await store.MeasureAsync(new CustomSqlMetric(Layer.Source, "SELECT id FROM shop"))).Number(0).Should().Be(1, "the snapshot survives");
    }

    [Test]
    public async Task Custom_SQL_reads_tables_of_every_schema() =>
        (await store.MeasureAsync(new CustomSqlMetric(Layer.Source, "SELECT id FROM other.more"))).Number(0).Should().Be(0);

    [Test]
    public async Task Account_privileges_are_restored_after_the_query()
    {
        (await store.MeasureAsync(new CustomSqlMetric(Layer.Source, "SELECT 1 WHERE current_user = 'pg_read_all_data'"))).Number(0).Should().Be(1);
        await using var lease = await snapshot.RentAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SELECT current_user = session_user", lease.Connection);
        (await command.ExecuteScalarAsync()).Should().Be(true);
    }
}
