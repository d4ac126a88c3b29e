using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Every digit of a numeric arrives in raw, whatever its precision and scale, or its column is refused by name.</summary>
[TestFixture, Category("Live")]
internal sealed class DecimalWidthTests
{
    [TestCase("numeric", "1.5, 2", "decimal(38,10)")]
    [TestCase("numeric", "0.123456789012345678", "decimal(38,18)")]
    [TestCase("numeric", "1e-30, 12345678", "decimal(38,30)")]
    [TestCase("numeric", "1e-38", "decimal(38,38)")]
    [TestCase("numeric", "1234567890123456789012345678901.25", "decimal(38,2)")]
    [TestCase("numeric", "-99999999999999999999999999999999999999", "decimal(38,0)")]
    [TestCase("numeric", "1.50000000000000000000000000000000000000000000", "decimal(38,10)")]
    [TestCase("numeric", "NULL", "decimal(38,10)")]
    [TestCase("numeric(38,18)", "12345678901234567890.123456789012345678", "decimal(38,18)")]
    [TestCase("numeric(78,0)", "12345678901234567890123456789012345678", "decimal(38,0)")]
    [TestCase("numeric(60,30)", "12345678.000000000000000000000000000001", "decimal(38,30)")]
    [TestCase("numeric(3,5)", "0.00999", "decimal(5,5)")]
    [TestCase("numeric(5,-2)", "1234500", "decimal(7,0)")]
    public async Task Numbers_arrive_with_every_digit(string type, string values, string expected)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"CREATE TABLE numbers (id serial PRIMARY KEY, n {type}); INSERT INTO numbers (n) VALUES ({values.Replace(", ", "), (", StringComparison.Ordinal)})"
        );
        using var landing = new Landing();

        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, "numbers"));
        await landing.LoadAsync(manifest);

        manifest.Tables[0].Columns[1].Type.Should().Be(expected);
        var raw = await landing.MeasureAsync("SELECT n FROM raw.numbers ORDER BY id");
        var source = await database.ScalarAsync($"SELECT string_agg(COALESCE(trim_scale(n)::text, 'null'), ', ' ORDER BY id) FROM numbers") as string;
        string.Join(
                ", ",
                raw.Select(r =>
                    r[0] is { } n
                        ? n.Contains('.', StringComparison.Ordinal)
                            ? n.TrimEnd('0').TrimEnd('.')
                            : n
                        : "null"
                )
            )
            .Should()
            .Be(source);
    }

    [TestCase("1e38")]
    [TestCase("1e-39")]
    [TestCase("1234567890123456789012345678901234567.12")]
    [TestCase("1e30), (1e-9")]
    public async Task Column_with_more_digits_than_the_warehouse_holds_is_refused(string value)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync($"CREATE TABLE numbers (id serial PRIMARY KEY, n numeric); INSERT INTO numbers (n) VALUES ({value})");
        using var landing = new Landing();

        var refused = await landing.Invoking(l => l.ExtractAsync(Landing.Source(database.ConnectionString, "numbers"))).Should().ThrowAsync<UsageException>();

        refused.Which.Message.Should().Contain("source numbers n").And.Contain("38").And.Contain("source.columns.numbers");
    }

    [TestCase("numeric", "NaN")]
    [TestCase("numeric(10,2)", "NaN")]
    [TestCase("numeric", "Infinity")]
    public async Task Column_with_a_number_that_no_decimal_holds_is_refused(string type, string value)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync($"CREATE TABLE numbers (id serial PRIMARY KEY, n {type}); INSERT INTO numbers (n) VALUES (1), ('{value}')");
        using var landing = new Landing();

        var refused = await landing.Invoking(l => l.ExtractAsync(Landing.Source(database.ConnectionString, "numbers"))).Should().ThrowAsync<UsageException>();

        refused.Which.Message.Should().Contain("source numbers n").And.Contain(value).And.Contain("source.columns.numbers");
    }
}
