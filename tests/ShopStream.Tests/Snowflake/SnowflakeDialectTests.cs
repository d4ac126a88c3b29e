using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>SQL that Snowflake writes differently.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeDialectTests
{
    private SnowflakeStandIn snowflake = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        snowflake = await SnowflakeStandIn.StartAsync();
        snowflake.Execute("CREATE WAREHOUSE CHECK_WH");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (snowflake is not null)
            await snowflake.DisposeAsync();
    }

    [TestCase("orders", "\"ORDERS\"")]
    [TestCase("k1", "\"K1\"")]
    [TestCase("Orders", "\"Orders\"")]
    [TestCase("order id", "\"order id\"")]
    [TestCase("a\"; DROP TABLE x; --", "\"a\"\"; DROP TABLE x; --\"")]
    public void Names_are_quoted_in_Snowflakes_folded_case(string name, string quoted) => Dialect.Snowflake.Quote(name).Should().Be(quoted);

    [TestCase("ORDERS", "orders")]
    [TestCase("Orders", "Orders")]
    [TestCase("orders", "orders")]
    [TestCase("ORDER ID", "ORDER ID")]
    public void Names_are_unfolded_to_lower_case(string stored, string name) => SnowflakeNames.Unfolded(stored).Should().Be(name);

    [Test]
    public void Long_column_alias_is_cut_to_Snowflakes_limit() =>
        Dialect.Snowflake.Quote(new string('x', 300) + " y").Trim('"').Should().HaveLength(255).And.EndWith("…");

    [TestCase("it's", "'it''s'")]
    [TestCase(@"\'; DROP TABLE x; --", @"'\\''; DROP TABLE x; --'")]
    [TestCase("a\nb", @"'a\nb'")]
    public void Backslash_in_a_literal_is_escaped(string text, string literal) => Dialect.Snowflake.Literal(text).Should().Be(literal);

    [Test]
    public void Values_and_patterns_are_escaped_everywhere()
    {
        var sql = new SqlText(Dialect.Snowflake);
        var relation = new Relation(new Dataset(Layer.Raw, "orders"));

        new AggregateMetric(relation, new CountWhere(new IsOneOf("status", [@"\'"]))).ToSql(sql).Should().Contain(@"IN ('\\''')");
        new AggregateMetric(relation, new CountWhere(new IsMatch("status", @"a\.b")))
            .ToSql(sql)
            .Should()
            .Contain(@"REGEXP_LIKE(""ORDERS"".""STATUS"", 'a\\.b', 's')");
    }

    // A text that equals that of the source, whatever Snowflake writes by itself.
    [TestCase("decimal(2,2)", "CAST(0.5 AS NUMBER(2, 2))", "0.5")]
    [TestCase("decimal(1,1)", "CAST(-0.5 AS NUMBER(1, 1))", "-0.5")]
    [TestCase("decimal(3,3)", "CAST(0 AS NUMBER(3, 3))", "0")]
    [TestCase("decimal(10,2)", "CAST(100.50 AS NUMBER(10, 2))", "100.5")]
    [TestCase("decimal(10,2)", "CAST(100 AS NUMBER(10, 2))", "100")]
    [TestCase("bigint", "CAST(100 AS NUMBER(19, 0))", "100")]
    [TestCase("double", "CAST(5 AS FLOAT)", "5")]
    [TestCase("boolean", "TRUE", "true")]
    [TestCase("date", "DATE '2026-01-15'", "2026-01-15")]
    [TestCase("timestamp", "TIMESTAMP '2026-01-15 10:00:00'", "2026-01-15 10:00:00")]
    [TestCase("timestamp", "TIMESTAMP '2026-01-15 10:00:00.120'", "2026-01-15 10:00:00.12")]
    [TestCase("timestamptz", "CAST('2026-01-15 10:00:00+00:00' AS TIMESTAMP_TZ)", "2026-01-15 10:00:00+00")]
    [TestCase("time", "TIME '10:20:00'", "10:20:00")]
    [TestCase("time", "TIME '10:20:00.5'", "10:20:00.5")]
    [TestCase("text", "'a b '", "a b ")]
    public void Text_of_a_value_is_that_of_the_source(string type, string value, string text) =>
        snowflake
            .Execute($"SELECT {Dialect.Snowflake.Text("V", ColumnType.Parse(type))} FROM (SELECT {value} AS V) AS t")
            .Rows.Should()
            .ContainSingle()
            .Which.Should()
            .Equal(text);

    // Hostile values reach Snowflake as they are.
    [TestCase(@"\N")]
    [TestCase(@"ends with \")]
    [TestCase(@"\' OR 1 = 1 --")]
    [TestCase("it's\n\ta \\d and \u0001")]
    [TestCase(@"'''\\'''")]
    public void Literal_is_read_back_unchanged(string value)
    {
        snowflake.Execute($"SELECT {Dialect.Snowflake.Literal(value)} AS A").Rows[0].Should().Equal(value);
        SnowflakeLiterals.Faulty($"SELECT {Dialect.Snowflake.Literal(value)}").Should().BeEmpty();
    }

    [Test]
    public void Literals_of_generated_SQL_have_no_backslash_of_their_own()
    {
        ColumnInfo[] columns =
        [
            new("id", "int", Nullable: false),
            new("text", "varchar(20)", Nullable: true),
            new("amount", "decimal(12,2)", Nullable: true),
            new("moment", "timestamp", Nullable: true),
            new("day", "date", Nullable: true),
            new("part", "double", Nullable: true),
            new("data", "json", Nullable: true),
        ];
        var dataset = new Dataset(Layer.Raw, @"back\slash");
        var relation = new Relation(dataset);
        var table = new ManifestTable
        {
            Table = @"back\slash",
            Key = @"raw/back\slash.csv",
            Bytes = 1,
            Sha256 = "a",
            Columns = columns,
            PrimaryKey = [],
            Totals = new Dictionary<string, string?>(StringComparer.Ordinal),
        };
        SqlText[] texts = [new(Dialect.Snowflake), new(Dialect.Snowflake, new Catalog([new TableInfo(dataset, columns, ["id"])]))];
        Condition[] conditions =
        [
            new IsOneOf("text", [@"\N", @"a\"]),
            new Not(new IsOneOf("text", [@"\d"])),
            new IsMatch("text", @"\d+\.\w"),
            new Compares("text", Comparison.Equal, @"\"),
            new IsBetween("text", @"\a", @"\z"),
            new Compares("moment", Comparison.AtLeast, "2026-01-15 10:00:00"),
            new Compares("day", Comparison.Equal, "2026-01-15"),
            new Compares("part", Comparison.Above, "0.1"),
            new IsOneOf("amount", ["1.5", "12345678901234567890"]),
        ];
        string[] sql =
        [
            .. texts.SelectMany(t => conditions.Select(c => new AggregateMetric(relation, new CountWhere(c)).ToSql(t))),
            .. texts.Select(t => new AggregateMetric(relation, new DigestOf("id", "amount", null)).ToSql(t)),
            .. texts.Select(t =>
                new GroupDigestMetric(
                    new GroupedMetric(relation, [new GroupKey("text"), new GroupKey("moment"), new GroupKey("day", ByDay: true)], [new SumOf("amount")]),
                    ["text", "moment"],
                    16
                ).ToSql(t)
            ),
            .. SnowflakeLoader.Statements(table, "STAGE"),
            .. SnowflakeLoader.Ledger(table, "2026-01-15", "1", "1", @"run\1", "2026-01-15 10:00:00"),
            .. SnowflakeSetup.Statements("DWH", "STAGE", @"DOMAIN\user", new LakeSettings("s3://b-b"), "arn:aws:iam::123456789012:role/x").Select(s => s.Sql),
            SnowflakeParameters.Sql(TimeSpan.FromSeconds(1)),
        ];

        sql.SelectMany(SnowflakeLiterals.Faulty).Should().BeEmpty();
        sql.Should().Contain(s => s.Contains(@"\\N", StringComparison.Ordinal), "the values have backslashes");
    }

    [TestCase(@"SELECT '\N'", 1)]
    [TestCase(@"SELECT 'a\d', ""\x"", '\\ok', 'it''s \\'", 1)]
    [TestCase(@"SELECT '\n\r\t\0\\\'' -- '\d'", 0)]
    public void Backslash_of_its_own_is_found(string sql, int count) => SnowflakeLiterals.Faulty(sql).Should().HaveCount(count);

    // SQL for several stores writes its literals by the dialect, and Snowflake's are written by one function.
    [Test]
    public void Every_literal_goes_through_the_dialect()
    {
        IEnumerable<string> Using(string folder, string what) =>
            Directory
                .EnumerateFiles(Path.Combine(Clone.Root, "src", folder), "*.cs", SearchOption.AllDirectories)
                .Where(f =>
                    !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && File.ReadAllText(f).Contains(what, StringComparison.Ordinal)
                )
                .Select(f => Path.GetFileName(f));

        Using("", "SnowflakeNames.Literal").Should().Equal("SnowflakeDialect.cs");
        Using("ShopStream.Quality", "Sql.Literal").Should().Equal("Dialect.cs");
        Using(Path.Combine("ShopStream.Pipeline", "Warehouse", "Snowflake"), " Sql.Literal").Should().BeEmpty();
    }

    [TestCase("1.5", "FRA", "'1.5', 'FRA'")]
    [TestCase("1.5", "2.5", "1.5, 2.5")]
    [TestCase("1.5", "7", "1.5, '7'")]
    public void List_with_text_is_a_list_of_text(string one, string other, string list) =>
        new AggregateMetric(new Relation(new Dataset(Layer.Raw, "orders")), new CountWhere(new Not(new IsOneOf("country", [one, other]))))
            .ToSql(new SqlText(Dialect.Snowflake))
            .Should()
            .Contain($"NOT IN ({list})");

    // Text for text, and a number with all its digits for a number.
    [TestCase("varchar(3)", "1.5", "'1.5'")]
    [TestCase("varchar(3)", "12345678901234567890", "'12345678901234567890'")]
    [TestCase("hugeint", "12345678901234567890", "12345678901234567890")]
    [TestCase("decimal(22,2)", "12345678901234567890", "12345678901234567890")]
    [TestCase("int", "7", "7")]
    [TestCase("date", "2026-01-15", "DATE '2026-01-15'")]
    public void Literal_takes_the_type_of_its_column(string type, string value, string literal)
    {
        var dataset = new Dataset(Layer.Raw, "t");
        var sql = new SqlText(Dialect.Snowflake, new Catalog([new TableInfo(dataset, [new ColumnInfo("c", type, Nullable: true)], [])]));

        new AggregateMetric(new Relation(dataset), new CountWhere(new IsOneOf("c", [value]))).ToSql(sql).Should().Contain($"IN ({literal})");
    }

    [TestCase("int", "NUMBER(10, 0)")]
    [TestCase("decimal(10,2)", "NUMBER(10,2)")]
    [TestCase("varchar(255)", "VARCHAR")]
    [TestCase("timestamp", "TIMESTAMP_NTZ(6)")]
    [TestCase("timestamptz", "TIMESTAMP_TZ(6)")]
    [TestCase("json", "VARIANT")]
    [TestCase("mood", "VARCHAR")]
    public void Portable_types_map_to_Snowflakes_types(string portable, string type) => SnowflakeTypes.ToSnowflake(portable).Should().Be(type);

    [TestCase("NUMBER", "10", "0", null, "int")]
    [TestCase("NUMBER", "10", "2", null, "decimal(10,2)")]
    [TestCase("TEXT", null, null, "16777216", "text")]
    [TestCase("TEXT", null, null, "3", "varchar(3)")]
    [TestCase("TIMESTAMP_NTZ", null, null, null, "timestamp")]
    [TestCase("VARIANT", null, null, null, "json")]
    [TestCase("GEOGRAPHY", null, null, null, "geography")]
    public void Snowflakes_types_map_to_portable_types(string type, string? precision, string? scale, string? length, string portable) =>
        SnowflakeTypes.ToPortable(type, precision, scale, length).Should().Be(portable);
}
