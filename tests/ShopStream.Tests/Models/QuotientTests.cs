using System.Globalization;
using System.Numerics;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Dialects;

namespace ShopStream.Tests.Models;

/// <summary>{{ divide(…) }} is exact and rounds half away from zero.</summary>
[TestFixture, Category("Fast")]
internal sealed class QuotientTests
{
    private readonly TestShop shop = new();

    [OneTimeTearDown]
    public void Close() => shop.Dispose();

    [TestCase("10.00", "3", 2, "3.33")]
    [TestCase("0.05", "10", 2, "0.01")]
    [TestCase("-0.05", "10", 2, "-0.01")]
    [TestCase("0.04", "10", 2, "0.00")]
    [TestCase("1", "-3", 4, "-0.3333")]
    [TestCase("2", "3", 0, "1")]
    [TestCase("7414686.30", "14559", 2, "509.29")]
    public void Quotient_is_rounded_once(string numerator, string denominator, int decimals, string expected) =>
        DuckDb(numerator, denominator, decimals).Should().Be(expected);

    [TestCase("1", "0")]
    [TestCase("NULL", "2")]
    [TestCase("1", "NULL")]
    public void Division_by_zero_and_of_null_is_null(string numerator, string denominator) => DuckDb(numerator, denominator, 2).Should().BeNull();

    [Test]
    public void Quotient_matches_integer_arithmetic() =>
        Prop.ForAll<long, int, byte>(
                (cents, denominator, digits) =>
                {
                    var (decimals, d) = (digits % 5, denominator == 0 ? 1 : denominator);
                    var n = cents * 7919 % 1_000_000_000_000;
                    var scaled = BigInteger.Abs(n) * BigInteger.Pow(10, decimals);
                    var units = ((2 * scaled) + (100 * BigInteger.Abs(d))) / (200 * BigInteger.Abs(d)) * (n < 0 == d < 0 ? 1 : -1);

                    var found = DuckDb($"CAST({n} AS DECIMAL(18, 0)) * 0.01", $"{d}", decimals)!;

                    BigInteger
                        .Parse(found.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
                        .Should()
                        .Be(units, $"{n} cents / {d} to {decimals} decimals");
                }
            )
            .QuickCheckThrowOnFailure();

    [Test]
    public void Snowflake_divides_without_remainder() =>
        Quotient
            .Sql(Dialect.Snowflake, "a", "b", 2)
            .Should()
            .Be(
                "CAST(CAST(SIGN(CAST((a) * 10000 AS NUMBER(38, 0))) * SIGN(CAST((b) * 10000 AS NUMBER(38, 0))) * "
                    + "(((2 * ABS(CAST((a) * 10000 AS NUMBER(38, 0))) * 100 + ABS(CAST((b) * 10000 AS NUMBER(38, 0)))) - "
                    + "MOD((2 * ABS(CAST((a) * 10000 AS NUMBER(38, 0))) * 100 + ABS(CAST((b) * 10000 AS NUMBER(38, 0)))), "
                    + "NULLIF(2 * ABS(CAST((b) * 10000 AS NUMBER(38, 0))), 0))) / NULLIF(2 * ABS(CAST((b) * 10000 AS NUMBER(38, 0))), 0)) "
                    + "AS DECIMAL(28, 0)) * 0.01 AS DECIMAL(38, 2))"
            );

    private string? DuckDb(string numerator, string denominator, int decimals) =>
        shop.Rows($"SELECT {Quotient.Sql(Dialect.DuckDb, numerator, denominator, decimals)} AS q")[0] is var q and not "∅" ? q : null;
}
