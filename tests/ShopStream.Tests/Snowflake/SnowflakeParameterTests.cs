using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>An account may set a session's parameters; our sessions set them otherwise. Each is shown to matter, and then not to.</summary>
[TestFixture, Category("Slow")]
internal sealed class SnowflakeParameterTests
{
    private static IEnumerable<string> Names => SessionParameters.Adverse.Keys;

    [TestCaseSource(nameof(Names))]
    public async Task Parameter_of_the_account_changes_no_result(string name)
    {
        SnowflakeShop.UseDriver();
        var usual = await AnswerAsync(new Dictionary<string, string>(StringComparer.Ordinal), name, pinned: true);

        (await AnswerAsync(Only(name), name, pinned: true)).Should().Be(usual);
        (await AnswerAsync(Only(name), name, pinned: false))
            .Should()
            .NotBe(await AnswerAsync(new Dictionary<string, string>(StringComparer.Ordinal), name, pinned: false), "the parameter matters where it is not set");
    }

    [Test]
    public void Every_parameter_that_changes_a_result_is_pinned() =>
        SnowflakeParameters.Pinned.Select(p => p.Name).Should().OnlyHaveUniqueItems().And.Contain(Names);

    [Test]
    public void Deadline_of_a_statement_is_set_with_them() =>
        SnowflakeParameters
            .Sql(TimeSpan.FromMinutes(30))
            .Should()
            .StartWith("ALTER SESSION SET AUTOCOMMIT = TRUE, ")
            .And.EndWith(", STATEMENT_TIMEOUT_IN_SECONDS = 1800");

    private static Dictionary<string, string> Only(string name) => new(StringComparer.Ordinal) { [name] = SessionParameters.Adverse[name] };

    private static async Task<string> AnswerAsync(Dictionary<string, string> parameters, string name, bool pinned)
    {
        await using var snowflake = await SnowflakeStandIn.StartAsync(new StandInOptions { Parameters = parameters });
        foreach (
            var sql in (string[])["CREATE WAREHOUSE CHECK_WH", "CREATE DATABASE SHOP", "CREATE SCHEMA SHOP.RAW", "CREATE TABLE SHOP.RAW.N (ID NUMBER(5, 0))"]
        )
            snowflake.Execute(sql);
        var settings = new SnowflakeSettings
        {
            Account = "test",
            User = "TESTER",
            Credential = SnowflakeCredential.Password("testing"),
            Host = snowflake.Host,
            Port = snowflake.Port,
            Scheme = "http",
            Database = "SHOP",
            Role = "ACCOUNTADMIN",
        };
        try
        {
            if (pinned)
            {
                await using var session = await SnowflakeSession.OpenAsync(
                    SnowflakeProvider.Find(),
                    settings,
                    Purpose.Check,
                    null,
                    TimeSpan.FromSeconds(30),
                    CancellationToken.None
                );
                if (name is not "AUTOCOMMIT")
                {
                    var answer = await session.ReadAsync(Probe(name), CancellationToken.None);
                    return $"{string.Join(',', answer.Columns)}: {string.Join('|', answer.Rows.Select(r => r[0]))}";
                }
                await session.ExecuteAsync("INSERT INTO RAW.N VALUES (1)", CancellationToken.None);
            }
            else
            {
                await using var connection = snowflake.Factory.CreateConnection()!;
                connection.ConnectionString = snowflake.ConnectionString(role: "ACCOUNTADMIN", warehouse: "CHECK_WH", database: "SHOP");
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = name is "AUTOCOMMIT" ? "INSERT INTO RAW.N VALUES (1)" : Probe(name);
                await using var reader = await command.ExecuteReaderAsync();
                if (name is not "AUTOCOMMIT")
                {
                    var rows = new List<string>();
                    while (await reader.ReadAsync())
                        rows.Add(reader.IsDBNull(0) ? "null" : $"{reader.GetValue(0)}");
                    return $"{reader.GetName(0)}: {string.Join('|', rows)}";
                }
            }
        }
        catch (System.Data.Common.DbException e)
        {
            return $"error {e.ErrorCode}";
        }
        // The session has ended: what it did not commit is gone.
        return snowflake.Execute("SELECT COUNT(*) FROM RAW.N", "SHOP").Rows[0][0]!;
    }

    private static string Probe(string name) =>
        name switch
        {
            "DATE_INPUT_FORMAT" => "SELECT CAST('2026-01-15' AS DATE) AS A",
            "TIME_INPUT_FORMAT" => "SELECT CAST('10:11:12' AS TIME) AS A",
            "TIMESTAMP_INPUT_FORMAT" => "SELECT CAST('2026-01-15 10:11:12' AS TIMESTAMP_NTZ) AS A",
            "TIMEZONE" => "SELECT CAST(CAST('2026-01-15 10:00:00+00:00' AS TIMESTAMP_LTZ) AS VARCHAR) AS A",
            "TIMESTAMP_TYPE_MAPPING" => "SELECT CAST('2026-01-15 10:00:00' AS TIMESTAMP) AS A",
            "DATE_OUTPUT_FORMAT" => "SELECT CAST(DATE '2026-01-15' AS VARCHAR) AS A",
            "TIME_OUTPUT_FORMAT" => "SELECT CAST(TIME '10:11:12' AS VARCHAR) AS A",
            "TIMESTAMP_NTZ_OUTPUT_FORMAT" => "SELECT TO_VARCHAR(TIMESTAMP '2026-01-15 10:11:12.5') AS A",
            "TIMESTAMP_OUTPUT_FORMAT" or "TIMESTAMP_TZ_OUTPUT_FORMAT" => "SELECT CAST(CAST('2026-01-15 10:11:12.5+00:00' AS TIMESTAMP_TZ) AS VARCHAR) AS A",
            "JSON_INDENT" => "SELECT PARSE_JSON('{\"a\":1}') AS A",
            "ROWS_PER_RESULTSET" => "SELECT 1 AS A UNION ALL SELECT 2 ORDER BY 1",
            "DEFAULT_NULL_ORDERING" => "SELECT A FROM (SELECT 1 AS A UNION ALL SELECT NULL) AS t ORDER BY A",
            "QUOTED_IDENTIFIERS_IGNORE_CASE" => "SELECT 1 AS \"how often\"",
            "WEEK_START" => "SELECT CAST(DATE_TRUNC('week', DATE '2026-01-18') AS DATE) AS A",
            _ => throw new ArgumentException($"there is no probe for {name}", nameof(name)),
        };
}
