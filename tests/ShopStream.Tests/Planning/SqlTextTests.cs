using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Planning;

[Category("Fast")]
public sealed class SqlTextTests
{
    private static readonly SqlText Duck = new(Dialect.DuckDb, TestCatalog.KeyedById);

    [Test]
    public void PostgreSQL_SQL_of_every_metric_matches_the_golden_file() =>
        Snapshot.Match(All(new SqlText(Dialect.PostgreSql("shop"), TestCatalog.KeyedById), Layer.Source), "sql-postgresql");

    [Test]
    public void DuckDB_SQL_of_every_metric_matches_the_golden_file() => Snapshot.Match(All(Duck, Layer.Mart), "sql-duckdb");

    [Test]
    public void Aggregates_of_one_relation_are_one_query()
    {
        var orders = new Relation(new Dataset(Layer.Raw, "orders"));
        AggregateMetric
            .ToSql(Duck, orders, [new MinOf("id"), new MaxOf("id")])
            .Should()
            .Be("SELECT MIN(\"orders\".\"id\") AS \"min of id\",\n       MAX(\"orders\".\"id\") AS \"max of id\"\nFROM \"raw\".\"orders\" AS \"orders\"");
    }

    [Test]
    public void Hostile_table_and_column_names_are_quoted()
    {
        var relation = new Relation(new Dataset(Layer.Raw, "o\"; DROP TABLE x; --"));
        new AggregateMetric(relation, new SumOf("a\") FROM x --"))
            .ToSql(Duck)
            .Should()
            .Be(
                "SELECT SUM(\"o\"\"; DROP TABLE x; --\".\"a\"\") FROM x --\") AS \"sum of \"\"a\"\"\"\") FROM x --\"\"\"\n"
                    + "FROM \"raw\".\"o\"\"; DROP TABLE x; --\" AS \"o\"\"; DROP TABLE x; --\""
            );
    }

    // PostgreSQL cuts names off after 63 bytes, and an aggregate is not named by letters that the source may lack.
    [TestCase("x", "y")]
    [TestCase("é", "è")]
    [TestCase("ééééééééééééééééééééééééééééééé", "éééééééééééééééééééééééééééééèé")]
    [TestCase("📦📦📦📦📦📦📦📦📦📦📦📦📦📦📦", "📦📦📦📦📦📦📦📦📦📦📦📦📦📦🚚")]
    [TestCase("a2345678901234567890123456789012345678901234567890123456789012x", "a2345678901234567890123456789012345678901234567890123456789012y")]
    public void Two_names_stay_two_in_the_63_bytes_of_PostgreSQL(string one, string other)
    {
        foreach (var dialect in new[] { Dialect.PostgreSql("shop"), Dialect.DuckDb, Dialect.Snowflake })
        foreach (var written in new Func<string, string>[] { n => dialect.Alias($"sum of {n}"), n => dialect.KeyAlias($"day of {n}"), dialect.KeyAlias })
        {
            var names = new[] { one, other }.Select(n => Identifier.Unquoted(written(n))).ToList();
            names.Should().OnlyHaveUniqueItems();
            if (dialect.LongestName is { } longest)
                names.Should().OnlyContain(n => Encoding.UTF8.GetByteCount(n) <= longest);
        }
        Identifier.Unquoted(Dialect.PostgreSql("shop").KeyAlias(one)).Should().Be(one, "the name of a column is short enough");
    }

    [TestCase("x') OR ('1'='1", "'x'') OR (''1''=''1'")]
    [TestCase(@"\'; --", @"'\''; --'")]
    [TestCase("1.5; DROP TABLE x", "'1.5; DROP TABLE x'")]
    [TestCase("1.5\n", "'1.5\n'")]
    [TestCase("1.5", "1.5")]
    [TestCase("-0.005", "-0.005")]
    [TestCase("15e-1", "1.5")]
    [TestCase("+.005", "0.005")]
    [TestCase("5", "'5'")]
    [TestCase("1e3", "'1e3'")]
    [TestCase("01234", "'01234'")]
    [TestCase("1.2.3", "'1.2.3'")]
    public void Value_is_always_rendered_as_a_literal(string value, string literal) =>
        Duck.Holds(new Compares("c", Comparison.Equal, value), c => c).Should().Be($"c = {literal}");

    [Test]
    public void Table_named_parent_is_not_hidden_by_an_alias()
    {
        var sql = new Orphans(new Relation(new Dataset(Layer.Raw, "parent")), "owner", new Dataset(Layer.Raw, "owners"), "id").ToSql(Duck);
        sql.Should().Contain("AS \"pointed to\" WHERE \"pointed to\".\"id\" = \"parent\".\"owner\"");
    }

    [Test]
    public void Metrics_without_SQL_are_rejected()
    {
        var orders = new Dataset(Layer.Lake, "orders");
        new Shape(orders).ToSql(Duck).Should().BeEmpty();
        new ManifestDifferences(orders).ToSql(Duck).Should().BeEmpty();
    }

    [Test]
    public void Sample_without_a_catalog_shows_the_checked_columns()
    {
        var rows = new AggregateMetric(new Relation(new Dataset(Layer.Raw, "orders")), new CountRows());
        new Sample(rows, new IsNull("status"), ["status"])
            .ToSql(new SqlText(Dialect.DuckDb))
            .Should()
            .StartWith("SELECT \"orders\".\"status\" AS \"status\"\nFROM");
        new Sample(rows, new IsNull("status"), []).ToSql(new SqlText(Dialect.DuckDb)).Should().StartWith("SELECT *\nFROM");
    }

    [Test]
    public void Own_names_hide_no_quoted_name_of_the_table()
    {
        var table = new Dataset(Layer.Raw, "Pointed to");
        new DuplicateValues(new Relation(table), ["how often", "HOW OFTEN_"])
            .ToSql(Duck)
            .Should()
            .Contain("COUNT(*) AS \"how often__\"")
            .And.Contain("SUM(\"how often__\" - 1)");
        new Orphans(new Relation(table), "owner", new Dataset(Layer.Raw, "owners"), "id")
            .ToSql(Duck)
            .Should()
            .Contain("AS \"pointed to_\" WHERE \"pointed to_\".\"id\" = \"Pointed to\".\"owner\"");
    }

    private static string All(SqlText sql, Layer layer) => string.Join("\n\n", SampleMetrics.Of(layer).Select(m => $"-- {m.Name}\n{m.Metric.ToSql(sql)}"));
}
