using FsCheck.Fluent;
using Npgsql;
using NpgsqlTypes;
using NUnit.Framework;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Texts of any characters and length arrive in raw unchanged.</summary>
[TestFixture, Category("Live")]
internal sealed class TextsOfAnyKindTests
{
    private static readonly string?[] Texts =
    [
        null,
        "",
        " ",
        "  both ends  ",
        "\t",
        "a\tb",
        "\"",
        "\"\"",
        "\"quoted\"",
        "'",
        ",",
        ",,,",
        "a,b",
        "\n",
        "\r",
        "\r\n",
        "line\nbreak",
        "carriage\rreturn",
        "dos\r\nbreak\r\n",
        "\\",
        "\\N",
        "\\.",
        "\\\\",
        "\\\"",
        "null",
        "NULL",
        "Élodie Müller-Weiß",
        "naïve Ñandú",
        "日本語",
        "🛒👩‍👩‍👧",
        "\uFEFFwith a mark",
        "\uFEFF",
        "\u0001\u0002\u001f",
        "\u2028",
        "\u00a0",
        "#comment",
        "--",
        "1",
        "true",
        "2026-01-15",
        "{\"a\": 1}",
        "%_",
        "x\n1,\"y\"\n2,\"z\"",
        "\"\n\"",
        "\",\"",
        "'\n;",
        "${x}",
        "]]>",
    ];

    [Test]
    public async Task Texts_of_all_kinds_arrive_unchanged()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE texts (id int PRIMARY KEY, a text, b varchar(4000), c text)");
        var rows = Texts.SelectMany((a, i) => new[] { (a, b: Texts[(i * 7 + 3) % Texts.Length], c: (string?)null), (a, b: a, c: a) }).ToList();
        await InsertAsync(database, rows);

        await Arrival.ShouldBeUnchangedAsync(database, "texts");
    }

    [Test]
    public async Task Random_texts_arrive_unchanged()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE texts (id int PRIMARY KEY, a text, b text, c text)");
        var characters = Gen.Elements("\"", ",", "\n", "\r", "\\", "'", "N", ".", " ", "\t", "a", "é", "🛒", "\uFEFF", "1", "{", "\u0001");
        var text = Gen.OneOf(Gen.Constant((string?)null), Gen.Elements(Texts), characters.ListOf().Select(c => (string?)string.Concat(c)));
        var row = from a in text from b in text from c in text select (a, b, c);
        foreach (var rows in row.ArrayOf(200).Sample(10))
        {
            await database.ExecuteAsync("TRUNCATE texts");
            await InsertAsync(database, rows);

            await Arrival.ShouldBeUnchangedAsync(database, "texts");
        }
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(9)]
    public async Task Text_of_many_megabytes_arrives_unchanged(int megabytes)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE texts (id int PRIMARY KEY, a text, b text);
            INSERT INTO texts SELECT i, repeat('lângé "x",' || chr(10), 100000 * {megabytes}), 'after ' || i FROM generate_series(1, 4) AS i
            """
        );

        await Arrival.ShouldBeUnchangedAsync(database, "texts");
    }

    [Test]
    public async Task Values_that_look_like_rows_survive_parallel_reading()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE texts (id int PRIMARY KEY, a text, b text);
            INSERT INTO texts SELECT i, string_agg(format(E'%s,seems a row,"and another"', i + j), E'\n'),
                E'\n1,"2",3\n' FROM generate_series(1, 120000) AS i, generate_series(1, 5) AS j GROUP BY i
            """
        );

        await Arrival.ShouldBeUnchangedAsync(database, "texts");
    }

    private static async Task InsertAsync(TestDatabase database, IReadOnlyList<(string? A, string? B, string? C)> rows)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var import = await connection.BeginBinaryImportAsync("COPY texts FROM STDIN (FORMAT binary)");
        for (var i = 0; i < rows.Count; i++)
        {
            await import.StartRowAsync();
            await import.WriteAsync(i, NpgsqlDbType.Integer);
            foreach (var cell in new[] { rows[i].A, rows[i].B, rows[i].C })
            {
                if (cell is null)
                    await import.WriteNullAsync();
                else
                    await import.WriteAsync(cell, NpgsqlDbType.Text);
            }
        }
        await import.CompleteAsync();
    }
}
