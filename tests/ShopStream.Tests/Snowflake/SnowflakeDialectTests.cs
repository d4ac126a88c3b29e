using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Snowflake;

/// <summary>SQL that Snowflake writes differently.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeDialectTests
{
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

        sql.Of(new AggregateMetric(relation, new CountWhere(new IsOneOf("status", [@"\'"])))).Should().Contain(@"IN ('\\''')");
        sql.Of(new AggregateMetric(relation, new CountWhere(new IsMatch("status", @"a\.b")))).Should().Contain(@"REGEXP_LIKE(""ORDERS"".""STATUS"", 'a\\.b', 's')");
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
    public void Snowflakes_types_map_to_portable_types(string type, string? precision, string? scale, string? length, string portable) => SnowflakeTypes.ToPortable(type, precision, scale, length).Should().Be(portable);
}
