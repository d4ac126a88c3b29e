using System.Globalization;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Dialects;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Compares a table of the source with what has arrived of it in raw.</summary>
internal static class Arrival
{
    /// <summary>Extracts and loads a table, and compares every cell as text.</summary>
    /// <param name="database">The source.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="asText">SQL of columns that raw writes otherwise than PostgreSQL, by name; null for none.</param>
    /// <param name="key">SQL by which the rows are ordered.</param>
    public static async Task ShouldBeUnchangedAsync(TestDatabase database, string table, Dictionary<string, string>? asText = null, string key = "id")
    {
        using var landing = new Landing();
        var manifest = await landing.ExtractAsync(Landing.Source(database.ConnectionString, table));
        await landing.LoadAsync(manifest);

        var columns = manifest.Tables[0].Columns.Select(c => c.Name).ToList();
        var source = await TextAsync(
            database,
            $"SELECT {string.Join(", ", columns.Select(c => asText?.GetValueOrDefault(c) ?? Sql.Quote(c)))} FROM {Sql.Quote(table)} ORDER BY {key}"
        );
        var raw = await landing.MeasureAsync(
            $"SELECT {string.Join(", ", columns.Select(c => $"CAST({Sql.Quote(c)} AS VARCHAR)"))} FROM raw.{Sql.Quote(table)} ORDER BY {key}"
        );

        raw.Should().HaveCount(source.Count);
        for (var i = 0; i < source.Count; i++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                if (!string.Equals(raw[i][c], source[i][c], StringComparison.Ordinal))
                    Assert.Fail(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{columns[c]} of row {i + 1} is {Short(source[i][c])} in the source and {Short(raw[i][c])} in raw"
                        )
                    );
            }
        }
    }

    /// <summary>Every cell as PostgreSQL prints it.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string?>>> TextAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Timezone = "UTC" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<IReadOnlyList<string?>>();
        while (await reader.ReadAsync())
        {
            rows.Add([
                .. Enumerable
                    .Range(0, reader.FieldCount)
                    .Select(i =>
                        reader.IsDBNull(i) ? null
                        : reader.GetDataTypeName(i) is "boolean" ? (reader.GetString(i) is "t" ? "true" : "false")
                        : reader.GetString(i)
                    ),
            ]);
        }
        return rows;
    }

    private static string Short(string? text) => text is null ? "NULL" : $"'{(text.Length > 100 ? $"{text[..100]}… ({text.Length})" : text)}'";
}
