using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>Nothing of the shipped shop is wired in: a library's schema, with its own rule, models and specs, by settings alone.</summary>
[TestFixture, Category("Live")]
internal sealed class AnotherShopTests
{
    private const string Schema = """
        CREATE SCHEMA library;
        CREATE TABLE library.members (member_no int PRIMARY KEY, name text NOT NULL);
        CREATE TABLE library.loans (loan_no bigint PRIMARY KEY, member_no int NOT NULL REFERENCES library.members,
            fee numeric(7,2), state text NOT NULL, lent_at timestamptz NOT NULL);
        INSERT INTO library.members SELECT i, 'Member ' || i FROM generate_series(1, 20) AS i;
        INSERT INTO library.loans SELECT i, 1 + i % 20, i * 0.25, CASE WHEN i % 10 = 0 THEN 'void' ELSE 'returned' END,
            timestamptz '2025-11-01 12:00Z' + i * interval '1 hour' FROM generate_series(1, 300) AS i;
        """;

    private const string Settings = """
        <RunSettings>
          <TestRunParameters>
            <Parameter name="source.schema" value="library" />
            <Parameter name="source.tables" value="members, loans" />
            <Parameter name="models" value="models" />
            <Parameter name="features" value="features" />
            <Parameter name="rule.fees" value="state is not one of void" />
            <Parameter name="rule.fees.in.loans" value="fee where rule; row loan: loan_no; day: lent_at; state: state" />
            <Parameter name="rule.fees.in.mart_fees" value="total_fees; day: day" />
          </TestRunParameters>
        </RunSettings>
        """;

    private const string Mart = """
        {{ config(unique_key='day') }}
        SELECT CAST(lent_at AS DATE) AS day, CAST(SUM(CASE WHEN {{ rule('fees', 'l') }} THEN fee ELSE 0 END) AS DECIMAL(38, 2)) AS total_fees
        FROM {{ source('raw', 'loans') }} AS l
        GROUP BY 1
        """;

    private const string Feature = """
        Feature: The library's fees arrive

          @critical
          Scenario: Fees reach the mart
            Then fees in source loans reconciles with fees in mart mart_fees by day to the cent

          Scenario: The loans are whole
            Then raw loans has as many rows as source loans
            And no loan_no appears more than once in raw loans
            And every member_no in raw loans exists as member_no in source members
            And raw loans matches source loans row for row on loan_no
        """;

    [Test]
    public async Task Another_shop_is_loaded_checked_and_drilled_down()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        var settings = SettingsIn(place, Feature);
        string[] options = ["--settings", settings, "--date", "2025-11-28", .. place.Options];
        var source = LoadedShop.Source(database.ConnectionString);

        var run = await ShopProgram.RunAsync(source, ["run", "--quiet", .. options]);

        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
        run.Out.Should().Contain("Passed all 2 scenarios");

        await using (var warehouse = new DuckDBConnection($"Data Source={place.In("work/warehouse.duckdb")}"))
        {
            await warehouse.OpenAsync();
            await using var command = warehouse.CreateCommand();
            command.CommandText = "UPDATE raw.loans SET fee = fee + 0.01 WHERE loan_no = 7";
            await command.ExecuteNonQueryAsync();
        }
        var check = await ShopProgram.RunAsync(source, ["check", "--settings", settings, .. place.Options]);
        var reconcile = await ShopProgram.RunAsync(
            source,
            ["reconcile", "fees", "--by", "day", "--to", "raw loans", "--settings", settings, "--work", place.In("work")]
        );

        check.ExitCode.Should().Be(ExitCodes.Failed, $"{check}");
        check.Out.Should().Contain("raw loans matches source loans row for row on loan_no");
        reconcile.ExitCode.Should().Be(ExitCodes.Failed, $"{reconcile}");
        reconcile.Out.Should().Contain("loan=7: amount changed, expected 1.75, found 1.76");
    }

    // New York's day of 2025-11-01 begins at 04:00Z, India's ends at 18:30Z, and Thai calendars count in Buddhist years.
    [TestCase("Asia/Kolkata", "th_TH.UTF-8", "env=staging[1]")]
    [NightlyCase("America/New_York", "C", "a*b")]
    public async Task Neither_the_machine_nor_the_path_changes_a_verdict(string zone, string language, string folder)
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema.Replace("12:00Z", "00:00Z", StringComparison.Ordinal));
        var settings = SettingsIn(
            place,
            $"""
            {Feature}
              Scenario: Days are days of UTC
                Then lent_at in raw loans is at least 2025-11-01
                And lent_at in lake loans is at least 2025-11-01
                And every lent_at in raw loans exists as lent_at in source loans
                And this query finds no rows in core:
                  ```
                  SELECT loan_no FROM raw.loans WHERE CAST(lent_at AS DATE) <> CAST(lent_at AT TIME ZONE 'UTC' AS DATE) OR year(lent_at) <> 2025
                  ```
            """
        );
        var environment = new Dictionary<string, string>(LoadedShop.Source(database.ConnectionString), StringComparer.Ordinal)
        {
            ["TZ"] = zone,
            ["LC_ALL"] = language,
            ["LANG"] = language,
        };

        var run = await ShopProgram.RunProcessAsync(
            environment,
            ["run", "--quiet", "--settings", settings, "--date", "2025-11-28", "--work", place.In($"{folder}/work"), "--out", place.In("reports")]
        );

        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
        run.Out.Should().Contain("Passed all 3 scenarios");
    }

    private static string SettingsIn(TestWorkspace place, string feature)
    {
        place.With("models/marts/mart_fees.sql", Mart);
        place.With("features/fees.feature", feature);
        // Folders in the settings are found from where the program is started.
        return place.With(
            "library.runsettings",
            Settings
                .Replace("\"models\" value=\"models\"", $"\"models\" value=\"{place.In("models")}\"", StringComparison.Ordinal)
                .Replace("value=\"features\"", $"value=\"{place.In("features")}\"", StringComparison.Ordinal)
        );
    }
}
