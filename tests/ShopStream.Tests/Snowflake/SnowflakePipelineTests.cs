using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Planning;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>The whole pipeline and all features, over the driver's protocol.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakePipelineTests : SnowflakeFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<Specification> specifications = SnowflakeShop.Shipped();
    private IReadOnlyList<ScenarioResult> firstResults = null!;
    private IReadOnlyList<StandInStatement> firstStatements = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await Shop.RunAsync(specifications);
        firstResults = await Shop.CheckAsync(specifications);
        firstStatements = Snowflake.Statements;
    }

    [Test]
    public void Shipped_scenarios_pass_in_Snowflake()
    {
        Off(firstResults).Should().BeEmpty();
        firstResults.Should().HaveCountGreaterThan(70);
    }

    [Test]
    public void Each_purpose_has_its_own_role_warehouse_and_tag()
    {
        firstStatements.Should().NotContain(s => s.Error != null);
        CurrentRole("COPY INTO").Should().Equal(("SHOPSTREAM_LOADER", "LOADING_WH", """{"app":"shopstream","purpose":"load","run":"test"}"""));
        CurrentRole("CREATE OR REPLACE TRANSIENT TABLE \"MARTS\"")
            .Should()
            .Equal(("SHOPSTREAM_TRANSFORMER", "TRANSFORM_WH", """{"app":"shopstream","purpose":"transform","run":"test"}"""));
        CurrentRole("SELECT (SELECT COUNT(*)").Should().Equal(("SHOPSTREAM_CHECKER", "CHECK_WH", """{"app":"shopstream","purpose":"check","run":"test"}"""));
        firstStatements
            .Where(s => s.Role is not "ACCOUNTADMIN")
            .Should()
            .OnlyContain(s => s.QueryTag != null && s.QueryTag.Contains("\"run\":\"test\"", StringComparison.Ordinal));
        firstStatements
            .Where(s => s.Role is "SHOPSTREAM_CHECKER")
            .Should()
            .OnlyContain(
                s =>
                    s.Sql.StartsWith("SELECT", StringComparison.Ordinal)
                    || s.Sql.StartsWith("ALTER SESSION", StringComparison.Ordinal)
                    || s.Sql.StartsWith("USE SCHEMA", StringComparison.Ordinal),
                "the checker only reads"
            );
    }

    [Test]
    public async Task Printed_statements_are_the_executed_ones()
    {
        var settings = ShopSettings.From(
            SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings")),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["warehouse"] = "snowflake" },
            _ => null
        );
        var printed = (await ModelScript.WriteAsync(settings, CancellationToken.None))
            .Split(";\n")
            .Select(s => string.Join('\n', s.Split('\n').SkipWhile(l => l.Length == 0 || l.StartsWith("-- ", StringComparison.Ordinal))))
            .Where(s => s.Length > 0)
            .ToList();

        // Values known only at run time are in angle brackets.
        var sent = firstStatements.Select(s => s.Sql).ToList();
        printed
            .Where(p =>
                !sent.Exists(s =>
                    Regex.IsMatch(
                        s,
                        $@"\A{Regex.Replace(Regex.Escape(p), "<[^<>]+>", ".*?", RegexOptions.None, Patience)}\z",
                        RegexOptions.Singleline,
                        Patience
                    )
                )
            )
            .Should()
            .BeEmpty();
        printed.Should().Contain(p => p.StartsWith("COPY INTO", StringComparison.Ordinal)).And.HaveCountGreaterThan(60);
    }

    [Test]
    public void No_statement_has_a_backslash_that_Snowflake_would_drop() => firstStatements.SelectMany(s => SnowflakeLiterals.Faulty(s.Sql)).Should().BeEmpty();

    // The generated products have paths, \N and a backslash at the end of a row.
    [Test]
    public async Task Backslashes_in_data_arrive_as_they_are()
    {
        await Shop.RunAsync();
        var compared = Specs("raw products matches source products row for row on id");
        Shop.Query(@"SELECT COUNT(*) FROM RAW.PRODUCTS WHERE DESCRIPTION = '\\N'").Should().NotBe("0");
        Off(await Shop.CheckAsync(compared)).Should().BeEmpty();

        Snowflake.Execute(@"ALTER FILE FORMAT RAW.SHOPSTREAM_CSV SET ESCAPE_UNENCLOSED_FIELD = '\\'", Shop.Settings.Database);
        try
        {
            var changed = async () =>
            {
                await Shop.RunAsync();
                Off(await Shop.CheckAsync(compared)).Should().BeEmpty();
            };
            await changed.Should().ThrowAsync<Exception>("with Snowflake's default they do not");
        }
        finally
        {
            await Shop.SetUpAsync();
            await Shop.RunAsync();
        }
    }

    [Test]
    public async Task Repeated_run_loads_no_row_twice()
    {
        await Shop.RunAsync();

        Shop.Query("SELECT COUNT(*) FROM RAW.ORDERS").Should().Be($"{TestPostgres.Orders}");
        Shop.Query("SELECT COUNT(*) FROM META.LOADS")
            .Should()
            .Be(Shop.Query("SELECT COUNT(*) FROM (SELECT DISTINCT \"TABLE\", \"DATE\", SHA256 FROM META.LOADS)"), "a file is loaded once");
        Shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
        Shop.Query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '%NEXT'").Should().Be("0");
    }

    [TestCase("gzip")]
    [NightlyCase("zstd")]
    public async Task Compressed_files_are_loaded_directly(string compression)
    {
        var plain = Shop.Options;
        Shop.Options = plain with { Lake = ShopRun.WithEvents(plain.Lake with { Storage = new LakeStorage(compression: compression) }) };
        try
        {
            await Shop.RunAsync();

            Shop.Query("SELECT COUNT(*) FROM RAW.EVENTS").Should().Be($"{TestPostgres.Events}");
            Shop.Query("SELECT SUM(TOTAL_AMOUNT) FROM RAW.ORDERS").Should().Be(Shop.Query("SELECT SUM(LINE_TOTAL) FROM RAW.ORDER_ITEMS"));
        }
        finally
        {
            Shop.Options = plain;
        }
        await Shop.RunAsync();
    }

    [Test]
    public async Task Lost_line_is_traced_to_its_key()
    {
        await Shop.RunAsync();
        Snowflake.Execute("DELETE FROM CORE.FACT_ORDERS WHERE ORDER_ITEM_ID = 17", Shop.Settings.Database);

        var results = await Shop.CheckAsync(
            Specs(
                "revenue in raw order_items reconciles with revenue in core fact_orders by day to the cent",
                "core fact_orders has as many rows as raw order_items"
            )
        );

        results.Should().OnlyContain(r => r.Outcome == Outcome.Failed);
        results
            .SelectMany(r => r.Checks)
            .Single(c => c.DrillDown is not null)
            .DrillDown!.Rows.Should()
            .ContainSingle()
            .Which.Key.Should()
            .Be($"order={Shop.Query("SELECT ORDER_ID FROM RAW.ORDER_ITEMS WHERE ID = 17")}");
        await Shop.RunAsync();
    }

    [Test]
    public async Task Table_that_differs_from_its_model_is_named_with_its_keys()
    {
        await Shop.RunAsync();
        var compared = Specs("core fact_orders has exactly the rows that its model builds", "staging stg_events has exactly the rows that its model builds");
        Off(await Shop.CheckAsync(compared)).Should().BeEmpty();
        Snowflake.Execute("INSERT INTO CORE.FACT_ORDERS SELECT * FROM CORE.FACT_ORDERS WHERE ORDER_ITEM_ID = 16", Shop.Settings.Database);
        Snowflake.Execute("DELETE FROM CORE.FACT_ORDERS WHERE ORDER_ITEM_ID = 17", Shop.Settings.Database);
        Snowflake.Execute("UPDATE CORE.FACT_ORDERS SET QUANTITY = QUANTITY + 1 WHERE ORDER_ITEM_ID = 18", Shop.Settings.Database);

        var off = (await Shop.CheckAsync(compared)).Where(r => r.Outcome == Outcome.Failed).ToList();

        var check = off.Should().ContainSingle().Which.Checks.Should().ContainSingle().Subject;
        check.Difference.Should().Be("1 row missing, 1 row unexpected, 1 row with other values");
        check.Keys.Should().Equal("order_item_id=16: unexpected", "order_item_id=17: missing", "order_item_id=18: other values in quantity");
        await Shop.RunAsync();
    }

    [Test]
    public async Task Rows_are_compared_with_the_source_by_value()
    {
        await Shop.RunAsync();
        var compared = Specs(
            "raw events matches source events row for row on id",
            "raw users matches source users row for row on id",
            "raw crm_contacts matches lake crm_contacts row for row on id"
        );
        Off(await Shop.CheckAsync(compared)).Should().BeEmpty();

        Snowflake.Execute("UPDATE RAW.USERS SET FIRST_NAME = 'Zoë' WHERE ID = 5", Shop.Settings.Database);

        var off = (await Shop.CheckAsync(compared)).Where(r => r.Outcome == Outcome.Failed).ToList();
        off.Should().ContainSingle().Which.Checks[0].Keys.Should().ContainSingle(k => k.Contains("id=5", StringComparison.Ordinal));
        await Shop.RunAsync();
    }

    [Test]
    public async Task Table_with_changed_columns_is_replaced_as_a_whole_and_keeps_its_grants()
    {
        foreach (
            var sql in (string[])
                ["CREATE ROLE ANALYST", "GRANT SELECT ON TABLE RAW.PRODUCTS TO ROLE ANALYST", "GRANT SELECT ON TABLE RAW.ORDERS TO ROLE ANALYST"]
        )
            Snowflake.Execute(sql, Shop.Settings.Database);
        await Shop.Database.ExecuteAsync("ALTER TABLE products ADD COLUMN colour varchar(10) DEFAULT 'red'");

        await Shop.RunAsync();

        Shop.Query("SELECT COUNT(*) FROM RAW.PRODUCTS WHERE COLOUR = 'red'").Should().Be("200");
        foreach (var table in (string[])["SHOPSTREAM_DWH.RAW.PRODUCTS", "SHOPSTREAM_DWH.RAW.ORDERS"])
        foreach (var role in (string[])["ANALYST", "SHOPSTREAM_TRANSFORMER", "SHOPSTREAM_CHECKER"])
            Snowflake.Rights.May(role, "SELECT", "TABLE", table).Should().BeTrue($"{role} reads {table}");
        Off(await Shop.CheckAsync(Specs("raw products has as many rows as source products"))).Should().BeEmpty();
        await Shop.Database.ExecuteAsync("ALTER TABLE products DROP COLUMN colour");
        await Shop.RunAsync();
        Shop.Query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS WHERE COLUMN_NAME = 'COLOUR'").Should().Be("0");
    }

    [NightlyCase("COPY INTO", "RAW is unchanged")]
    [NightlyCase("INSERT OVERWRITE INTO \"RAW\"", "RAW is unchanged")]
    [TestCase("INSERT INTO \"META\".\"LOADS\"", "RAW is unchanged")]
    [NightlyCase("CREATE OR REPLACE TRANSIENT TABLE \"CORE\"", "are unchanged")]
    [NightlyCase("INSERT OVERWRITE INTO \"MARTS\"", "are unchanged")]
    [NightlyCase("INSERT INTO \"META\".\"MODELS\"", "are unchanged")]
    public async Task Lost_connection_keeps_the_last_good_state_and_a_rerun_converges(string at, string consequence)
    {
        await Shop.RunAsync();
        var (raw, marts) = (Shop.Content("RAW.ORDERS"), Shop.Content("MARTS.MART_SALES_OVERVIEW"));
        await Shop.Database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id = 33");
        Snowflake.Faults.Drop = sql => sql.StartsWith(at, StringComparison.Ordinal);

        var run = () => Shop.RunAsync();

        var thrown = (await run.Should().ThrowAsync<InfrastructureException>()).Which;
        thrown.Message.Should().StartWith("Snowflake account test, database SHOPSTREAM_DWH").And.Contain(consequence);
        Shop.Content("MARTS.MART_SALES_OVERVIEW").Should().Be(marts);
        if (at.Contains("RAW", StringComparison.Ordinal) || at.StartsWith("COPY", StringComparison.Ordinal) || at.Contains("LOADS", StringComparison.Ordinal))
            Shop.Content("RAW.ORDERS").Should().Be(raw);
        Snowflake.Faults.Drop = null;
        await Shop.RunAsync();
        Shop.Query("SELECT STATUS FROM RAW.ORDERS WHERE ID = 33").Should().Be("refunded");
        await Shop.Database.ExecuteAsync("UPDATE orders SET status = 'delivered' WHERE id = 33");
        await Shop.RunAsync();
        Off(await Shop.CheckAsync(specifications)).Should().BeEmpty();
    }

    [Test]
    public async Task Changed_file_is_not_loaded()
    {
        await Shop.RunAsync();
        var before = Shop.Content("RAW.ORDERS");
        var touched = false;
        Snowflake.Faults.Error = sql =>
        {
            if (touched || !sql.StartsWith("CREATE OR REPLACE TRANSIENT TABLE \"RAW\".\"orders", StringComparison.OrdinalIgnoreCase))
                return null;
            touched = true;
            Cut().GetAwaiter().GetResult();
            return null;
        };

        var run = () => Shop.RunAsync();

        (await run.Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .Contain("orders_20260115.csv: COPY INTO loaded 1249 rows, expected 1250 (manifest); nothing was changed");
        Shop.Content("RAW.ORDERS").Should().Be(before);

        async Task Cut()
        {
            await using var lake = Lakes.Open(Shop.Options.Lake);
            // The new file, which is not exchanged yet.
            var keys = new List<string>();
            await foreach (var entry in lake.ListAsync("raw/next/", CancellationToken.None))
                keys.Add(entry.Key);
            var key = keys.Single(k => k.EndsWith("/orders_20260115.csv", StringComparison.Ordinal));
            var text = System.Text.Encoding.UTF8.GetString((await lake.TryReadAsync(key, CancellationToken.None))!);
            await lake.WriteAsync(
                key,
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text[..(text.TrimEnd().LastIndexOf('\n') + 1)])),
                CancellationToken.None
            );
        }
    }

    [Test]
    public async Task Setup_can_be_repeated()
    {
        await Shop.SetUpAsync();
        await Shop.RunAsync();
        Shop.Query("SELECT COUNT(*) FROM META.LOADS WHERE IS_CURRENT").Should().Be("6");
    }

    private IEnumerable<(string? Role, string? Warehouse, string? Tag)> CurrentRole(string beginning) =>
        firstStatements.Where(s => s.Sql.StartsWith(beginning, StringComparison.Ordinal)).Select(s => (s.Role, s.Warehouse, s.QueryTag)).Distinct();

    private static IEnumerable<string> Off(IReadOnlyList<ScenarioResult> results) =>
        results
            .Where(r => r.Outcome != Outcome.Passed)
            .Select(r => $"{r.File}:{r.Line} {r.Name}: {string.Join("; ", r.Checks.Where(c => c.Outcome != Outcome.Passed).Select(Described))}");

    private static string Described(CheckResult check) =>
        $"{check.Sentence}: {check.Outcome} expected {check.Expected} actual {check.Actual} {check.Note}\n{check.Sql}";
}
