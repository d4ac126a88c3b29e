using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>
/// Mutants are found and planted beside the extremes of each type, and in models of any shape: what overflows is left out, not an end of the command.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class ProveExtremesTests
{
    private const string Schema = """
        CREATE SCHEMA extremes;
        CREATE TABLE extremes.readings (
            id bigint PRIMARY KEY, small smallint, whole int, large bigint, exact numeric(38,2), wide numeric(38,18), cents numeric(10,2),
            approximate double precision, short real, day date, at timestamp, zoned timestamptz, word text, flag boolean, doc jsonb);
        INSERT INTO extremes.readings VALUES
            (-9223372036854775808, -32768, -2147483648, -9223372036854775808,
             -999999999999999999999999999999999999.99, -99999999999999999999.999999999999999999, -99999999.99,
             '-Infinity', '-Infinity', '-infinity', '-infinity', '-infinity', '', false, 'null'),
            (9223372036854775807, 32767, 2147483647, 9223372036854775807,
             999999999999999999999999999999999999.99, 99999999999999999999.999999999999999999, 99999999.99,
             'Infinity', 'NaN', 'infinity', 'infinity', 'infinity', 'ﬁ', true, '{"a": 9223372036854775807}'),
            (0, 0, 0, 0, 0, 0, 0, '-0', 0, '9999-12-31', '9999-12-31 23:59:59.999999', '2025-11-28 00:00Z', NULL, NULL, NULL),
            (1, 20000, 200000000, 92233720368547759, 9999999999999999999999999999999999.99, 1,
             9999.99, 1e308, 1e38, '0001-01-01', '0001-01-01', '0001-01-01 00:00Z', 'paid', true, '[]'),
            (2, 1, 1, 1, 1, 1, 1, 1, 1, '2025-11-28', '2025-11-28', '2025-11-28 12:00Z', 'paid', true, '{"a": 1}');
        """;

    private const string Feature = """
        Feature: Extremes

          Scenario: The readings arrive
            Then raw readings has as many rows as source readings
            And raw readings matches source readings row for row on id
            And mart one is not empty
        """;

    private const string Settings = """
        <RunSettings>
          <TestRunParameters>
            <Parameter name="source.schema" value="extremes" />
            <Parameter name="source.tables" value="readings" />
            <Parameter name="models" value="models" />
            <Parameter name="features" value="features" />
          </TestRunParameters>
        </RunSettings>
        """;

    [Test]
    public async Task Every_mutant_is_judged_or_its_refusal_is_reported()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        place.With("models/marts/one.sql", "SELECT 1 AS one, 'no table' AS origin");
        place.With("models/staging/stg_readings.sql", "SELECT * FROM {{ source('raw', 'readings') }}");
        place.With("features/extremes.feature", Feature);
        var settings = place.With(
            "extremes.runsettings",
            Settings
                .Replace("=\"models\" value=\"", $"=\"models\" value=\"{place.Path}/", StringComparison.Ordinal)
                .Replace("=\"features\" value=\"", $"=\"features\" value=\"{place.Path}/", StringComparison.Ordinal)
        );
        var source = LoadedShop.Source(database.ConnectionString);
        var run = await ShopProgram.RunAsync(source, ["run", "--quiet", "--settings", settings, "--date", "2025-11-28", .. place.Options]);
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");

        var proof = await ShopProgram.RunAsync(
            source,
            ["prove", "--settings", settings, .. place.Options, "--mutants", Lane.Pick(usual: "30", nightly: "all"), "--json"]
        );

        proof.ExitCode.Should().BeOneOf([ExitCodes.Passed, ExitCodes.Failed], $"{proof}");
        var mutants = await File.ReadAllTextAsync(JsonDocument.Parse(proof.Out).RootElement.GetProperty("proof").GetString()!);
        mutants.Should().Contain("mart.one");
        if (Lane.IsNightly)
            mutants.Should().Contain("raw.readings.large/").And.Contain("raw.readings.cents/one cent more");

        var sql = await ShopProgram.RunAsync(
            source,
            ["prove", "--settings", settings, .. place.Options, "--mutants", Lane.Pick(usual: "10", nightly: "20"), "--sql"]
        );
        sql.ExitCode.Should().Be(ExitCodes.Passed, $"{sql}");
        var suggested = await ShopProgram.RunAsync(
            source,
            ["suggest", "--all", "--settings", settings, "--work", place.In("work"), "--into", place.In("suggested")]
        );
        suggested.ExitCode.Should().Be(ExitCodes.Passed, $"{suggested}");
    }
}
