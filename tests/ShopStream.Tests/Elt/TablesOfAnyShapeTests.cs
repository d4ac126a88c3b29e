using FluentAssertions;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Tables of any shape arrive in raw cell by cell.</summary>
[TestFixture, Category("Live")]
internal sealed class TablesOfAnyShapeTests
{
    [Test]
    public async Task Numbers_times_and_booleans_arrive_unchanged()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('good', 'bad, "so"');
            CREATE TABLE "values" (id bigint PRIMARY KEY, price decimal(10,2), wide numeric(38,10),
                loose numeric, small smallint, whole int, large bigint, r real, d double precision,
                at timestamp, at3 timestamp(3), atz timestamptz, day date, "time" time, span interval,
                yes boolean, u uuid, bytes bytea, m mood, list int[], fixed char(5), ip inet, ides date);
            INSERT INTO "values" VALUES
                (1, 99999999.99, 9999999999999999999999999999.9999999999, 0.1, 32767, 2147483647, 9223372036854775807, 3.4e38, 1.7976931348623157e308,
                 '2026-01-15 23:59:59.999999', '2026-01-15 23:59:59.999', '2026-01-15 12:00:00.5+02',
                 '9999-12-31', '23:59:59.999999', '1 year 2 days 03:04:05.6', true, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
                 '\x00ff6869', 'bad, "so"', '{1,NULL,3}', 'ab', '10.0.0.1/8', '0001-01-01'),
                (2, -99999999.99, -9999999999999999999999999999.9999999999, -12345678901234567890.5, -32768, -2147483648, -9223372036854775808, -1e-37, 5e-324,
                 '1970-01-01 00:00:00', '1970-01-01 00:00:00', '1970-01-01 00:00:00+00', '0001-01-01', '00:00:00',
                 '-1 days', false, '00000000-0000-0000-0000-000000000000', '\x', 'good', '{}', '', '::1', '294276-12-31'),
                (3, 0.00, 0, 1000000, 0, 0, 0, 0.1, 0.1, '2026-03-29 02:30:00.000001', '2026-03-29 02:30:00.1',
                 '2026-03-29 02:30:00+01', '2026-02-28', '12:00:00.1', '00:00:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (5, 0.01, 0.0000000001, -0.0000000001, 1, 1, 1, 'Infinity', 'NaN', 'infinity', '-infinity',
                 'infinity', 'infinity', '12:00', '1 mon', true, NULL, NULL, 'good', '{}', 'x', '1.2.3.4', '-infinity')
            """
        );

        await Arrival.ShouldBeUnchangedAsync(
            database,
            "values",
            new(StringComparer.Ordinal)
            {
                // The same values, as the warehouse prints them.
                // Without its padding, which is not part of its value.
                ["fixed"] = "fixed::text",
                ["loose"] = "CAST(loose AS decimal(38,10))",
                ["r"] = "CASE r WHEN 'Infinity' THEN 'inf' ELSE r::text END",
                ["d"] = "CASE d WHEN 'NaN' THEN 'nan' ELSE d::text END",
            }
        );
    }

    [Test]
    public async Task Sum_with_too_many_digits_is_rejected_not_rounded()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE wide (id int PRIMARY KEY, n numeric(38,10)); "
                + "INSERT INTO wide SELECT i, 9999999999999999999999999999.9999999999 FROM generate_series(1, 3) AS i"
        );

        using var landing = new Landing();
        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, "wide"));

        (await landing.Invoking(l => l.LoadAsync(manifest)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("2026-01-15")
            .And.Contain("the warehouse is unchanged")
            .And.Contain("source.columns.wide");
    }

    [Test]
    public async Task Unreadable_file_is_reported_without_its_data()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE ages (id int PRIMARY KEY, age timestamp, secret text); INSERT INTO ages VALUES (1, '294270-12-31', 'Gaius Iulius')"
        );

        using var landing = new Landing();
        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, "ages"));

        (await landing.Invoking(l => l.LoadAsync(manifest)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("ages.age (timestamp), line 2 of raw/postgres/ages/2026-01-15/ages_20260115.csv")
            .And.Contain("source.columns.ages")
            .And.NotContain("294270")
            .And.NotContain("Gaius")
            .And.NotContain("auto-detected");
    }

    [Test]
    public async Task Events_arrive_unchanged_with_all_kinds_of_json()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE events (id bigint PRIMARY KEY, user_id int, event_type varchar(50), event_ts timestamp, price decimal(10,2), metadata jsonb);
            INSERT INTO events VALUES
                (1, 1, 'nested', '2026-01-15 23:59:59.999999', 99999999.99, '{"a": {"b": [1, 2, {"c": null}]}, "empty": {}, "list": [], "t": true}'),
                (2, NULL, '', NULL, NULL, NULL),
                (3, 3, 'unicode', '1970-01-01', -99999999.99, '{"é": "\u00e9\ud83d\uded2", "controls": "\u0001\n\r\t\b\f", "quote": "\"", "slash": "\\ /"}'),
                (4, 4, 'numbers', '2026-01-15 00:00:00.1', 0.01,
                 '{"big": 123456789012345678901234567890, "exact": 0.10, "long": 3.141592653589793,
                   "small": 1e-30, "max": 9223372036854775807, "minus": -0}'),
                (5, 5, 'scalar', NULL, 0, '"just text"'),
                (6, 6, 'json null', NULL, 1, 'null'),
                (7, 7, 'array', NULL, 1, '[null, "", " "]'),
                (8, 8, E'a "type",\nwith\ttabs \\ and é🛒', NULL, 1, '""'),
                (9, 9, 'NULL', NULL, 1, '"null"')
            """
        );
        using var landing = new Landing();
        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, "events"));
        await landing.LoadAsync(manifest);

        (await landing.MeasureAsync("SELECT id, user_id, event_type, CAST(event_ts AS VARCHAR), price FROM raw.events ORDER BY id"))
            .Should()
            .BeEquivalentTo(
                await Arrival.TextAsync(database, "SELECT id, user_id, event_type, event_ts, price FROM events ORDER BY id"),
                o => o.WithStrictOrdering()
            );
        foreach (var row in await landing.MeasureAsync("SELECT CAST(id AS VARCHAR), CAST(metadata AS VARCHAR) FROM raw.events ORDER BY id"))
        {
            var source = await database.ScalarAsync($"SELECT metadata::text FROM events WHERE id = {row[0]}") as string;
            // A JSON line cannot distinguish JSON null from SQL NULL: both arrive as NULL.
            if (source is "null")
                row[1].Should().BeNull();
            else if (source is null)
                row[1].Should().BeNull();
            else
                (await database.ScalarAsync($"SELECT metadata = {Sql.Literal(row[1]!)}::jsonb FROM events WHERE id = {row[0]}"))
                    .Should()
                    .Be(true, $"{source} arrived as {row[1]}");
        }
    }

    [Test]
    public async Task Single_column_table_keeps_nulls_and_empty_texts()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE alone (a text); INSERT INTO alone VALUES ('x'), (NULL), (''), ('\\.'), (NULL), (E'\\n'), (''), ('y'), (NULL)"
        );

        using var landing = new Landing();
        await landing.LoadAsync(await landing.ExtractAsync(Landing.Source(database.ConnectionString, "alone")));

        (await landing.MeasureAsync("SELECT COALESCE(a, 'none'), COUNT(*) FROM raw.alone GROUP BY 1 ORDER BY 1"))
            .Should()
            .BeEquivalentTo(
                await Arrival.TextAsync(database, "SELECT COALESCE(a, 'none') COLLATE \"C\", COUNT(*) FROM alone GROUP BY 1 ORDER BY 1"),
                o => o.WithStrictOrdering()
            );
    }

    [Test]
    public async Task Empty_table_keeps_its_columns()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE TABLE nothing (id int PRIMARY KEY, a text, b decimal(10,2)); CREATE TABLE events (id bigint PRIMARY KEY, metadata jsonb)"
        );

        using var landing = new Landing();
        var (rows, _) = await landing.LoadAsync(await landing.ExtractAsync(Landing.Source(database.ConnectionString, "nothing", "events")));

        rows.Should().Be(0);
        (
            await landing.MeasureAsync(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'raw' ORDER BY table_name, column_index"
            )
        )
            .Select(r => string.Join(' ', r))
            .Should()
            .Equal("events id BIGINT", "events metadata JSON", "nothing id INTEGER", "nothing a VARCHAR", "nothing b DECIMAL(10,2)");
    }

    [Test]
    public async Task Tables_and_columns_with_capitals_quotes_and_reserved_words_keep_their_names()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE "Order" ("select" int PRIMARY KEY, "Total Amount" decimal(10,2), "it's" text, "a""b" text, "naïve,col" text, "a.b" text);
            INSERT INTO "Order" VALUES (1, 2.50, 'x', 'y', 'z', NULL), (2, NULL, '', ',', '"', E'\n');
            CREATE TABLE "table" ("group" int, "order" text); INSERT INTO "table" VALUES (1, 'a')
            """
        );

        await Arrival.ShouldBeUnchangedAsync(database, "Order", key: "\"select\"");
        await Arrival.ShouldBeUnchangedAsync(database, "table", key: "\"group\"");
    }
}
