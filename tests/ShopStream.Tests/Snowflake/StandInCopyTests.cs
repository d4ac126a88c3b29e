using System.Data.Common;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>COPY INTO of the stand-in: load metadata, and results for files with errors.</summary>
[TestFixture]
internal sealed class StandInCopyTests
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private string lake = "";
    private SnowflakeStandIn snowflake = null!;
    private DbConnection connection = null!;

    [SetUp]
    public async Task Start()
    {
        lake = Directory.CreateTempSubdirectory("shopstream-standin-").FullName;
        Directory.CreateDirectory(Path.Combine(lake, "bucket", "raw"));
        snowflake = await SnowflakeStandIn.StartAsync(new StandInOptions { LakeFolder = lake, Clock = clock });
        foreach (
            var sql in (string[])
                [
                    "CREATE WAREHOUSE LOADING_WH",
                    "CREATE DATABASE SHOP",
                    "CREATE SCHEMA SHOP.RAW",
                    "CREATE FILE FORMAT SHOP.RAW.SHOP_CSV TYPE = CSV SKIP_HEADER = 1 "
                        + "FIELD_OPTIONALLY_ENCLOSED_BY = '\"' ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = ()",
                    "CREATE STAGE SHOP.RAW.LAKE URL = 's3://bucket/raw/'",
                ]
        )
            snowflake.Execute(sql);
        connection = snowflake.Factory.CreateConnection()!;
        connection.ConnectionString = snowflake.ConnectionString(role: "ACCOUNTADMIN", warehouse: "LOADING_WH", database: "SHOP");
        await connection.OpenAsync();
        Read("CREATE TABLE N (ID NUMBER(5, 0), T VARCHAR)");
    }

    [TearDown]
    public async Task Stop()
    {
        await connection.DisposeAsync();
        await snowflake.DisposeAsync();
        Directory.Delete(lake, recursive: true);
    }

    [Category("Slow")]
    [Test]
    public void COPY_reports_each_file()
    {
        Put("a.csv", "id,t\n1,x\n2,\"y, z\"\n");
        Put("b.csv", "id,t\n3,\n");

        Copy("'a.csv', 'b.csv'")
            .Should()
            .Equal("s3://bucket/raw/a.csv|LOADED|2|2|1|0|null|null|null|null", "s3://bucket/raw/b.csv|LOADED|1|1|1|0|null|null|null|null");

        Read("SELECT ID, T FROM N ORDER BY ID").Should().Equal("1|x", "2|y, z", "3|null");
        Refused("'none.csv'").Should().Be(91016);
    }

    [Category("Slow")]
    [Test]
    public void File_is_loaded_once_within_64_days_and_again_afterwards()
    {
        Put("a.csv", "id,t\n1,x\n");
        Copy("'a.csv'");

        clock.Advance(TimeSpan.FromDays(63));
        Copy("'a.csv'").Should().Equal("Copy executed with 0 files processed.");
        clock.Advance(TimeSpan.FromDays(2));
        Copy("'a.csv'").Should().ContainSingle().Which.Should().Contain("|LOADED|1|1|");

        Count().Should().Be("2", "Snowflake has forgotten that it was loaded");
    }

    [Category("Slow")]
    [Test]
    public void FORCE_reloads_a_file_and_a_changed_file_counts_as_new()
    {
        Put("a.csv", "id,t\n1,x\n");
        Copy("'a.csv'");
        Copy("'a.csv'", "FORCE = TRUE");
        Count().Should().Be("2");

        Put("a.csv", "id,t\n7,changed\n");
        Copy("'a.csv'");
        Count().Should().Be("3");
    }

    [Category("Slow")]
    [Test]
    public void Error_aborts_the_statement_without_loading_anything()
    {
        Put("good.csv", "id,t\n1,x\n");
        Put("bad.csv", "id,t\n2,x\nmany,y\n");

        Refused("'good.csv', 'bad.csv'").Should().Be(100038);

        Count().Should().Be("0");
        Copy("'good.csv'").Should().ContainSingle().Which.Should().Contain("|LOADED|1|1|", "a file that was not loaded is not remembered");
    }

    [Category("Slow")]
    [Test]
    public void CONTINUE_loads_valid_lines_and_counts_the_others()
    {
        Put("bad.csv", "id,t\n1,x\nmany,y\n3,z\n");

        var rows = Copy("'bad.csv'", "ON_ERROR = CONTINUE").Should().ContainSingle().Which.Split('|');

        rows[..6].Should().Equal("s3://bucket/raw/bad.csv", "PARTIALLY_LOADED", "3", "2", "3", "1");
        rows[6].Should().Contain("many");
        (rows[7], rows[9]).Should().Be(("3", "ID"));
        Read("SELECT ID FROM N ORDER BY ID").Should().Equal("1", "3");
    }

    [Category("Slow")]
    [Test]
    public void SKIP_FILE_skips_a_file_with_an_error_and_reports_it()
    {
        Put("good.csv", "id,t\n1,x\n");
        Put("bad.csv", "id,t\n2,x\nmany,y\n");

        var rows = Copy("'good.csv', 'bad.csv'", "ON_ERROR = SKIP_FILE");

        rows[0].Should().Contain("|LOADED|1|1|1|0|");
        rows[1].Should().Contain("|LOAD_FAILED|2|0|1|1|");
        Read("SELECT ID FROM N").Should().Equal("1");
        Put("bad.csv", "id,t\n2,x\n3,y\n");
        Copy("'good.csv', 'bad.csv'", "ON_ERROR = SKIP_FILE").Should().ContainSingle().Which.Should().Contain("bad.csv|LOADED|2|2|");
    }

    [Test]
    [Category("Slow")]
    public void More_than_a_thousand_file_names_are_rejected()
    {
        for (var i = 0; i < 1000; i++)
            Put($"{i}.csv", $"id,t\n{i},x\n");
        string Names(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"'{i}.csv'"));

        Refused(Names(1001)).Should().Be(1018);
        Copy(Names(1000)).Should().HaveCount(1000);

        Count().Should().Be("1000");
    }

    private void Put(string name, string text) => File.WriteAllText(Path.Combine(lake, "bucket", "raw", name), text);

    private List<string> Copy(string files, string options = "ON_ERROR = ABORT_STATEMENT") =>
        Read($"COPY INTO N FROM @RAW.LAKE FILES = ({files}) FILE_FORMAT = (FORMAT_NAME = 'RAW.SHOP_CSV') {options}");

    private int Refused(string files) => FluentActions.Invoking(() => Copy(files)).Should().Throw<DbException>().Which.ErrorCode;

    private string Count() => Read("SELECT COUNT(*) FROM N")[0];

    private List<string> Read(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        return rows;
    }
}
