using System.Data.Common;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>Where Snowflake differs from DuckDB, the stand-in is as strict as Snowflake.</summary>
[TestFixture, Category("Slow")]
internal sealed class StandInStrictnessTests
{
    private string lake = "";
    private SnowflakeStandIn snowflake = null!;
    private DbConnection connection = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        lake = Directory.CreateTempSubdirectory("shopstream-strict-").FullName;
        Directory.CreateDirectory(Path.Combine(lake, "bucket"));
        snowflake = await SnowflakeStandIn.StartAsync(new StandInOptions { LakeFolder = lake });
        foreach (
            var sql in (string[])
                [
                    "CREATE WAREHOUSE LOADING_WH",
                    "CREATE DATABASE SHOP",
                    "CREATE SCHEMA SHOP.RAW",
                    "CREATE ROLE ANALYST",
                    "CREATE ROLE BUILDER",
                    "GRANT ROLE BUILDER TO USER NIGHTLY",
                    "CREATE STAGE SHOP.RAW.LAKE URL = 's3://bucket/'",
                    "CREATE FILE FORMAT SHOP.RAW.DEFAULTS TYPE = CSV",
                    """CREATE FILE FORMAT SHOP.RAW.NO_NULLS TYPE = CSV NULL_IF = () FIELD_OPTIONALLY_ENCLOSED_BY = '"' """,
                    """CREATE FILE FORMAT SHOP.RAW.PLAIN TYPE = CSV NULL_IF = () FIELD_OPTIONALLY_ENCLOSED_BY = '"' ESCAPE_UNENCLOSED_FIELD = NONE""",
                    "CREATE FILE FORMAT SHOP.RAW.JSON_LINES TYPE = JSON",
                ]
        )
            snowflake.Execute(sql);
        connection = await ConnectAsync("TESTER", "ACCOUNTADMIN");
        Read("CREATE TABLE T (ID NUMBER(5, 0), A VARCHAR)");
        Read("CREATE TABLE V (J VARIANT)");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await connection.DisposeAsync();
        await snowflake.DisposeAsync();
        Directory.Delete(lake, recursive: true);
    }

    // What PostgreSQL's COPY writes, and what each format makes of it.
    [TestCase("DEFAULTS", "1,C:\\dir\\x\n", "1|C:dirx")]
    [TestCase("DEFAULTS", "1,\\N\n2,N\n", "1|null", "2|N")]
    [TestCase("DEFAULTS", "1,a\\\n2,b\n", "1|a\n2,b")]
    [TestCase("DEFAULTS", "1,\"x\"\n", "1|\"x\"")]
    [TestCase("NO_NULLS", "1,\\N\n", "1|N")]
    [TestCase("NO_NULLS", "1,\"a\\b\"\n", "1|a\\b")]
    [TestCase("NO_NULLS", "1,a\\tb\n", "1|a\tb")]
    [TestCase("NO_NULLS", "1,\n2,\"\"\n", "1|null", "2|")]
    [TestCase("PLAIN", "1,C:\\dir\\x\n2,\\N\n3,ends with \\\n4,\"a,\\\"\n", "1|C:\\dir\\x", "2|\\N", "3|ends with \\", "4|a,\\")]
    public void CSV_is_read_by_the_options_of_its_format(string format, string csv, params string[] rows)
    {
        Read("DELETE FROM T");
        var file = $"{Guid.NewGuid():N}.csv";
        File.WriteAllText(Path.Combine(lake, "bucket", file), csv);
        try
        {
            Read($"COPY INTO T FROM @RAW.LAKE FILES = ('{file}') FILE_FORMAT = (FORMAT_NAME = 'RAW.{format}')");
        }
        catch (DbException e) when (format is "DEFAULTS")
        {
            e.Message.Should().NotContain("stand-in", "a comma in a swallowed row is a third column");
            rows.Should().ContainSingle().Which.Should().Contain("\n");
            return;
        }
        Read("SELECT ID, A FROM T ORDER BY ID").Should().Equal(rows);
    }

    [TestCase("SELECT STRIP_NULL_VALUE($1:\"j\") FROM @RAW.LAKE", 2303)]
    [TestCase("SELECT REGEXP_REPLACE($1:\"j\", 'a', 'b') FROM @RAW.LAKE", 2303)]
    [TestCase("SELECT CASE WHEN $1:\"j\"::VARCHAR IS NOT NULL THEN $1:\"j\" END FROM @RAW.LAKE", 0)]
    public void SELECT_in_COPY_knows_few_functions(string select, int code)
    {
        Read("DELETE FROM V");
        var file = $"{Guid.NewGuid():N}.json";
        File.WriteAllText(Path.Combine(lake, "bucket", file), "{\"j\": null}\n{\"j\": {\"a\": null}}\n{}\n{\"j\": \"null\"}\n");
        var copy = () => Read($"COPY INTO V FROM ({select}) FILES = ('{file}') FILE_FORMAT = (FORMAT_NAME = 'RAW.JSON_LINES')");

        if (code > 0)
            copy.Should().Throw<DbException>().Which.ErrorCode.Should().Be(code);
        else
        {
            copy();
            Read("SELECT COUNT(*), COUNT(J) FROM V").Should().Equal("4|2");
            Read("SELECT TO_JSON(J) FROM V WHERE J IS NOT NULL ORDER BY 1").Should().Equal("\"null\"", "{\"a\":null}");
        }
    }

    [TestCase(@"SELECT '\N'", "N")]
    [TestCase(@"SELECT '\\N'", @"\N")]
    [TestCase(@"SELECT 'a\d'", "ad")]
    [TestCase("SELECT '[' || TRIM('\u00A0 x\t ') || ']'", "[\u00A0 x\t]")]
    [TestCase("SELECT '[' || LTRIM('\u3000x') || RTRIM('x\u2003') || ']'", "[\u3000xx\u2003]")]
    [TestCase("SELECT '[' || TRIM('..x.', '.') || ']'", "[x]")]
    [TestCase("SELECT CAST(0.5 AS NUMBER(1, 1))::VARCHAR", "0.5")]
    [TestCase("SELECT CAST(-0.25 AS NUMBER(2, 2))::VARCHAR", "-0.25")]
    [TestCase("SELECT CAST(CAST(5 AS FLOAT) AS VARCHAR)", "5")]
    [TestCase("SELECT CAST(TIMESTAMP '2026-01-15 10:00:00' AS VARCHAR)", "2026-01-15 10:00:00.000")]
    [TestCase("SELECT CAST(TIME '10:00:00.25' AS VARCHAR)", "10:00:00")]
    [TestCase("SELECT CAST(TRUE AS VARCHAR)", "true")]
    public void Expressions_follow_Snowflakes_rules(string sql, string value) => Read(sql).Should().Equal(value);

    [TestCase("SELECT A FROM (SELECT 1 AS A UNION ALL SELECT NULL UNION ALL SELECT 2) AS t ORDER BY A", "1", "2", "null")]
    [TestCase("SELECT A FROM (SELECT 1 AS A UNION ALL SELECT NULL UNION ALL SELECT 2) AS t ORDER BY A DESC", "null", "2", "1")]
    [TestCase("SELECT A FROM (SELECT 1 AS A UNION ALL SELECT NULL UNION ALL SELECT 2) AS t ORDER BY A DESC NULLS LAST LIMIT 2", "2", "1")]
    [TestCase("SELECT ROW_NUMBER() OVER (PARTITION BY 1 ORDER BY A DESC) AS N, A FROM (SELECT 1 AS A UNION ALL SELECT NULL) AS t ORDER BY 1", "1|null", "2|1")]
    public void NULL_is_larger_than_every_value(string sql, params string[] rows) => Read(sql).Should().Equal(rows);

    [TestCase("SELECT 1 WHERE 'FRA' IN (1.5, 'FRA')", 100038)]
    [TestCase("SELECT 1 WHERE 'FRA' NOT IN ('USA', 5)", 100038)]
    [TestCase("SELECT 1 WHERE '1' IN (1.5, '1')", 0)]
    [TestCase("CREATE FILE FORMAT RAW.WRONG TYPE = CSV ESCAPED = NONE", 1420)]
    [TestCase("ALTER SESSION SET TIME_ZONE = 'UTC'", 1420)]
    public void What_Snowflake_rejects_is_rejected(string sql, int code)
    {
        var read = () => Read(sql);
        if (code == 0)
            read.Should().NotThrow();
        else
            read.Should().Throw<DbException>().Which.ErrorCode.Should().Be(code);
    }

    [Test]
    public void Replaced_file_format_loses_its_grants_and_an_altered_one_keeps_them()
    {
        foreach (var sql in (string[])["CREATE FILE FORMAT SHOP.RAW.GRANTED TYPE = CSV", "GRANT USAGE ON FILE FORMAT SHOP.RAW.GRANTED TO ROLE ANALYST"])
            snowflake.Execute(sql);

        snowflake.Execute("CREATE OR ALTER FILE FORMAT SHOP.RAW.GRANTED TYPE = CSV SKIP_HEADER = 1");
        snowflake.Rights.May("ANALYST", "USAGE", "FILE FORMAT", "SHOP.RAW.GRANTED").Should().BeTrue();
        snowflake.Execute("CREATE OR REPLACE FILE FORMAT SHOP.RAW.GRANTED TYPE = CSV");
        snowflake.Rights.May("ANALYST", "USAGE", "FILE FORMAT", "SHOP.RAW.GRANTED").Should().BeFalse();
    }

    [TestCase("ALTER TABLE SHOP.RAW.OLD SWAP WITH SHOP.RAW.NEXT", false)]
    [TestCase("CREATE OR REPLACE TABLE SHOP.RAW.OLD CLONE SHOP.RAW.NEXT", false)]
    [TestCase("CREATE OR REPLACE TABLE SHOP.RAW.OLD CLONE SHOP.RAW.NEXT COPY GRANTS", true)]
    [TestCase("CREATE OR REPLACE TABLE SHOP.RAW.OLD COPY GRANTS AS SELECT * FROM SHOP.RAW.NEXT", true)]
    public void Grants_go_with_the_table_unless_they_are_copied(string sql, bool kept)
    {
        foreach (
            var before in (string[])
                [
                    "CREATE OR REPLACE TABLE SHOP.RAW.OLD (ID NUMBER(5, 0))",
                    "CREATE OR REPLACE TABLE SHOP.RAW.NEXT (ID NUMBER(5, 0), A VARCHAR)",
                    "INSERT INTO SHOP.RAW.NEXT VALUES (1, 'x')",
                    "GRANT SELECT ON TABLE SHOP.RAW.OLD TO ROLE ANALYST",
                ]
        )
            snowflake.Execute(before);

        snowflake.Execute(sql);

        snowflake.Execute("SELECT * FROM SHOP.RAW.OLD").Rows.Should().ContainSingle().Which.Should().Equal("1", "x");
        snowflake.Rights.May("ANALYST", "SELECT", "TABLE", "SHOP.RAW.OLD").Should().Be(kept);
    }

    [TestCase("", true)]
    [TestCase(" WITH MANAGED ACCESS", false)]
    public async Task In_a_managed_schema_only_its_owner_grants(string managed, bool may)
    {
        var schema = may ? "FREE" : "MANAGED";
        foreach (
            var sql in (string[])
                [
                    $"CREATE SCHEMA SHOP.{schema}{managed}",
                    "GRANT USAGE ON DATABASE SHOP TO ROLE BUILDER",
                    $"GRANT USAGE, CREATE TABLE ON SCHEMA SHOP.{schema} TO ROLE BUILDER",
                    "GRANT USAGE ON WAREHOUSE LOADING_WH TO ROLE BUILDER",
                ]
        )
            snowflake.Execute(sql);
        await using var builder = await ConnectAsync("NIGHTLY", "BUILDER");
        Read(builder, $"CREATE TABLE SHOP.{schema}.MINE (N NUMBER(5, 0))");

        var grant = () => Read(builder, $"GRANT SELECT ON TABLE SHOP.{schema}.MINE TO ROLE ANALYST");

        if (may)
            grant.Should().NotThrow();
        else
            grant.Should().Throw<DbException>().Which.ErrorCode.Should().Be(3001);
    }

    [Test]
    public async Task Session_with_a_running_statement_ends_after_it()
    {
        var running = await ConnectAsync("TESTER", "ACCOUNTADMIN");
        snowflake.Faults.Hang = sql => sql.Contains("4242", StringComparison.Ordinal);
        try
        {
            var statement = Task.Run(() => Read(running, "SELECT 4242"));
            await Task.WhenAny(statement, WaitAsync(() => snowflake.Faults.Hung > 0));

            running.Close();
            await Task.Run(snowflake.EndSessions).WaitAsync(TimeSpan.FromSeconds(20));

            (await statement.Awaiting(s => s).Should().ThrowAsync<DbException>()).Which.ErrorCode.Should().Be(604);
            FluentActions.Invoking(() => Read(running, "SELECT 1")).Should().Throw<DbException>().Which.ErrorCode.Should().Be(390104);
        }
        finally
        {
            snowflake.Faults.Hang = null;
            connection = await ConnectAsync("TESTER", "ACCOUNTADMIN");
        }
    }

    [TestCase("CREATE TABLE KEPT CLONE SHORT", "Transient object cannot be cloned to a permanent object")]
    [TestCase("CREATE SCHEMA SHOP.KEPT CLONE SHOP.BRIEF", "Transient object cannot be cloned to a permanent object")]
    [TestCase("CREATE TABLE SHOP.BRIEF.V CLONE SEEN", "Object found is of type 'VIEW'")]
    [TestCase("CREATE TABLE KEPT CLONE NOWHERE", "does not exist or not authorized")]
    public void Clone_of_another_kind_is_refused(string sql, string message)
    {
        Read("CREATE OR REPLACE TRANSIENT TABLE SHORT (ID NUMBER(5, 0))");
        Read("CREATE OR REPLACE VIEW SEEN AS SELECT ID FROM T");
        snowflake.Execute("CREATE TRANSIENT SCHEMA IF NOT EXISTS SHOP.BRIEF");

        FluentActions.Invoking(() => Read(sql)).Should().Throw<DbException>().WithMessage($"*{message}*");
    }

    [Test]
    public void Clone_of_a_table_in_a_transient_schema_is_transient_there_and_independent()
    {
        snowflake.Execute("CREATE TRANSIENT SCHEMA IF NOT EXISTS SHOP.BRIEF");
        Read("CREATE OR REPLACE TRANSIENT TABLE COUNTED (ID NUMBER(5, 0))");
        Read("INSERT INTO COUNTED VALUES (1)");
        Read("CREATE OR REPLACE TABLE SHOP.BRIEF.COUNTED CLONE COUNTED");
        Read("INSERT INTO COUNTED VALUES (2)");

        Read("SELECT COUNT(*) FROM SHOP.BRIEF.COUNTED").Should().Equal("1");
        FluentActions.Invoking(() => Read("CREATE TABLE KEPT CLONE SHOP.BRIEF.COUNTED")).Should().Throw<DbException>();
    }

    [Test]
    public async Task Schema_is_cloned_only_with_SELECT_on_every_table_and_dropped_by_its_owner()
    {
        foreach (
            var sql in (string[])
                [
                    "CREATE SCHEMA SHOP.STOCK",
                    "CREATE TABLE SHOP.STOCK.SHELVES (ID NUMBER(5, 0))",
                    "GRANT USAGE ON WAREHOUSE LOADING_WH TO ROLE BUILDER",
                    "GRANT USAGE, CREATE SCHEMA ON DATABASE SHOP TO ROLE BUILDER",
                    "GRANT USAGE ON SCHEMA SHOP.STOCK TO ROLE BUILDER",
                ]
        )
            snowflake.Execute(sql);
        await using var builder = await ConnectAsync("NIGHTLY", "BUILDER");
        const string Clone = "CREATE TRANSIENT SCHEMA SHOP.COPY CLONE SHOP.STOCK";

        FluentActions.Invoking(() => Read(builder, Clone)).Should().Throw<DbException>().WithMessage("*SHELVES*");
        snowflake.Execute("DROP SCHEMA IF EXISTS SHOP.COPY");
        snowflake.Execute("GRANT SELECT ON ALL TABLES IN SCHEMA SHOP.STOCK TO ROLE BUILDER");
        Read(builder, Clone);

        Read(builder, "SELECT COUNT(*) FROM SHOP.COPY.SHELVES").Should().Equal("0");
        FluentActions.Invoking(() => Read(builder, "DROP SCHEMA SHOP.STOCK")).Should().Throw<DbException>().WithMessage("*STOCK*");
        Read(builder, "DROP SCHEMA SHOP.COPY");
    }

    private static async Task WaitAsync(Func<bool> reached)
    {
        while (!reached())
            await Task.Delay(10);
    }

    private async Task<DbConnection> ConnectAsync(string user, string role)
    {
        var opened = snowflake.Factory.CreateConnection()!;
        opened.ConnectionString = snowflake.ConnectionString(user: user, role: role, warehouse: "LOADING_WH", database: "SHOP");
        await opened.OpenAsync();
        return opened;
    }

    private List<string> Read(string sql) => Read(connection, sql);

    private static List<string> Read(DbConnection through, string sql)
    {
        using var command = through.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        return rows;
    }
}
