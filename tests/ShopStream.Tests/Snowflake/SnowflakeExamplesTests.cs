using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Examples;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Examples;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>`test --warehouse snowflake`: the same examples in transient schemas, over the driver's protocol.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeExamplesTests : SnowflakeFixture
{
    private const string Scratch = "SHOPSTREAM_DWH_PROOF";

    [TearDown]
    public void Nothing_is_left_behind() => Schemas().Should().BeEmpty("schemas are dropped after every test, however it ends");

    [Test]
    public async Task Shipped_examples_have_the_verdicts_that_they_have_in_DuckDB()
    {
        var (earlier, every) = (Snowflake.Statements.Count, Lane.Pick(usual: 8, nightly: 1));

        var there = await TestAsync(Path.Combine(Clone.Root, "features"), false, Sample(every));
        var here = await TestAsync(Path.Combine(Clone.Root, "features"), true, Sample(every));

        here.Results.Should().HaveCountGreaterThan(10);
        here.Results.Select(Facts).Should().Equal(there.Results.Select(Facts));
        here.ExitCode.Should().Be(ExitCodes.Passed);
        var said = Snowflake.Statements.Skip(earlier).ToList();
        TestContext.Out.WriteLine($"{here.Results.Count} examples, {said.Count} statements, {here.Seconds:0.0} s; in DuckDB {there.Seconds:0.0} s");
        said.Should().OnlyContain(s => s.Role == "SHOPSTREAM_TRANSFORMER");
        said.Where(s => IsDefinition(s.Sql))
            .Should()
            .OnlyContain(s => s.Sql.Contains($" \"{Scratch}\".\"EXAMPLES_", StringComparison.Ordinal), "nothing that is kept is changed");
    }

    [Test]
    public async Task Example_that_fails_shows_the_same_cells_as_in_DuckDB()
    {
        using var place = With(
            $"""
              Scenario: S
                {ExampleWorkspace.Orders}
                Then mart mart_sales_overview has exactly these rows:
                  | sale_date  | total_revenue | total_orders | average_order_value |
                  | 2025-11-28 | 10.5          | 1            | null                |
                  | 2025-11-29 | 0             | 0            | null                |
                And mart mart_sales_overview has no rows
            """
        );

        var there = await TestAsync(place.In("features"), false);
        var here = await TestAsync(place.In("features"), true);

        here.ExitCode.Should().Be(ExitCodes.Failed);
        here.Results[0].Checks[0].Difference.Should().Be("1 row missing, 1 row with other values");
        here.Results.Select(Facts).Should().Equal(there.Results.Select(Facts));
        here.Results[0].Checks.Select(c => c.Rows).Should().BeEquivalentTo(there.Results[0].Checks.Select(c => c.Rows));
    }

    [Test]
    public async Task Rows_of_one_example_are_not_those_of_the_next()
    {
        const string Without = "When mart_sales_overview is built\n    Then mart mart_sales_overview has no rows";
        var with = $"{ExampleWorkspace.Orders}\nThen mart mart_sales_overview has at least these rows:\n| total_revenue |\n| 10.00 |";
        using var place = With(string.Concat(Enumerable.Range(0, 16).Select(i => $"  Scenario: S{i}\n    {(i / 4 % 2 == 0 ? with : Without)}\n")));

        var result = await TestAsync(place.In("features"), true);

        result.Results.Should().HaveCount(16).And.OnlyContain(r => r.Outcome == Outcome.Passed);
    }

    [Test]
    public async Task Custom_sql_reads_the_tables_of_the_example()
    {
        using var place = With(
            $""""
              Scenario: S
                {ExampleWorkspace.Orders}
                Then the result of this query in mart is between 10 and 10:
                  """
                  SELECT SUM(total_revenue) FROM mart_sales_overview
                  """
            """"
        );

        var result = await TestAsync(place.In("features"), true);

        result.Results[0].Checks.Select(c => $"{c.Outcome} {c.Note}").Should().Equal("Passed ");
    }

    [Test]
    public async Task Model_that_Snowflake_rejects_is_an_error_of_its_example_with_file_and_line()
    {
        using var place = With(
            $"""
              Scenario: S
                {ExampleWorkspace.Orders}
                Then mart mart_sales_overview is not empty
              Scenario: Other
                Given these customers in raw users:
                  | id |
                  | 7  |
                When stg_users is built
                Then staging stg_users has exactly these rows:
                  | user_id |
                  | 7       |
            """
        );
        Snowflake.Faults.Error = sql =>
            sql.Contains(".\"MART_SALES_OVERVIEW\" AS", StringComparison.Ordinal)
                ? new SnowflakeError(904, "42000", $"SQL compilation error: error line 2 at position 0 invalid identifier in {Unquoted(sql.Split(' ')[5])}")
                : null;

        var result = await TestAsync(place.In("features"), true);

        result.Results.Select(r => r.Outcome).Should().Equal(Outcome.Error, Outcome.Passed);
        result
            .Results[0]
            .Checks[0]
            .Note.Should()
            .MatchRegex(@"marts/mart_sales_overview\.sql:\d+: ")
            .And.Contain(" invalid identifier in MARTS.MART_SALES_OVERVIEW ");
    }

    [Test]
    public async Task Today_is_the_day_of_the_example()
    {
        using var place = new ExampleWorkspace()
            .WithModel("marts/mart_age.sql", "SELECT order_id, DATEDIFF('day', order_date, CURRENT_DATE) AS days FROM {{ ref('stg_orders') }}")
            .WithModel("staging/stg_orders.sql", "SELECT id AS order_id, CAST(created_at AS DATE) AS order_date FROM {{ source('raw', 'orders') }}")
            .WithModel("raw-columns.json", """{"orders": {"id": "int", "created_at": "timestamp"}}""")
            .WithFeature(
                """
                Feature: F
                  Scenario: S
                    Given today is 2025-12-01
                    And these orders in staging stg_orders:
                      | order_id | order_date |
                      | 1        | 2025-11-28 |
                    When mart_age is built
                    Then mart mart_age has exactly these rows:
                      | order_id | days |
                      | 1        | 3    |
                """
            );

        var output = await place.TestAsync(Environment(), "--warehouse", "snowflake");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [TestCase("CREATE TRANSIENT SCHEMA")]
    [TestCase("CREATE OR REPLACE TRANSIENT TABLE")]
    public async Task Schemas_are_dropped_after_a_fault(string at)
    {
        var planted = 0;
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(at, StringComparison.Ordinal) && sql.Contains("\"EXAMPLES_", StringComparison.Ordinal) && Interlocked.Increment(ref planted) == 3
                ? new SnowflakeError(604, "57014", "planted")
                : null;

        var thrown = await FluentActions
            .Awaiting(() => TestAsync(Path.Combine(Clone.Root, "features"), true, Sample(6)))
            .Should()
            .ThrowAsync<InfrastructureException>();

        thrown.Which.Message.Should().Contain("planted").And.Contain("Nothing that is kept was changed. Run again.");
    }

    [Test]
    public async Task Schemas_are_dropped_after_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        Snowflake.Faults.Error = sql =>
        {
            if (sql.StartsWith("CREATE OR REPLACE TRANSIENT TABLE", StringComparison.Ordinal))
                cancel.Cancel();
            return null;
        };

        await FluentActions
            .Awaiting(() => TestAsync(Path.Combine(Clone.Root, "features"), true, Sample(6), cancel.Token))
            .Should()
            .ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task Schemas_of_a_killed_process_are_dropped_a_day_later()
    {
        using var place = With($"  Scenario: S\n    {ExampleWorkspace.Orders}\n    Then mart mart_sales_overview is not empty");
        foreach (var time in new[] { "20200101120000", "29990101120000" })
            await TransformAsync($"CREATE TRANSIENT SCHEMA \"{Scratch}\".\"EXAMPLES_{time}_0A1B2C3D_1_CORE\"");

        await TestAsync(place.In("features"), true);

        Schemas().Should().Equal("EXAMPLES_29990101120000_0A1B2C3D_1_CORE");
        await TransformAsync($"DROP SCHEMA \"{Scratch}\".\"EXAMPLES_29990101120000_0A1B2C3D_1_CORE\"");
    }

    [TestCase("CREATE SCHEMA ON DATABASE SHOPSTREAM_DWH_PROOF FROM ROLE SHOPSTREAM_TRANSFORMER", "SHOPSTREAM_DWH_PROOF")]
    [TestCase("USAGE, CREATE SCHEMA ON DATABASE SHOPSTREAM_DWH_PROOF FROM ROLE SHOPSTREAM_TRANSFORMER", "SHOPSTREAM_DWH_PROOF")]
    [TestCase("USAGE ON WAREHOUSE TRANSFORM_WH FROM ROLE SHOPSTREAM_TRANSFORMER", "TRANSFORM_WH")]
    public async Task Missing_grant_is_reported_with_the_fix(string grant, string said)
    {
        Snowflake.Execute("REVOKE " + grant, Shop.Settings.Database);
        try
        {
            var thrown = await FluentActions
                .Awaiting(() => TestAsync(Path.Combine(Clone.Root, "features"), true, Sample(6)))
                .Should()
                .ThrowAsync<UsageException>();
            thrown.Which.Message.Should().Contain(said).And.Contain("shopstream setup snowflake");
        }
        finally
        {
            await Shop.SetUpAsync();
        }
    }

    private static ExampleWorkspace With(string scenarios) => new ExampleWorkspace().WithFeature($"Feature: F\n\n{scenarios}\n");

    private Dictionary<string, string> Environment() =>
        new(StringComparer.Ordinal)
        {
            ["SNOWFLAKE_ACCOUNT"] = Shop.Settings.Account,
            ["SNOWFLAKE_USER"] = Shop.Settings.User,
            ["SNOWFLAKE_PASSWORD"] = "testing",
            ["SNOWFLAKE_HOST"] = Shop.Settings.Host!,
            ["SNOWFLAKE_PORT"] = $"{Shop.Settings.Port}",
            ["SNOWFLAKE_PROTOCOL"] = "http",
        };

    private static Func<ExamplePlan, bool> Sample(int every)
    {
        var number = 0;
        return _ => number++ % every == 0;
    }

    private static string Facts(ScenarioResult result) =>
        $"{result.Name}: {result.Outcome}\n{string.Join("\n", result.Checks.Select(c => $"{c.Outcome} {c.Expected} {c.Actual} {c.Difference} {c.Note}"))}";

    private static string Unquoted(string name) => name.Replace("\"", "", StringComparison.Ordinal);

    private static bool IsDefinition(string sql) =>
        new[] { "CREATE", "DROP", "INSERT", "DELETE", "UPDATE", "ALTER TABLE", "COPY" }.Any(w => sql.StartsWith(w, StringComparison.Ordinal));

    private async Task<TestResult> TestAsync(
        string features,
        bool isInSnowflake,
        Func<ExamplePlan, bool>? affects = null,
        CancellationToken cancellationToken = default
    )
    {
        var settings = Repository.Settings(Shop.Options.WorkFolder, null, ("features", features));
        var request = new TestRequest
        {
            Settings = settings with { Pipeline = Shop.Options with { Snowflake = isInSnowflake ? Shop.Options.Snowflake : null } },
            IsInSnowflake = isInSnowflake,
            Affects = affects,
        };
        return await new TestUseCase(TimeProvider.System).RunAsync(request, null, cancellationToken);
    }

    private async Task TransformAsync(string sql)
    {
        await using var session = await SnowflakeSession.OpenAsync(
            SnowflakeProvider.Find(),
            Shop.Settings,
            Purpose.Transform,
            "test",
            TimeSpan.FromSeconds(20),
            CancellationToken.None
        );
        await session.ExecuteAsync(sql, CancellationToken.None);
    }

    private IReadOnlyList<string> Schemas() =>
        [
            .. Snowflake
                .Execute($"SELECT SCHEMA_NAME FROM {Scratch}.INFORMATION_SCHEMA.SCHEMATA WHERE STARTSWITH(SCHEMA_NAME, 'EXAMPLES_')", Scratch)
                .Rows.Select(r => r[0]!),
        ];
}
