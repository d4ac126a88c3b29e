using System.Data.Common;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>The stand-in behaves like Snowflake.</summary>
[TestFixture, Category("Slow")]
internal sealed class StandInTests
{
    private SnowflakeStandIn snowflake = null!;
    private DbConnection connection = null!;

    [SetUp]
    public async Task Start()
    {
        snowflake = await SnowflakeStandIn.StartAsync();
        snowflake.Execute("CREATE WAREHOUSE LOADING_WH");
        snowflake.Execute("CREATE DATABASE SHOP");
        snowflake.Execute("CREATE SCHEMA SHOP.RAW");
        connection = snowflake.Factory.CreateConnection()!;
        connection.ConnectionString = snowflake.ConnectionString(role: "ACCOUNTADMIN", warehouse: "LOADING_WH", database: "SHOP");
        await connection.OpenAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await connection.DisposeAsync();
        await snowflake.DisposeAsync();
    }

    [Test]
    public void Session_has_the_role_and_warehouse_of_its_sign_in() =>
        Read("SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE(), CURRENT_SCHEMA()").Should().Equal("ACCOUNTADMIN|LOADING_WH|SHOP|RAW");

    [Test]
    public void Unquoted_names_are_upper_case()
    {
        Run("create table orders (id number(19, 0) not null, total number(12, 2))");
        Run("INSERT INTO ORDERS VALUES (1, 12.5)").Should().Be(1);

        Read("""SELECT "ID", total FROM "RAW"."ORDERS" """).Should().Equal("1|12.50");
        Read(
                "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, IS_NULLABLE "
                    + "FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA IN ('RAW') ORDER BY ORDINAL_POSITION"
            )
            .Should()
            .Equal("ORDERS|ID|NUMBER|19|0|NO", "ORDERS|TOTAL|NUMBER|12|2|YES");
        Refused("""SELECT * FROM "orders" """).Should().Be(904);
    }

    [TestCase("SELECT COUNT(*) FILTER (WHERE 1 = 1)", 1003)]
    [TestCase("SELECT 7 // 2", 1003)]
    [TestCase("SELECT CAST(1 AS HUGEINT)", 2040)]
    [TestCase("SELECT '{}'::json", 2040)]
    [TestCase("SELECT [1, 2]", 1003)]
    [TestCase("SELECT regexp_full_match('a', 'a')", 2140)]
    [TestCase("SELECT * FROM duckdb_tables()", 2140)]
    [TestCase("SELECT 'a' ~ 'a'", 1003)]
    public void Unsupported_SQL_is_rejected(string sql, int code) => Refused(sql).Should().Be(code);

    [TestCase(@"SELECT REGEXP_LIKE('7', '\\d', 's')", "True")]
    [TestCase(@"SELECT 'it''s \\ \''", @"it's \ '")]
    [TestCase(@"SELECT $$a\d$$", @"a\d")]
    [TestCase("SELECT ROUND(10.00 / NULLIF(3, 0), 2)", "3.33")]
    [TestCase("SELECT ((17 - MOD(17, 5)) / 5)", "3.000000000000")]
    [TestCase("SELECT TO_NUMBER(SUBSTR(MD5('a'), 1, 15), 'XXXXXXXXXXXXXXX')", "57446577476672362")]
    public void Expressions_follow_Snowflakes_rules(string sql, string value) => Read(sql).Should().Equal(value);

    [Test]
    public void DDL_commits_the_open_transaction_and_rollback_undoes_DML()
    {
        Run("CREATE TABLE a (n NUMBER(5, 0))");
        Run("BEGIN TRANSACTION");
        Run("INSERT INTO a VALUES (1)");
        Run("CREATE TABLE b LIKE a");
        Run("ROLLBACK");
        Run("BEGIN TRANSACTION");
        Run("INSERT OVERWRITE INTO a SELECT 2 UNION ALL SELECT 3");
        Run("ROLLBACK");

        Read("SELECT n FROM a").Should().Equal("1");
    }

    [Test]
    public async Task Cancelled_statement_is_aborted()
    {
        snowflake.Faults.Hang = sql => sql.Contains("42", StringComparison.Ordinal);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 42";

        await command.Awaiting(c => c.ExecuteScalarAsync(stop.Token)).Should().ThrowAsync<Exception>();
        snowflake.Statements[^1].Error.Should().Contain("canceled");
    }

    [Test]
    public void Reading_a_table_needs_a_warehouse()
    {
        Run("CREATE TABLE a (n NUMBER(5, 0))");
        snowflake.Faults.Suspended.Add("LOADING_WH");

        Refused("SELECT * FROM a").Should().Be(606);
    }

    [Test]
    public async Task Wrong_password_is_rejected()
    {
        await using var other = snowflake.Factory.CreateConnection()!;
        other.ConnectionString = snowflake.ConnectionString(password: "wrong");

        (await other.Awaiting(o => o.OpenAsync()).Should().ThrowAsync<DbException>()).Which.ErrorCode.Should().Be(390100);
    }

    private int Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private int Refused(string sql) => ((Action)(() => Read(sql))).Should().Throw<DbException>().Which.ErrorCode;

    private List<string> Read(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))));
        return rows;
    }
}
