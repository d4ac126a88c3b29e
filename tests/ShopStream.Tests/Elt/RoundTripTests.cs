using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using NUnit.Framework;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Values of the source arrive unchanged in raw.</summary>
[TestFixture, Category("Live")]
internal sealed class RoundTripTests
{
    private static readonly string?[] Texts =
    [
        null,
        "",
        " ",
        " lead and trail ",
        "a,b",
        "say \"hi\"",
        "\"",
        "\"\"",
        "line\nbreak",
        "carriage\r\nreturn",
        "\r",
        "tab\there",
        "back\\slash",
        "\\N",
        "\\.",
        "NULL",
        "null",
        "Ærøskøbing – Łódź, naïve café",
        "日本語",
        "👩‍👩‍👧",
        "\uFEFFbom",
        "'; DROP TABLE orders; --",
        "{\"json\": [1, 2]}",
        "#comment",
        "=1+1",
        "0012",
        "1e5",
        "true",
        new string('x', 3_000_000),
    ];

    [Test]
    public async Task Texts_arrive_unchanged()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        await DescribeAsync(database.ConnectionString, Texts);

        await shop.RunAsync(database.ConnectionString);

        Described(shop, Texts.Length).Should().Equal(Texts);
    }

    [Test]
    public async Task Random_texts_arrive_unchanged()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var characters = Gen.Elements("a", "\"", ",", "\n", "\r", "\\", " ", "\t", "é", "€", "😀", "'", "\u0001", "\u0002", "\u0085", "\u2028", "N", "{");
        var texts = Gen.ListOf(characters).Select(c => string.Concat(c)).Sample(30, 200).Cast<string?>().ToArray();
        await DescribeAsync(database.ConnectionString, texts);

        await shop.RunAsync(database.ConnectionString);

        Described(shop, texts.Length).Should().Equal(texts);
    }

    [Test]
    public async Task Numbers_times_and_booleans_arrive_exactly()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            """
            UPDATE products SET price = 99999999.99, created_at = '2025-12-31 23:59:59.999999', stock_quantity = -2147483648 WHERE id = 1;
            UPDATE products SET price = -0.01, created_at = '0001-01-01 00:00:00', stock_quantity = 2147483647 WHERE id = 2;
            UPDATE products SET price = 0.00, created_at = NULL, stock_quantity = NULL WHERE id = 3;
            UPDATE products SET created_at = '9999-12-31 00:00:00.1' WHERE id = 4;
            UPDATE users SET is_active = NULL WHERE id = 1;
            UPDATE users SET is_active = false WHERE id = 2
            """
        );
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);

        const string Columns =
            "SELECT id::text || '|' || COALESCE(price::text, 'null') || '|' || COALESCE({0}, 'null') || '|' || COALESCE(stock_quantity::text, 'null') "
            + "FROM {1} ORDER BY id";
        var source = await SourceAsync(database.ConnectionString, string.Format(null, Columns, "to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.US')", "products"));
        shop.Query(string.Format(null, Columns, "strftime(created_at, '%Y-%m-%d %H:%M:%S.%f')", "raw.products")).Should().Equal(source);
        shop.Query("SELECT COALESCE(is_active::text, 'null') FROM raw.users WHERE id <= 2 ORDER BY id").Should().Equal("null", "false");
    }

    [Test]
    public async Task Json_keeps_its_structure()
    {
        string[] documents =
        [
            "{\"a\": 1, \"b\": [true, null, \"x\\\"y\\n\\u0001é😀\"], \"c\": {\"d\": {}}}",
            "[]",
            "\"text\"",
            "12345678901234567890",
            "-0.5",
            "{\"\": \" \"}",
        ];
        await using var database = await TestPostgres.SeededDatabaseAsync();
        for (var i = 0; i < documents.Length; i++)
            await database.ExecuteAsync(
                $"UPDATE events SET metadata = '{documents[i].Replace("'", "''", StringComparison.Ordinal)}'::jsonb WHERE id = {i + 1}"
            );
        await database.ExecuteAsync("UPDATE events SET metadata = NULL WHERE id = 100; UPDATE events SET metadata = 'null'::jsonb WHERE id = 101");
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);

        var arrived = shop.Query($"SELECT metadata::VARCHAR FROM raw.events WHERE id <= {documents.Length} ORDER BY id");
        for (var i = 0; i < documents.Length; i++)
            JsonElement
                .DeepEquals(JsonDocument.Parse(arrived[i]).RootElement, JsonDocument.Parse(documents[i]).RootElement)
                .Should()
                .BeTrue($"{documents[i]} arrived as {arrived[i]}");
        // The lake does not distinguish JSON null from SQL NULL, see docs/limits.md.
        shop.Query("SELECT metadata IS NULL FROM raw.events WHERE id IN (100, 101)").Should().Equal("True", "True");
    }

    [Test]
    public async Task Unusual_names_are_supported()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            """
            ALTER TABLE crm_contacts ADD COLUMN "Select ""it"", please" text, ADD COLUMN "from" int;
            UPDATE crm_contacts SET "Select ""it"", please" = 'x', "from" = id
            """
        );
        using var shop = new ShopRun();
        await shop.RunAsync(database.ConnectionString);
        shop.Query("SELECT COUNT(*) FROM raw.crm_contacts WHERE \"Select \"\"it\"\", please\" = 'x' AND \"from\" = id").Should().Equal("500");
    }

    private static async Task DescribeAsync(string connectionString, string?[] texts)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        for (var i = 0; i < texts.Length; i++)
        {
            await using var command = new NpgsqlCommand("UPDATE products SET description = $1 WHERE id = $2", connection)
            {
                Parameters =
                {
                    new NpgsqlParameter { Value = (object?)texts[i] ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                    new() { Value = i + 1 },
                },
            };
            (await command.ExecuteNonQueryAsync()).Should().Be(1);
        }
    }

    private static List<string?> Described(ShopRun shop, int count) =>
        shop.Query($"SELECT CASE WHEN description IS NULL THEN '-' ELSE '+' || description END FROM raw.products WHERE id <= {count} ORDER BY id")
            .ConvertAll(t => t is "-" ? null : t[1..]);

    private static async Task<List<string>> SourceAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
