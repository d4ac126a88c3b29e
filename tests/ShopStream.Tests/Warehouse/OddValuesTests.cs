using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;

namespace ShopStream.Tests.Warehouse;

/// <summary>Values that DuckDB has and .NET does not arrive as DuckDB's text.</summary>
[TestFixture, Category("Fast")]
internal sealed class OddValuesTests
{
    [TestCase("DATE 'infinity'", "infinity")]
    [TestCase("DATE '-infinity'", "-infinity")]
    [TestCase("TIMESTAMP 'infinity'", "infinity")]
    [TestCase("TIMESTAMPTZ '-infinity'", "-infinity")]
    [TestCase("DATE '20205-01-01'", "20205-01-01")]
    [TestCase("DATE '10000-01-01'", "10000-01-01")]
    [TestCase("DATE '0044-03-15 (BC)'", "0044-03-15 (BC)")]
    [TestCase("TIMESTAMP '20205-01-01 10:00:00'", "20205-01-01 10:00:00")]
    [TestCase("TIME '24:00:00'", "24:00:00")]
    [TestCase("'Infinity'::DOUBLE", "Infinity")]
    [TestCase("'NaN'::DOUBLE", "NaN")]
    [TestCase("99999999999999999999999999999999999999::DECIMAL(38,0)", "99999999999999999999999999999999999999")]
    [TestCase("(-170141183460469231731687303715884105728)::HUGEINT", "-170141183460469231731687303715884105728")]
    [TestCase("340282366920938463463374607431768211455::UHUGEINT", "340282366920938463463374607431768211455")]
    [TestCase("(-9223372036854775808)::BIGINT", "-9223372036854775808")]
    [TestCase("INTERVAL '1000000 months'", "83333 years 4 months")]
    [TestCase("INTERVAL '1 month 2 days 3 seconds'", "1 month 2 days 00:00:03")]
    [TestCase("[1, NULL]", "[1, NULL]")]
    [TestCase("'101'::BIT", "101")]
    [TestCase("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    public async Task Value_is_read_as_text(string value, string text)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-odd-").FullName;
        try
        {
            using var database = DuckDatabase.InMemory("a test", new DuckSettings("200MB", folder, TimeSpan.FromMinutes(1)));

            var read = await database.ReadAsync($"SELECT {value} AS v, 1 AS one", CancellationToken.None);

            read.Columns.Should().Equal("v", "one");
            read.Rows.Should().ContainSingle().Which.Should().Equal(text, "1");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
