using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>Marts of the embedded warehouse as Parquet files, for tools that cannot open a DuckDB file.</summary>
public static class MartFiles
{
    /// <summary>Writes each mart into a file of its own, wholly or not at all.</summary>
    /// <param name="options">Where the warehouse is.</param>
    /// <param name="folder">Where <c>mart.parquet</c> files go; made where it is missing.</param>
    /// <param name="marts">Names of marts.</param>
    /// <param name="leaveOut">Table and column: what the files do not have.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>By mart: its rows, and the columns that were left out.</returns>
    /// <exception cref="NothingToJudgeException">There is no warehouse, or a mart is not in it.</exception>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static async Task<IReadOnlyList<(string Mart, long Rows, IReadOnlyList<string> LeftOut)>> WriteAsync(
        PipelineOptions options, string folder, IReadOnlyList<string> marts, Func<string, string, bool> leaveOut, CancellationToken cancellationToken)
    {
        if (!File.Exists(options.WarehousePath)) throw new NothingToJudgeException($"there is no warehouse in {options.WorkFolder}: run the pipeline first: shopstream run");
        using var database = DuckDatabase.OpenFile(options.WarehousePath, DuckWarehouse.Settings(options), readOnly: true);
        var written = new List<(string, long, IReadOnlyList<string>)>();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var mart in marts)
            {
                var columns = (await database.ReadAsync($"SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'marts' AND table_name = {Literal(mart)} ORDER BY column_index", cancellationToken)).Rows;
                if (columns.Count == 0) throw new NothingToJudgeException($"the warehouse has no mart {mart}: build it first: shopstream run");
                var kept = columns.Where(c => !leaveOut(mart, c[0]!)).ToList();
                var path = Path.Combine(folder, mart + ".parquet");
                var unfinished = path + ".unfinished";
                await database.ExecuteAsync($"COPY (SELECT {string.Join(", ", kept.Select(Cell))} FROM marts.{Quoted(mart)}) TO {Literal(unfinished)} (FORMAT parquet)", cancellationToken);
                File.Move(unfinished, path, overwrite: true);
                var rows = (await database.ReadAsync($"SELECT COUNT(*) FROM marts.{Quoted(mart)}", cancellationToken)).Number(0);
                written.Add((mart, (long)rows, [.. columns.Where(c => leaveOut(mart, c[0]!)).Select(c => c[0]!)]));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message} Name another folder with --into.", e);
        }
        return written;
    }

    // Readers of Parquet know decimals of up to 18 digits as exact numbers, and not all of them wider ones.
    private static string Cell(IReadOnlyList<string?> column)
    {
        var name = Quoted(column[0]!);
        return column[1] switch
        {
            { } type when type.StartsWith("DECIMAL(38,", StringComparison.Ordinal) => string.Create(CultureInfo.InvariantCulture, $"CAST({name} AS DECIMAL(18,{type["DECIMAL(38,".Length..^1]})) AS {name}"),
            "HUGEINT" => $"CAST({name} AS BIGINT) AS {name}",
            _ => name,
        };
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
