using DuckDB.NET.Data;

namespace ShopStream.Tests.FailingRows;

/// <summary>A file of failing rows, read as any tool reads it.</summary>
internal static class KeptFile
{
    /// <summary>The rows in order, their cells with | between them.</summary>
    /// <param name="file">Parquet or CSV.</param>
    /// <param name="select">What to select.</param>
    public static IReadOnlyList<string> Read(string file, string select)
    {
        var rows = file.EndsWith(".csv", StringComparison.Ordinal)
            ? $"read_csv('{file}', all_varchar = true, nullstr = '', allow_quoted_nulls = false)"
            : $"'{file}'";
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COALESCE(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM (SELECT {select} FROM {rows}) ORDER BY ALL";
        using var reader = command.ExecuteReader();
        var read = new List<string>();
        while (reader.Read())
            read.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        return read;
    }
}
