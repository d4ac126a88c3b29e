using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;

namespace ShopStream.Tests.Warehouse;

[Category("Fast")]
public sealed class CellTextTests
{
    [TestCase("{'a': 1, 'b': [1.50::DECIMAL(5,2)], 'c': {'d': DATE '2026-01-02', 'e': true}}", """{"a":1,"b":[1.50],"c":{"d":"2026-01-02","e":true}}""")]
    [TestCase("['x\"', 'ü\n', NULL]", """["x\"","ü\n",null]""")]
    [TestCase("[1.5::DOUBLE, 'NaN'::DOUBLE]", """[1.5,"NaN"]""")]
    [TestCase("MAP {1: 'a', 2: NULL}", """{"1":"a","2":null}""")]
    [TestCase("[170141183460469231731687303715884105727::HUGEINT]", "[170141183460469231731687303715884105727]")]
    [TestCase("[]::INTEGER[]", "[]")]
    [TestCase("[TIMESTAMP '2026-01-02 03:04:05.5']", """["2026-01-02 03:04:05.5"]""")]
    [TestCase("'\\xAB\\x00'::BLOB", "ab00")]
    [TestCase("['\\xAB'::BLOB]", """["ab"]""")]
    [TestCase("'plain'", "plain")]
    public void Values_have_a_readable_text(string sql, string text)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {sql} AS v";
        using var reader = command.ExecuteReader();

        CellText.Read(reader).Rows.Should().ContainSingle().Which.Should().Equal(text);
    }
}
