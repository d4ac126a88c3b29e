using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Partitions;

/// <summary>The hash of a row shows every change of a value, also where the hash functions of PostgreSQL's types do not.</summary>
[TestFixture, Category("Live")]
internal sealed class RowHashTests
{
    private TestDatabase database = null!;

    [OneTimeSetUp]
    public async Task Create_types()
    {
        database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE DOMAIN amount AS numeric(10,2);
            CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """
        );
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    [TestCase("smallint", "smallint", "5", "-5")]
    [TestCase("int", "integer", "5", "6")]
    [TestCase("bigint", "bigint", "5", "4294967300", TestName = "Keys whose halves have the same XOR differ")]
    [TestCase("bigint", "bigint", "0", "-1")]
    [TestCase("decimal(10,2)", "numeric(10,2)", "5", "-5")]
    [TestCase("decimal(10,2)", "amount", "5", "-5")]
    [TestCase("decimal(10,2)", "numeric(10,2)", "1", "10000")]
    [TestCase("decimal(10,2)", "numeric(10,2)", "0", "0.01")]
    [TestCase("decimal(38,10)", "numeric", "1.0", "1.00")]
    [TestCase("timestamp", "timestamp", "2026-01-15", "2026-01-15 00:00:00.000001")]
    [TestCase("timestamp", "timestamp", "2000-01-01", "2000-01-01 01:11:34.967297", TestName = "Moments whose halves have the same XOR differ")]
    [TestCase("timestamp", "timestamp", "infinity", "-infinity")]
    [TestCase("timestamptz", "timestamptz", "2026-01-15 00:00+00", "2026-01-15 00:00+01")]
    [TestCase("date", "date", "2026-01-15", "infinity")]
    [TestCase("date", "date", "5874897-12-31", "5874897-12-30")]
    [TestCase("time", "time", "10:00", "10:00:00.000001")]
    [TestCase("interval", "interval", "1 month", "30 days")]
    [TestCase("boolean", "boolean", "true", "false")]
    [TestCase("double", "double precision", "0", "-0")]
    [TestCase("real", "real", "0.1", "0.10000001")]
    [TestCase("text", "text", "", " ")]
    [TestCase("varchar(20)", "varchar(20)", "a", "A")]
    [TestCase("text", "text COLLATE blind", "a", "A")]
    [TestCase("char(3)", "char(3)", "a", "b")]
    [TestCase("uuid", "uuid", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001")]
    [TestCase("json", "jsonb", """{"a": 5}""", """{"a": -5}""")]
    [TestCase("json", "json", """{"a": 5}""", """{"a":5}""")]
    [TestCase("bytea", "bytea", @"\x00", @"\x0000")]
    [TestCase("mood", "mood", "sad", "glad")]
    [TestCase("integer[]", "integer[]", "{1,NULL}", "{1}")]
    [TestCase("inet", "inet", "10.0.0.0/8", "10.0.0.0/9")]
    public async Task Each_value_and_null_have_hashes_of_their_own(string portable, string type, string one, string other)
    {
        var collated = type.Split(" COLLATE ");
        string Value(string? text) =>
            (text is null ? $"CAST(NULL AS {collated[0]})" : $"CAST('{text}' AS {collated[0]})") + (collated.Length > 1 ? $" COLLATE {collated[1]}" : "");

        var hashes = await SumsAsync(
            [new ColumnInfo("c", portable, true)],
            [$"SELECT {Value(one)}"],
            [$"SELECT {Value(other)}"],
            [$"SELECT {Value(null)}"],
            [$"SELECT {Value(one)}"]
        );

        hashes.Distinct(StringComparer.Ordinal).Should().HaveCount(3);
        hashes[3].Should().Be(hashes[0]);
    }

    [TestCase("int", "1", "2", TestName = "Integers of two columns are exchanged")]
    [TestCase("bigint", "NULL", "1", TestName = "NULL goes to another column")]
    [TestCase("decimal(10,2)", "1", "10000", TestName = "Decimals whose digits are the same are exchanged")]
    [TestCase("decimal(10,2)", "0", "NULL", TestName = "Zero and NULL are exchanged")]
    [TestCase("timestamp", "'2026-01-15'", "'2026-01-16'", TestName = "Moments of two columns are exchanged")]
    [TestCase("boolean", "true", "false", TestName = "Booleans of two columns are exchanged")]
    [TestCase("text", "'a'", "''", TestName = "Texts of two columns are exchanged")]
    [TestCase("text", "''", "NULL", TestName = "Empty text and NULL are exchanged")]
    [TestCase("interval", "'1 day'", "NULL", TestName = "Values that are hashed together are exchanged")]
    public async Task Change_of_two_columns_does_not_cancel_out(string type, string one, string other)
    {
        var name = type.Replace("decimal", "numeric", StringComparison.Ordinal);
        string Row(string a, string b) => $"SELECT CAST({a} AS {name}), CAST({b} AS {name})";

        var hashes = await SumsAsync(
            [new ColumnInfo("a", type, true), new ColumnInfo("b", type, true)],
            [Row(one, other)],
            [Row(other, one)],
            [Row(one, one)],
            [Row(other, other)]
        );

        hashes.Should().OnlyHaveUniqueItems();
    }

    [Test]
    public async Task Sums_show_rows_that_exchange_a_value_and_rows_that_are_there_twice()
    {
        var hashes = await SumsAsync(
            [new ColumnInfo("id", "int", false), new ColumnInfo("amount", "decimal(10,2)", true)],
            ["SELECT 1, 5.00", "SELECT 2, 7.00"],
            ["SELECT 1, 7.00", "SELECT 2, 5.00"],
            ["SELECT 1, 5.00", "SELECT 1, 5.00"],
            ["SELECT 2, 7.00", "SELECT 2, 7.00"],
            ["SELECT 1, 5.00", "SELECT 1, 5.00", "SELECT 1, 5.00"],
            ["SELECT 1, 5.00"]
        );

        hashes.Should().OnlyHaveUniqueItems();
    }

    [TestCase("bigint", "n * 4294967297")]
    [TestCase("bigint", "n - 50000")]
    [TestCase("decimal(20,4)", "n * 0.0001")]
    [TestCase("timestamp", "TIMESTAMP '2026-01-15' + n * interval '4294.967297 seconds'")]
    public async Task Regular_values_have_hashes_of_their_own(string type, string value)
    {
        var hash = RowHash.Of([new ColumnInfo("c", type, true)], c => c);

        (await database.ScalarAsync($"SELECT COUNT(DISTINCT {hash}) FROM (SELECT {value} AS c FROM generate_series(1::bigint, 100000) AS n) AS rows"))
            .Should()
            .Be(100_000L);
    }

    // The sum of the hashes of each group of rows.
    private async Task<IReadOnlyList<string>> SumsAsync(IReadOnlyList<ColumnInfo> columns, params string[][] groups)
    {
        var hash = RowHash.Of(columns, c => c);
        var names = string.Join(", ", columns.Select(c => c.Name));
        var sums = new List<string>();
        foreach (var rows in groups)
            sums.Add($"{await database.ScalarAsync($"SELECT CAST(SUM({hash}) AS text) FROM ({string.Join(" UNION ALL ", rows)}) AS rows ({names})")}");
        return sums;
    }
}
