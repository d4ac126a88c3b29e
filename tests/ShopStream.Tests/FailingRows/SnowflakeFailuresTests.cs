using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Snowflake;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.FailingRows;

/// <summary>--keep-failures where Snowflake, in the stand-in, is read: the same rows as of the same tables in DuckDB.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeFailuresTests
{
    private const string Orders = """
        SELECT 1 AS {id}, CAST(NULL AS VARCHAR) AS {status}, CAST(-1.50 AS DECIMAL(10, 2)) AS {total}, CAST('2026-01-05' AS DATE) AS {day}
        UNION ALL SELECT 2, '', 3.00, '2026-01-05' UNION ALL SELECT 3, 'a, "b"', -2.25, '2026-01-06' UNION ALL SELECT 4, 'paid', 8.00, '2026-01-06'
        UNION ALL SELECT 5, 'paid', 9.00, NULL
        """;

    private const string Facts = """
        SELECT 1 AS {id}, CAST(NULL AS VARCHAR) AS {status}, CAST(-1.50 AS DECIMAL(10, 2)) AS {total}, CAST('2026-01-05' AS DATE) AS {day}
        UNION ALL SELECT 2, NULL, 3.00, '2026-01-05' UNION ALL SELECT 3, 'a, "b"', -2.26, '2026-01-06' UNION ALL SELECT 3, 'a, "b"', -2.26, '2026-01-06'
        UNION ALL SELECT 5, 'paid', 9.00, NULL UNION ALL SELECT 7, 'paid', 1.00, '2026-01-07'
        """;

    private static readonly string[] Sentences =
    [
        "total in raw orders is at least 0",
        "status is never null in raw orders",
        "status in raw orders is valid JSON",
        "no id appears more than once in core facts",
        "every id in core facts exists as id in raw orders",
        "core facts matches raw orders row for row on id",
        "revenue in raw orders reconciles with revenue in core facts by day to the cent",
        "this query finds no rows in raw:\n      \"\"\"\n      SELECT id, status FROM orders WHERE id <= 3\n      \"\"\"",
    ];

    private static readonly (string Name, string Value)[] Settings =
    [
        ("rule.revenue", "id is at least 0"),
        ("rule.revenue.in.orders", "total where rule; row order: id; day: day"),
        ("rule.revenue.in.facts", "total where rule; row order: id; day: day"),
    ];

    [TestCase("parquet")]
    [TestCase("csv")]
    public async Task Rows_of_snowflake_are_those_of_the_same_tables_in_duckdb(string format)
    {
        using var duck = new AttachedFolder(
            $"CREATE SCHEMA raw; CREATE SCHEMA core; CREATE TABLE raw.orders AS {Lower(Orders)}; CREATE TABLE core.facts AS {Lower(Facts)}"
        ).Settings([("key.raw.orders", "id"), ("key.core.facts", "id"), .. Settings]);
        await using var snowflake = await StartAsync();
        using var folder = new TestWorkspace();

        var there = await duck.CheckWithAsync(["--keep-failures", format, "--samples", "full"], Sentences);
        var here = await CheckAsync(folder, snowflake, "--keep-failures", format, "--samples", "full");

        there.ExitCode.Should().Be(ExitCodes.Failed, $"{there}");
        here.ExitCode.Should().Be(ExitCodes.Failed, $"{here}");
        var rows = Rows(folder.In("reports"));
        rows.Should().Equal(Rows(duck.Reports));
        // Each sentence has rows: the comparison of nothing with nothing would pass.
        rows.Select(r => r.Split('|')[0]).Distinct(StringComparer.Ordinal).Should().HaveCount(Sentences.Length);
    }

    [Test]
    public async Task Rows_that_a_lost_connection_cuts_off_are_missing_with_the_reason_and_the_verdict_stands()
    {
        await using var snowflake = await StartAsync();
        using var folder = new TestWorkspace();
        // The query of a sample has a limit, that of all rows has none.
        snowflake.Faults.Drop = sql =>
            sql.Contains("WHERE NOT (\"ORDERS\".\"TOTAL\" >= 0)", StringComparison.Ordinal) && !sql.Contains("LIMIT", StringComparison.Ordinal);

        var output = await CheckAsync(folder, snowflake, "--keep-failures", "csv");

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("not all of 1 check, see the report");
        var report = Directory.EnumerateFiles(folder.In("reports"), "results.json", SearchOption.AllDirectories).Single();
        var kept = ResultsJson.Read(await File.ReadAllTextAsync(report)).Scenarios.SelectMany(s => s.Checks).Select(c => c.KeptRows!).ToList();
        kept[0].Rows.Should().Be(0);
        kept[0].Missing.Should().StartWith("Snowflake account test");
        kept.Skip(1).Should().OnlyContain(k => k.Rows > 0 && k.Missing == null);
        Rows(folder.In("reports")).Should().HaveCount((int)kept.Sum(k => k.Rows));
    }

    private static IReadOnlyList<string> Rows(string reports) =>
        KeptFile.Read(
            Directory.EnumerateFiles(reports, "failures_*", SearchOption.AllDirectories).Should().ContainSingle().Subject,
            "sentence, line, dataset, key, column_name, expected, actual, cause, first_divergent_layer"
        );

    private static string Lower(string select) => select.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    // As an account folds names that are not quoted.
    private static string Upper(string select) =>
        new[] { "id", "status", "total", "day" }.Aggregate(select, (s, n) => s.Replace($"{{{n}}}", $"\"{n.ToUpperInvariant()}\"", StringComparison.Ordinal));

    private static async Task<SnowflakeStandIn> StartAsync()
    {
        SnowflakeShop.UseDriver();
        var snowflake = await SnowflakeStandIn.StartAsync();
        string[] account =
        [
            "CREATE WAREHOUSE IF NOT EXISTS ANALYSIS_WH WITH WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 AUTO_RESUME = TRUE INITIALLY_SUSPENDED = TRUE",
            "CREATE DATABASE IF NOT EXISTS ANALYTICS",
            "CREATE SCHEMA IF NOT EXISTS ANALYTICS.RAW",
            "CREATE SCHEMA IF NOT EXISTS ANALYTICS.CORE",
            "CREATE ROLE IF NOT EXISTS ANALYST",
            "GRANT ROLE ANALYST TO USER NIGHTLY",
            "GRANT USAGE ON WAREHOUSE ANALYSIS_WH TO ROLE ANALYST",
            "GRANT USAGE ON DATABASE ANALYTICS TO ROLE ANALYST",
            "GRANT USAGE ON SCHEMA ANALYTICS.RAW TO ROLE ANALYST",
            "GRANT USAGE ON SCHEMA ANALYTICS.CORE TO ROLE ANALYST",
            $"CREATE OR REPLACE TRANSIENT TABLE ANALYTICS.RAW.\"ORDERS\" AS {Upper(Orders)}",
            $"CREATE OR REPLACE TRANSIENT TABLE ANALYTICS.CORE.\"FACTS\" AS {Upper(Facts)}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.RAW TO ROLE ANALYST",
            "GRANT SELECT ON ALL TABLES IN SCHEMA ANALYTICS.CORE TO ROLE ANALYST",
        ];
        foreach (var statement in account)
            snowflake.Execute(statement, statement.Contains("ANALYTICS.", StringComparison.Ordinal) ? "ANALYTICS" : null);
        return snowflake;
    }

    private static Task<ProgramOutput> CheckAsync(TestWorkspace folder, SnowflakeStandIn snowflake, params string[] options)
    {
        (string Name, string Value)[] all =
        [
            ("pipeline", "external"),
            ("warehouse", "snowflake"),
            ("snowflake.account", "test"),
            ("snowflake.user", "NIGHTLY"),
            ("snowflake.host", snowflake.Host),
            ("snowflake.protocol", "http"),
            ("snowflake.port", snowflake.Port.ToString(CultureInfo.InvariantCulture)),
            ("snowflake.database", "ANALYTICS"),
            ("snowflake.role", "ANALYST"),
            ("snowflake.warehouse", "ANALYSIS_WH"),
            ("key.raw.orders", "id"),
            ("key.core.facts", "id"),
            .. Settings,
        ];
        var settings = folder.With(
            "pipeline.runsettings",
            $"<RunSettings><TestRunParameters>{string.Concat(all.Select(s => $"<Parameter name=\"{s.Name}\" value=\"{s.Value}\" />"))}"
                + "</TestRunParameters></RunSettings>"
        );
        return ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SNOWFLAKE_PASSWORD"] = "testing" },
            ["check", "--settings", settings, "--features", folder.Features(Sentences), "--out", folder.In("reports"), .. options]
        );
    }
}
