using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Planning;

/// <summary>The SQL of comparisons with constants; whether it selects the right rows is tested by <see cref="ConstantsAgreeTests"/>.</summary>
[Category("Fast")]
public sealed class ConstantsTests
{
    [Test]
    public void A_list_of_texts_is_compared_by_a_function_in_DuckDB()
    {
        Render(Dialect.DuckDb, "text", "v is one of 1.5, 2").Should().Be("LIST_CONTAINS(['1.5', '2'], v)");
        Render(Dialect.Snowflake, "text", "v is one of 1.5, 2").Should().Be("v IN ('1.5', '2')");
    }

    [TestCase("int", "v is at most 15e-1", "v <= 1.5")]
    [TestCase("int", "v is one of 1, 1.5, 2.0", "v IN (1, 2)")]
    [TestCase("int", "v is one of 1.5", "v <> v")]
    [TestCase("int", "v is not one of 1.5", "(v = v OR v IS NULL)")]
    [TestCase("int", "v is at most 1e30", "v = v")]
    [TestCase("int", "v is above 1e30", "v <> v")]
    [TestCase("bigint", "v is below 0.00000000000000000001", "v <= 0")]
    [TestCase("bigint", "v is at least -0.00000000000000000001", "v > -1")]
    [TestCase("decimal(10,2)", "v is between .005 and 1e2", "v BETWEEN 0.005 AND 100")]
    [TestCase("decimal(10,2)", "v is between 0 and 1e9", "(v >= 0 AND v = v)")]
    [TestCase("decimal(38,10)", "v is 0.00000000001", "v <> v")]
    [TestCase("decimal(38,38)", "v is 0.00000000000000000000000000000000000001", "v = CAST('0.00000000000000000000000000000000000001' AS DECIMAL(38, 38))")]
    [TestCase("real", "v is 1e-1", "v = CAST('0.1' AS REAL)")]
    [TestCase("double", "v is at least nan", "v >= CAST('NaN' AS DOUBLE PRECISION)")]
    [TestCase("boolean", "v is true", "v = TRUE")]
    [TestCase("date", "v is at least 2025-11-28T12:00", "v > DATE '2025-11-28'")]
    [TestCase("date", "v is 2025-11-28T12:00", "v <> v")]
    [TestCase("timestamp", "v is below 2025-11-28", "v < TIMESTAMP '2025-11-28 00:00:00'")]
    [TestCase("timestamptz", "v is below 2025-11-28T12:00+01", "v < CAST('2025-11-28 11:00:00+00:00' AS TIMESTAMPTZ)")]
    [TestCase("time", "v is above 12:30", "v > TIME '12:30:00'")]
    [TestCase("mood", "v is one of 1.5", "CAST(v AS VARCHAR) IN ('1.5')")]
    [TestCase("json", "v is 5", "v = '5'")]
    [TestCase("int", "v is at most 9999999999", "v <= 9999999999")]
    [TestCase("int", "v is at most 10000000000", "v = v")]
    [TestCase("int", "v is at least -9999999999", "v >= -9999999999")]
    [TestCase("int", "v is at least -10000000000", "v = v")]
    [TestCase("int", "v is at most -10000000000", "v <> v")]
    [TestCase("int", "v is below -10000000000", "v <> v")]
    [TestCase("decimal(4,2)", "v is below 99.99", "v < 99.99")]
    [TestCase("decimal(4,2)", "v is below 99.991", "v = v")]
    [TestCase("decimal(10,2)", "v is at least 0.000000000000000000000000000001", "v >= 0.000000000000000000000000000001")]
    [TestCase("decimal(10,2)", "v is at least 0.0000000000000000000000000000001", "v > 0")]
    [TestCase("decimal(10,2)", "v is above 0", "v > 0")]
    [TestCase("decimal(38,0)", "v is 99999999999999999999999999999999999999", "v = 99999999999999999999999999999999999999")]
    [TestCase("numeric", "v is 1111111111111111111111111111111111111.25", "v = CAST('1111111111111111111111111111111111111.25' AS DECIMAL(38, 2))")]
    [TestCase("numeric", "v is 111111111111111111111111111111111111.25", "v = 111111111111111111111111111111111111.25")]
    [TestCase("numeric", "v is 100000000000000000000000000000000000000", "v = 100000000000000000000000000000000000000")]
    [TestCase("numeric", "v is 1000000000000000000000000000000000000000", "v = CAST('1000000000000000000000000000000000000000' AS DECIMAL(38, 0))")]
    [TestCase("timestamp", "v is below infinity", "v < CAST('infinity' AS TIMESTAMP)")]
    [TestCase("date", "v is above -infinity", "v > CAST('-infinity' AS DATE)")]
    [TestCase("", "v is one of 1.5, 2", "v IN (1.5, '2')")]
    [TestCase("", "v is one of 1.5, none", "v IN ('1.5', 'none')")]
    [TestCase("int", "v is x", "v = 'x'")]
    [TestCase("int", "v is between 1 and x", "v BETWEEN '1' AND 'x'")]
    [TestCase("int", "v is one of 1, x", "v IN ('1', 'x')")]
    [TestCase("", "v is 15e-1", "v = 1.5")]
    public void Warehouses_compare_exactly(string type, string condition, string sql)
    {
        Render(Dialect.DuckDb, type, condition).Should().Be(sql);
        Render(Dialect.Snowflake, type, condition).Should().Be(sql);
    }

    [TestCase("int", "v is at most 15e-1", "v <= 1.5")]
    [TestCase("int", "v is one of 1, 1.5, 1e30", "v IN (1, 1.5, 1000000000000000000000000000000)")]
    [TestCase("decimal(10,2)", "v is at most .005", "v <= 0.005")]
    [TestCase("real", "v is 0.1", "v = CAST('0.1' AS REAL)")]
    [TestCase("text", "v is 1.5", "v COLLATE \"C\" = '1.5'")]
    [TestCase("text", "v is between A and Z", "CONVERT_TO(v COLLATE \"C\", 'UTF8') BETWEEN '\\x41'::bytea AND '\\x5a'::bytea")]
    [TestCase("text", "v is one of a, \u00e9", "CONVERT_TO(v COLLATE \"C\", 'UTF8') IN ('\\x61'::bytea, '\\xc3a9'::bytea)")]
    [TestCase("text", "v matches a", "v COLLATE \"C\" ~ ('^(?:' || 'a' || ')$')")]
    public void PostgreSQL_compares_numbers_of_any_length_and_text_by_its_bytes(string type, string condition, string sql) =>
        Render(Dialect.PostgreSql(), type, condition).Should().Be(sql);

    [Test]
    public void Snowflake_has_38_digits_at_most() =>
        Render(Dialect.Snowflake, "hugeint", "v is at most 100000000000000000000000000000000000000").Should().Be("v = v");

    [TestCase("hugeint", "v is at most 170141183460469231731687303715884105727", "v <= 170141183460469231731687303715884105727")]
    [TestCase("hugeint", "v is at most 170141183460469231731687303715884105728", "v = v")]
    [TestCase("hugeint", "v is at least -170141183460469231731687303715884105728", "v >= -170141183460469231731687303715884105728")]
    [TestCase("hugeint", "v is at least -170141183460469231731687303715884105729", "v = v")]
    [TestCase("uhugeint", "v is at most 340282366920938463463374607431768211455", "v <= 340282366920938463463374607431768211455")]
    [TestCase("uhugeint", "v is at most 340282366920938463463374607431768211456", "v = v")]
    [TestCase("uhugeint", "v is at least 0", "v >= 0")]
    [TestCase("uhugeint", "v is at least -1", "v = v")]
    public void DuckDB_has_integers_of_39_digits(string type, string condition, string sql) => Render(Dialect.DuckDb, type, condition).Should().Be(sql);

    [Test]
    public void Alias_of_an_aggregate_has_no_letters_that_the_source_may_lack()
    {
        Dialect.PostgreSql().Alias("count where name is \u00e9t\u00e9").Should().MatchRegex("^\"count where name is [?]t[?]~[0-9a-f]{8}\"$");
        Dialect.DuckDb.Alias("count where name is \u00e9t\u00e9").Should().Be("\"count where name is \u00e9t\u00e9\"");
    }

    private static string Render(Dialect dialect, string type, string condition)
    {
        var table = new Dataset(Layer.Raw, "t");
        var catalog = new Catalog([new TableInfo(table, type.Length == 0 ? [] : [new ColumnInfo("v", type, true)], [])]);
        var sql = new AggregateMetric(new Relation(table, [ConditionText.Parse(condition)]), new CountRows()).ToSql(new SqlText(dialect, catalog));
        return sql[(sql.IndexOf("WHERE ", StringComparison.Ordinal) + 6)..]
            .Replace("\"t\".\"v\"", "v", StringComparison.Ordinal)
            .Replace("\"T\".\"V\"", "v", StringComparison.Ordinal);
    }
}
