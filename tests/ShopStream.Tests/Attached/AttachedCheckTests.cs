using System.Buffers.Binary;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Attached;

/// <summary>check over a DuckDB file that another pipeline has written: there is neither a manifest nor a ledger.</summary>
[TestFixture, Category("Slow")]
internal sealed class AttachedCheckTests
{
    private const string Warehouse = """
        CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA core; CREATE SCHEMA finance; CREATE SCHEMA reports;
        CREATE TABLE raw.orders AS SELECT i AS id, i * 1.5 AS total FROM range(1, 101) AS r(i);
        CREATE VIEW staging.stg_orders AS SELECT id AS order_id, total FROM raw.orders;
        CREATE TABLE core.fact_orders AS SELECT * FROM staging.stg_orders WHERE order_id <> 7;
        CREATE TABLE finance.daily AS SELECT DATE '2026-01-01' + CAST(i AS INT) AS day, i AS revenue FROM range(10) AS r(i);
        CREATE TABLE reports.daily AS SELECT 'DEU' AS "Land", 5 AS "Umsatz EUR";
        """;

    private static readonly (string, string)[] Layers =
    [
        ("layer.raw", "raw"),
        ("layer.staging", "staging"),
        ("layer.core", "core"),
        ("layer.mart", "finance, reports"),
    ];

    [Test]
    public async Task Existing_warehouse_is_checked_without_a_run()
    {
        using var folder = new AttachedFolder(Warehouse).Settings([
            .. Layers,
            ("key.core.fact_orders", "order_id"),
            ("upstream.core.fact_orders", "staging stg_orders"),
            ("upstream.staging.stg_orders", "raw orders"),
        ]);

        var output = await folder.CheckAsync(
            "staging stg_orders has as many rows as raw orders",
            "core fact_orders has as many rows as staging stg_orders",
            "no order_id appears more than once in core fact_orders",
            "mart daily has exactly 10 rows"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("1 failed, 3 of 4 scenarios passed").And.Contain("99 rows");
        var results = await ShopStream.Reports.ResultsFile.ReadAsync(
            Directory.EnumerateFiles(folder.Reports, "results.json", SearchOption.AllDirectories).Single(),
            default
        );
        results.Lineage.Should().ContainEquivalentOf(new LineageNode("core", "fact_orders", ["staging stg_orders"]));
        results.Layers.Select(l => (l.Layer, l.Table, l.Rows)).Should().Contain(("staging", "stg_orders", 100L)).And.Contain(("core", "fact_orders", 99L));
    }

    [Test]
    public async Task Nothing_is_written_outside_of_the_report_folder()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);
        var before = folder.Protect();

        var output = await folder.CheckAsync(
            "core fact_orders is not empty",
            "raw orders matches staging stg_orders row for row:\n"
                + "      | what | raw orders | staging stg_orders |\n"
                + "      | key | id | order_id |\n"
                + "      | column | total | total |"
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        folder.State().Should().Equal(before);
    }

    [Test]
    public async Task Tables_of_one_name_in_two_schemas_are_told_apart_by_their_schema()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);

        var output = await folder.CheckAsync(
            "mart daily has at least the columns day and revenue",
            "mart \"reports.daily\" has exactly 1 row",
            "\"Umsatz EUR\" in mart \"reports.daily\" is exactly 5",
            "this query finds no rows in mart:\n      \"\"\"\n      SELECT * FROM daily WHERE revenue < 0\n      \"\"\""
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Tables_of_one_schema_are_assigned_to_layers_by_their_names()
    {
        using var folder = new AttachedFolder(
            "CREATE TABLE stg_a AS SELECT 1 AS id; CREATE TABLE stg_b AS SELECT 1 AS id; "
                + "CREATE TABLE dim_c AS SELECT 1 AS id; CREATE TABLE seed AS SELECT 1 AS id"
        ).Settings(("layer.staging", "main.stg_*, main.seed"), ("layer.core", "main"));

        var output = await folder.CheckAsync(
            "staging stg_a is not empty",
            "staging stg_b is not empty",
            "staging seed is not empty",
            "core dim_c is not empty"
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Schema_named_as_the_database_is_told_apart_from_it()
    {
        using var folder = new AttachedFolder("CREATE SCHEMA dwh.dwh; CREATE TABLE dwh.dwh.t AS SELECT 1 AS id").Settings(("layer.core", "dwh"));

        var output = await folder.CheckAsync(
            "core t has exactly 1 row",
            "this query finds no rows in core:\n      \"\"\"\n      SELECT * FROM t WHERE id > 1\n      \"\"\""
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [TestCase("layer.core", "coree", "layer.core names coree, and dwh.duckdb has no such schema; did you mean core?")]
    [TestCase("layer.mart", "finance.dayly", "layer.mart names finance.dayly, and dwh.duckdb has no such table in finance; did you mean daily?")]
    [TestCase("layer.lake", "raw", "'lake' is not a layer of a warehouse: expected raw, staging, core or mart")]
    [TestCase("layer.core", "a.b.c", "'a.b.c' has more than two parts")]
    [TestCase("key.core.fact_orders", "id", "core fact_orders has no column id")]
    [TestCase("key.core.fact", "id", "there is no table core fact")]
    [TestCase("upstream.core.fact_orders", "orders", "'orders' is not a dataset")]
    [TestCase("warehouse", "snowflake", "SNOWFLAKE_ACCOUNT")]
    [TestCase("warehouse", "postgres", "warehouse.address: is not set, and warehouse is postgres")]
    public async Task Wrong_setting_is_a_usage_error(string setting, string value, string message)
    {
        using var folder = new AttachedFolder(Warehouse).Settings([
            .. Layers.Where(l => !string.Equals(l.Item1, setting, StringComparison.Ordinal)),
            (setting, value),
        ]);

        var output = await folder.CheckAsync("core fact_orders is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain(message);
    }

    [Test]
    public async Task Warehouse_without_a_schema_of_a_layer_names_the_settings_to_write()
    {
        using var folder = new AttachedFolder("CREATE SCHEMA analytics; CREATE TABLE analytics.t AS SELECT 1 AS id").Settings();

        var output = await folder.CheckAsync("core t is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage);
        $"{output}".Should().Contain("It has the schemas analytics: say which layer each of them is with the settings layer.raw");
    }

    [Test]
    public async Task File_of_a_newer_version_names_the_version_that_reads_it_and_how_to_write_an_older_one()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);
        WriteVersion(folder.File, 69);

        var output = await folder.CheckAsync("core fact_orders is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("has DuckDB's storage format 69, which DuckDB 2.0 or later reads; this program's DuckDB reads the formats 64 to");
        $"{output}".Should().Contain("(STORAGE_VERSION 'v1.0.0'); COPY FROM DATABASE newer TO older");
    }

    [Test]
    public async Task File_that_is_no_database_is_a_usage_error()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);
        await File.WriteAllTextAsync(folder.File, new string('x', 20_000));

        var output = await folder.CheckAsync("core fact_orders is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("is not a DuckDB file, or is damaged").And.NotContain("--from-lake");
    }

    [Test]
    public async Task Missing_file_is_a_usage_error()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);
        File.Delete(folder.File);

        var output = await folder.CheckAsync("core fact_orders is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("warehouse.file names").And.Contain("which is not a file");
    }

    [Test]
    public async Task Source_and_lake_that_are_not_attached_are_not_judged()
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);

        var output = await folder.CheckAsync("raw orders has as many rows as source orders", "lake orders is not empty", "raw orders is not empty");

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output
            .Out.Should()
            .Contain("no source is configured")
            .And.Contain("no lake is attached: say where its files are with the settings lake and lake.layout")
            .And.Contain("1 of 3 scenarios passed");
    }

    [TestCase("run")]
    [TestCase("prove")]
    public async Task Command_that_needs_a_pipeline_of_its_own_says_so(string command)
    {
        using var folder = new AttachedFolder(Warehouse).Settings(Layers);
        await folder.CheckAsync("core fact_orders is not empty");

        var output = await folder.RunAsync(command, "--features", Path.Combine(folder.Reports, "..", "features"));

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("the setting pipeline is external").And.Contain("check, suggest or reconcile");
    }

    [Test]
    public async Task Checks_of_an_attached_warehouse_are_suggested()
    {
        using var folder = new AttachedFolder(Warehouse).Settings([.. Layers, ("key.core.fact_orders", "order_id")]);

        var output = await folder.RunAsync("suggest", "core", "fact_orders");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("no order_id appears more than once in core fact_orders").And.Contain("measured in the warehouse itself");
    }

    // The version is in the words at 8 and 16; DuckDB's checksum is the XOR of all words, each multiplied.
    private static void WriteVersion(string file, long version)
    {
        var bytes = File.ReadAllBytes(file);
        var header = bytes.AsSpan(0, 4096);
        ulong Sum(ReadOnlySpan<byte> words) =>
            (BinaryPrimitives.ReadUInt64LittleEndian(words[8..]) * 0xbf58476d1ce4e5b9)
            ^ (BinaryPrimitives.ReadUInt64LittleEndian(words[16..]) * 0xbf58476d1ce4e5b9);
        var before = Sum(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], version);
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(header) ^ before ^ Sum(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header, checksum);
        File.WriteAllBytes(file, bytes);
    }
}
