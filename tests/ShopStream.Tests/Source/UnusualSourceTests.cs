using System.Globalization;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>
/// Sources that are set up otherwise than the shop's: grants on columns, tables without columns or with very many, one connection, files of
/// the sign-in that are missing.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class UnusualSourceTests
{
    private TestDatabase database = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE people (id int PRIMARY KEY, email text, country text);
            INSERT INTO people SELECT g, g || '@person.example', 'FRA' FROM generate_series(1, 50) g;
            CREATE TABLE nothing (); CREATE VIEW empty_view AS SELECT;
            CREATE TABLE wide ({string.Join(", ", Enumerable.Range(1, 850).Select(i => $"c{i} int"))}); INSERT INTO wide (c1, c850) VALUES (1, 2), (3, 4);
            CREATE TABLE loose ({string.Join(", ", Enumerable.Range(1, 900).Select(i => $"n{i} numeric"))}); INSERT INTO loose (n1, n900) VALUES (1.5, 2.25);
            CREATE VIEW cast_of_text AS SELECT id, email::int AS number FROM people;
            CREATE VIEW divided AS SELECT id, 1 / (id - 7) AS quotient FROM people;
            CREATE MATERIALIZED VIEW unfilled AS SELECT id FROM people WITH NO DATA;
            CREATE FUNCTION refuse(t text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not %', t; END $$;
            CREATE VIEW refused AS SELECT id, refuse(email) AS r FROM people;
            CREATE SCHEMA hidden; CREATE TABLE hidden.people (id int PRIMARY KEY);
            CREATE TABLE odd (id int PRIMARY KEY, amount numeric, at timestamp, t time);
            """
        );
    }

    [OneTimeTearDown]
    public async Task RemoveAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task Grants_on_the_extracted_columns_suffice()
    {
        await using var role = await Role.CreateAsync(database, "GRANT SELECT (id, country) ON people TO {0}");
        var all = Landing.Source(role.ConnectionString, "people");
        var granted = all with { Columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["people"] = ["id", "country"] } };
        using var landing = new Landing();

        (await landing.ExtractAsync(granted)).Tables.Single().Columns.Select(c => c.Name).Should().Equal("id", "country");
        (await SourceProbe.CheckAsync(granted, TimeProvider.System, default)).Should().NotContain(c => c.Status == HealthStatus.Wrong);
        (await landing.Invoking(l => l.ExtractAsync(all)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain($"the role {role.Name} may not read email of people")
            .And.Contain($"GRANT SELECT (\"email\") ON \"public\".\"people\" TO \"{role.Name}\"")
            .And.Contain("source.columns.people");
        (await SourceProbe.CheckAsync(all, TimeProvider.System, default))
            .Should()
            .Contain(c => c.Status == HealthStatus.Wrong && c.Found == "no SELECT privilege on email of people");
    }

    [TestCase("cast_of_text", "22P02", "source.columns.cast_of_text")]
    [TestCase("divided", "22012", "source.columns.divided")]
    [TestCase("unfilled", "55000", "REFRESH MATERIALIZED VIEW")]
    [TestCase("refused", "P0001", "source.tables")]
    public async Task Table_that_cannot_be_read_says_so_without_a_value_and_not_run_again(string table, string state, string advice)
    {
        using var landing = new Landing();

        (await landing.Invoking(l => l.ExtractAsync(Landing.Source(database.ConnectionString, table))).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain(table)
            .And.Contain(state)
            .And.Contain(advice)
            .And.NotContain("person")
            .And.NotContainEquivalentOf("run again");
    }

    [Test]
    public async Task Schema_without_usage_is_a_matter_of_rights()
    {
        await using var role = await Role.CreateAsync(database, "GRANT SELECT ON hidden.people TO {0}");
        using var landing = new Landing();

        (
            await landing
                .Invoking(l => l.ExtractAsync(Landing.Source(role.ConnectionString, "people") with { Schema = "hidden" }))
                .Should()
                .ThrowAsync<UsageException>()
        )
            .Which.Message.Should()
            .Contain("permission denied for schema hidden (42501)")
            .And.Contain("setup postgres")
            .And.NotContainEquivalentOf("run again");
    }

    [TestCase("nothing")]
    [TestCase("empty_view")]
    public async Task Table_without_columns_exists(string table)
    {
        using var shop = new ShopRun();

        (
            await shop.Pipeline()
                .Invoking(p => p.RunAsync(Landing.Source(database.ConnectionString, table), ShopRun.Date, "test", [], [], default))
                .Should()
                .ThrowAsync<UsageException>()
        )
            .Which.Message.Should()
            .Contain($"{table} has no columns")
            .And.Contain("source.tables")
            .And.NotContain("has no table");
    }

    [TestCase("amount", "'NaN'", "NaN")]
    [TestCase("amount", "'Infinity'", "Infinity")]
    [TestCase("at", "'294276-12-31'", "odd.at (timestamp)")]
    public async Task Value_that_the_warehouse_cannot_hold_names_table_column_and_setting(string column, string value, string found)
    {
        await database.ExecuteAsync($"TRUNCATE odd; INSERT INTO odd (id, {column}) VALUES (1, {value})");
        using var landing = new Landing();
        Func<Task> run = async () => await landing.LoadAsync(await landing.ExtractAsync(Landing.Source(database.ConnectionString, "odd")));

        (await run.Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("odd")
            .And.Contain(column)
            .And.Contain(found)
            .And.Contain("source.columns.odd")
            .And.NotContainEquivalentOf("run again");
    }

    [Test]
    public async Task Very_many_columns_take_a_handful_of_queries()
    {
        using var landing = new Landing();
        await using var snapshot = await SourceSnapshot.TakeAsync(Landing.Source(database.ConnectionString, "wide", "loose"), 2, shared: true, default);

        var (manifest, queries) = await new Pipeline.Elt.Extraction(
            snapshot,
            Landing.Source(database.ConnectionString, "wide", "loose"),
            landing.Lake,
            null,
            new LakeStorage()
        ).RunAsync(Landing.Date, "test", [], [], default);

        queries.Should().BeLessThan(10);
        manifest.Tables.Single(t => t.Table is "wide").Totals.Should().HaveCount(1 + (2 * 850)).And.Contain("sum of c850", "6");
        (await landing.LoadAsync(manifest)).Rows.Should().Be(3);
    }

    [Test]
    public async Task One_connection_is_one_in_a_check_too()
    {
        await using var role = await Role.CreateAsync(database, "GRANT SELECT ON people TO {0}");
        await database.ExecuteAsync($"ALTER ROLE {role.Name} CONNECTION LIMIT 1");
        using var landing = new Landing();
        var source = Landing.Source(role.ConnectionString, "people");
        var manifest = await landing.ExtractAsync(source, connections: 1);
        var catalog = new Catalog([.. manifest.SourceTables]);
        await using var files = new FetchedFiles(landing.Lake, landing.Scratch);
        await using var store = new SnapshotStore(manifest, files, source, 1, catalog);
        var collector = new Quality.Execution.MetricCollector(catalog, new Dictionary<StoreId, Quality.Execution.IStore> { [StoreId.Source] = store });
        var values = (string column) => new OrderedValues(new Relation(new Dataset(Layer.Source, "people")), column);
        Metric[] metrics =
        [
            new MissingValues(values("country"), values("email")),
            new CustomSqlMetric(Layer.Source, "SELECT id FROM people WHERE id = 3"),
            new CustomSqlMetric(Layer.Source, "SELECT id FROM people WHERE id = 4"),
        ];

        await collector.CollectAsync(metrics, default).WaitAsync(TimeSpan.FromSeconds(20));

        metrics.Should().OnlyContain(m => collector.Measurements[m].Missing == null);
    }

    // The driver's own first statement takes longer than that. A timer that fires just as a statement ends cancels the next one, "due to user request".
    [Test]
    public async Task Statement_that_the_role_itself_cuts_short_is_not_a_server_out_of_reach()
    {
        await using var role = await Role.CreateAsync(database, "GRANT SELECT ON people TO {0}");
        await database.ExecuteAsync($"ALTER ROLE {role.Name} SET statement_timeout = 1");
        using var landing = new Landing();

        var extract = () => landing.ExtractAsync(Landing.Source(role.ConnectionString, "people"), connections: 1);

        (await extract.Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .Contain("canceling statement due to")
            .And.NotContain("cannot be reached within");
    }

    [TestCase("PGPASSFILE", "/nowhere/pgpass", Description = "libpq goes on without it")]
    [TestCase("PGSSLCERT", "/nowhere/client.crt")]
    [TestCase("PGSSLROOTCERT", "/nowhere/ca.crt")]
    [TestCase("PGSSLMODE", "require")]
    [TestCase("PGHOST", "no-such-host.invalid")]
    public async Task Sign_in_that_cannot_work_is_a_matter_of_settings(string variable, string value)
    {
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = parts.Host!,
            ["PGPORT"] = $"{parts.Port}",
            ["PGDATABASE"] = database.Name,
            ["PGUSER"] = parts.Username!,
            ["PGPASSWORD"] = "",
            [variable] = value,
        };
        if (variable is not "PGPASSFILE")
            environment["PGPASSWORD"] = parts.Password ?? "";
        if (variable is "PGSSLROOTCERT")
            environment["PGSSLMODE"] = "verify-ca";
        var settings = ShopSettings.From(
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal),
            environment.GetValueOrDefault
        );
        Func<Task> open = async () => await (await settings.Source!.OpenAsync(default)).DisposeAsync();

        (await open.Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain(variable is "PGSSLMODE" ? "TLS" : variable)
            .And.NotContainEquivalentOf("run again");
    }

    private sealed class Role(TestDatabase database, string name) : IAsyncDisposable
    {
        public string Name => name;

        public string ConnectionString { get; } = database.As(name);

        public static async Task<Role> CreateAsync(TestDatabase database, string grants)
        {
            var name = $"unusual_{Guid.NewGuid():n}"[..20];
            await database.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD 'testing'");
            await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, grants, name));
            return new Role(database, name);
        }

        public async ValueTask DisposeAsync() => await database.ExecuteAsync($"DROP OWNED BY {name} CASCADE; DROP ROLE {name}");
    }
}
