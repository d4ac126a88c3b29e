using System.Globalization;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>Neither the settings of a role nor policies of a table change what is read without being noticed.</summary>
[TestFixture, Category("Live")]
internal sealed class SessionSettingsTests
{
    private const string Values = """
        CREATE TABLE t (id int PRIMARY KEY, d float8, r real, n numeric(10,2), m money, day date,
            at timestamp, tz timestamptz, i interval, b bytea, x xml, a text[], j jsonb, p point);
        INSERT INTO t SELECT g, 0.1::float8 + 0.2 / g, (0.1 * g)::real, g / 3.0, (g * 12.34)::numeric::money,
            date '2026-03-29' + g, timestamp '2026-03-29 01:30' + g * interval '1 hour',
            timestamptz '2026-03-29 00:30Z' + g * interval '1 hour', g * interval '1 month 2 days 03:04:05.5', decode(lpad(to_hex(g), 4, '0'), 'hex'),
            xmlelement(name e, decode('0102', 'hex')), ARRAY['a', NULL, 'NULL'], '{"a": 1.10}', point(g / 7.0, 2)
        FROM generate_series(1, 300) g;
        CREATE VIEW v AS SELECT id, d::text AS d, tz::text AS tz, tz::date AS day, i::text AS i, b::text AS b, xmlelement(name e, b)::text AS x,
            m::text AS m, to_char(at, 'TMDay') AS w, ('\x41'::text = E'\\x41') AS q, (NULL = NULL) IS NULL AS e FROM t;
        CREATE VIEW events AS SELECT id, d, r, tz, i, b, day FROM t;
        """;

    private static readonly (string Name, string Value)[] Otherwise =
    [
        ("DateStyle", "'SQL, DMY'"),
        ("IntervalStyle", "'sql_standard'"),
        ("TimeZone", "'Asia/Kolkata'"),
        ("extra_float_digits", "-15"),
        ("bytea_output", "'escape'"),
        ("xmlbinary", "'hex'"),
        ("lc_monetary", "'C.UTF-8'"),
        ("lc_time", "'C.UTF-8'"),
        ("standard_conforming_strings", "off"),
        ("array_nulls", "off"),
        ("xmloption", "'document'"),
        ("transform_null_equals", "on"),
        ("search_path", "pg_catalog"),
        ("client_encoding", "'LATIN1'"),
        ("timezone_abbreviations", "'India'"),
        ("row_security", "on"),
        ("gin_fuzzy_search_limit", "1"),
        ("synchronize_seqscans", "on"),
        ("enable_seqscan", "off"),
        ("parallel_setup_cost", "0"),
        ("parallel_tuple_cost", "0"),
        ("default_text_search_config", "'pg_catalog.french'"),
        ("default_transaction_read_only", "off"),
    ];

    [Test]
    public async Task Settings_of_the_role_change_no_byte_and_no_measurement()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Values);
        await using var role = await Role.CreateAsync(database, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {0}");
        foreach (var (name, value) in Otherwise)
            await database.ExecuteAsync($"ALTER ROLE {role.Name} SET {name} = {value}");
        using var shop = new ShopRun();
        var specs = shop.Specs(
            """
            Feature: f
              Scenario: s
                Then d in source t is between 0.1 and 0.31
                And the newest tz in source t is at most 26 hours older than the run
                And this query finds no rows in source:
                  ```
                  SELECT id, tz::date, i::text, '\x41' AS text FROM t
                      WHERE tz::date <> (tz AT TIME ZONE 'UTC')::date OR b::text !~ '^.x' OR d::text::float8 <> d
                  ```
                And every tz in source t exists as tz in raw t
            """
        );
        using var own = new Landing();
        using var other = new Landing();
        string[] tables = ["t", "v", "events"];

        var expected = await own.ExtractAsync(Landing.Source(database.ConnectionString, tables), specifications: specs);
        var actual = await other.ExtractAsync(Landing.Source(role.ConnectionString, tables), specifications: specs);

        actual.Tables.Select(t => (t.Table, t.Sha256)).Should().Equal(expected.Tables.Select(t => (t.Table, t.Sha256)));
        actual.Tables.Should().BeEquivalentTo(expected.Tables);
        actual
            .Measurements.Should()
            .HaveCountGreaterThan(3)
            .And.BeEquivalentTo(expected.Measurements, options => options.Excluding(m => m.Path.EndsWith("Seconds", StringComparison.Ordinal)));
        File.ReadAllText(Path.Combine(other.LakeFolder, actual.Tables.Single(t => t.Table is "v").Key))
            .Should()
            .Contain("0.30000000000000004")
            .And.Contain("+00")
            .And.Contain(@"\x0001");
    }

    [Test]
    public async Task Every_session_has_the_pinned_settings()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await using var role = await Role.CreateAsync(database, "GRANT USAGE ON SCHEMA public TO {0}");
        foreach (var (name, value) in Otherwise)
            await database.ExecuteAsync($"ALTER ROLE {role.Name} SET {name} = {value}");
        await using var snapshot = await SourceSnapshot.TakeAsync(Landing.Source(role.ConnectionString, []), 1, shared: true, CancellationToken.None);
        await using var lease = await snapshot.RentAsync(CancellationToken.None);

        foreach (
            var (name, expected) in new[]
            {
                ("TimeZone", "UTC"),
                ("DateStyle", "ISO, YMD"),
                ("extra_float_digits", "3"),
                ("bytea_output", "hex"),
                ("row_security", "off"),
                ("client_encoding", "UTF8"),
                ("search_path", "\"public\""),
                ("transaction_read_only", "on"),
            }
        )
        {
            await using var command = new NpgsqlCommand($"SELECT current_setting('{name}')", lease.Connection);
            (await command.ExecuteScalarAsync()).Should().Be(expected, name);
        }
    }

    [TestCase("", "64MB")]
    [TestCase("ALTER ROLE {0} SET work_mem = '8MB'", "8MB", Description = "what the administrator has chosen")]
    [TestCase("ALTER ROLE {0} SET work_mem = '128MB'", "128MB")]
    public async Task Work_mem_is_raised_unless_it_was_set_for_the_role(string set, string expected)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await using var role = await Role.CreateAsync(database, "GRANT USAGE ON SCHEMA public TO {0}");
        if (set.Length > 0)
            await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, set, role.Name));
        await using var snapshot = await SourceSnapshot.TakeAsync(Landing.Source(role.ConnectionString, []), 1, shared: true, CancellationToken.None);
        await using var lease = await snapshot.RentAsync(CancellationToken.None);

        await using var command = new NpgsqlCommand("SELECT current_setting('work_mem')", lease.Connection);

        (await command.ExecuteScalarAsync()).Should().Be(expected);
    }

    [Test]
    public async Task Row_level_security_is_refused_before_anything_is_written()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE orders (id int PRIMARY KEY, country text); INSERT INTO orders VALUES (1, 'FR'), (2, 'FR'), (3, 'DE');
            ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY french ON orders FOR SELECT USING (country = 'FR');
            """
        );
        await using var role = await Role.CreateAsync(database, "GRANT SELECT ON orders TO {0}");
        var source = Landing.Source(role.ConnectionString, "orders");
        using var landing = new Landing();

        (await landing.Invoking(l => l.ExtractAsync(source)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("row-level security would hide rows of orders from the role")
            .And.Contain($"ALTER ROLE \"{role.Name}\" BYPASSRLS")
            .And.Contain("shopstream setup postgres");
        Directory.Exists(landing.LakeFolder).Should().BeFalse();
        var found = await Pipeline.Health.SourceProbe.CheckAsync(source, TimeProvider.System, CancellationToken.None);
        found
            .Should()
            .Contain(c =>
                c.Status == Pipeline.Health.HealthStatus.Wrong
                && c.Found.Contains("row-level security hides rows of orders", StringComparison.Ordinal)
                && c.Fix!.Contains("BYPASSRLS", StringComparison.Ordinal)
            );

        await database.ExecuteAsync($"ALTER ROLE {role.Name} BYPASSRLS");
        (await landing.ExtractAsync(source)).Tables.Single().Rows.Should().Be(3);
        (await Pipeline.Health.SourceProbe.CheckAsync(source, TimeProvider.System, CancellationToken.None))
            .Should()
            .NotContain(c => c.Found.Contains("row-level", StringComparison.Ordinal));
    }

    [TestCase(
        "ALTER TABLE base FORCE ROW LEVEL SECURITY; CREATE POLICY few ON base USING (id < 3)",
        "orders",
        false,
        Description = "the owner of the table itself"
    )]
    [TestCase("CREATE POLICY everything ON base FOR SELECT USING (true)", "base", true, Description = "a policy that hides nothing today")]
    [TestCase("GRANT SELECT ON base TO {0}; ALTER VIEW orders SET (security_invoker = true)", "orders", true, Description = "a view on a table with policies")]
    public async Task Row_level_security_is_found_wherever_it_hides(string more, string table, bool asReader)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await using var role = await Role.CreateAsync(database, "GRANT CREATE ON SCHEMA public TO {0}");
        await database.ExecuteAsync(
            "CREATE TABLE base (id int PRIMARY KEY); INSERT INTO base VALUES (1), (2), (3); "
                + "ALTER TABLE base ENABLE ROW LEVEL SECURITY; CREATE VIEW orders AS SELECT id FROM base"
        );
        await database.ExecuteAsync(
            string.Format(
                CultureInfo.InvariantCulture,
                asReader ? "GRANT SELECT ON base, orders TO {0}" : "ALTER TABLE base OWNER TO {0}; ALTER VIEW orders OWNER TO {0}",
                role.Name
            )
        );
        await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, more, role.Name));
        using var landing = new Landing();

        await landing
            .Invoking(l => l.ExtractAsync(Landing.Source(role.ConnectionString, table)))
            .Should()
            .ThrowAsync<UsageException>()
            .WithMessage($"*row-level security would hide rows of {table} *BYPASSRLS*");
    }

    [TestCase("date", "0044-03-15 BC")]
    [TestCase("timestamp", "0001-12-31 23:59:59 BC")]
    [TestCase("timestamptz(3)", "0001-12-31 23:59:59+00 BC")]
    [TestCase("timestamptz", "-infinity")]
    public async Task Date_before_our_era_is_refused_by_the_name_of_its_column(string type, string value)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"CREATE TABLE t (id int PRIMARY KEY, at {type}); CREATE VIEW events AS SELECT * FROM t; "
                + "INSERT INTO t VALUES (1, '2025-11-28'), (2, '0001-01-01'), (3, NULL)"
        );
        using var landing = new Landing();
        (await landing.ExtractAsync(Landing.Source(database.ConnectionString, "t", "events"))).Tables.Should().HaveCount(2);
        await database.ExecuteAsync($"INSERT INTO t VALUES (4, '{value}')");
        if (value is "-infinity")
            await database.ExecuteAsync("INSERT INTO t VALUES (5, '0044-03-15 BC')");

        (await landing.Invoking(l => l.ExtractAsync(Landing.Source(database.ConnectionString, "t", "events"))).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("t.at (earliest ")
            .And.Contain("events.at")
            .And.Contain(" BC)")
            .And.Contain("source.columns.<table>");
    }

    [Test]
    public async Task Setup_script_gives_the_role_every_row_where_a_table_has_policies()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE orders (id int PRIMARY KEY)");
        var name = $"setup_{Guid.NewGuid():n}"[..20];
        var settings = ShopStream.Application.Settings.ShopSettings.From(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["source.tables"] = "orders", ["source.database"] = database.Name },
            new Dictionary<string, string>(StringComparer.Ordinal),
            _ => null
        );
        var script = ShopStream.Application.Setup.PostgresRole.Script(name, settings);
        try
        {
            await database.ExecuteAsync(script);
            (await database.ScalarAsync($"SELECT rolbypassrls FROM pg_roles WHERE rolname = '{name}'")).Should().Be(false);
            await database.ExecuteAsync("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");
            await database.ExecuteAsync(script);
            (await database.ScalarAsync($"SELECT rolbypassrls FROM pg_roles WHERE rolname = '{name}'")).Should().Be(true);
            await database.ExecuteAsync("ALTER TABLE orders DISABLE ROW LEVEL SECURITY");
            await database.ExecuteAsync(script);
            (await database.ScalarAsync($"SELECT rolbypassrls FROM pg_roles WHERE rolname = '{name}'")).Should().Be(false);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {name}; DROP ROLE {name}");
        }
    }

    [Test]
    public async Task Service_of_libpq_is_the_source_that_is_read()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE only_here (id int PRIMARY KEY)");
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        using var place = new TestWorkspace();
        var file = place.With(
            "service.conf",
            $"[shop]\nhost={parts.Host}\nport={parts.Port}\ndbname={database.Name}\nuser={parts.Username}\npassword={parts.Password}\n"
        );
        var settings = place.With(
            "own.runsettings",
            "<RunSettings><TestRunParameters><Parameter name=\"source.tables\" value=\"only_here\" /></TestRunParameters></RunSettings>"
        );

        var doctor = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PGSERVICE"] = "shop", ["PGSERVICEFILE"] = file },
            "doctor",
            "--settings",
            settings,
            "--work",
            place.In("work")
        );

        doctor.Out.Should().Contain($"database {database.Name}").And.Contain("1 tables can be read").And.NotContain("SANDBOX");
        if (parts.Password is { Length: > 0 } password)
            $"{doctor}".Should().NotContain(password);
    }

    /// <summary>A role of one test.</summary>
    private sealed class Role(TestDatabase database, string name) : IAsyncDisposable
    {
        public string Name => name;

        public string ConnectionString { get; } =
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name, Password = "testing" }.ConnectionString;

        public static async Task<Role> CreateAsync(TestDatabase database, string grants)
        {
            var name = $"reader_{Guid.NewGuid():n}"[..20];
            await database.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD 'testing'");
            await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, grants, name));
            return new Role(database, name);
        }

        public async ValueTask DisposeAsync() => await database.ExecuteAsync($"DROP OWNED BY {name} CASCADE; DROP ROLE {name}");
    }
}
