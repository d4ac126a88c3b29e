using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Writes marts of the embedded warehouse as Parquet files, for tools that cannot open a DuckDB file.</summary>
public static class MartFiles
{
    /// <summary>Writes each mart to its own file; a partial file is never visible.</summary>
    /// <param name="options">Names the warehouse.</param>
    /// <param name="folder">Folder for the files, named <c>mart.parquet</c>; created if missing.</param>
    /// <param name="marts">Names of marts.</param>
    /// <param name="leaveOut">Whether to leave a column out, by table and column.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <returns>For each mart its row count and the columns left out.</returns>
    /// <exception cref="NothingToJudgeException">There is no warehouse, or a mart is missing.</exception>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static async Task<IReadOnlyList<(string Mart, long Rows, IReadOnlyList<string> LeftOut)>> WriteAsync(
        PipelineOptions options,
        string folder,
        IReadOnlyList<string> marts,
        Func<string, string, bool> leaveOut,
        CancellationToken cancellationToken
    )
    {
        if (!Lake.DiskProblem.Exists(options.WarehousePath))
            throw new NothingToJudgeException($"there is no warehouse in {options.WorkFolder}: run the pipeline first: shopstream run");
        using var database = DuckDatabase.OpenFile(options.WarehousePath, DuckWarehouse.Settings(options), readOnly: true);
        var written = new List<(string, long, IReadOnlyList<string>)>();
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var mart in marts)
            {
                var columns = (
                    await database.ReadAsync(
                        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'marts' "
                            + $"AND table_name = {Literal(mart)} ORDER BY column_index",
                        cancellationToken
                    )
                ).Rows;
                if (columns.Count == 0)
                    throw new NothingToJudgeException($"the warehouse has no mart {mart}: build it first: shopstream run");
                var included = columns.Where(c => !leaveOut(mart, c[0]!)).ToList();
                var path = Path.Combine(folder, mart + ".parquet");
                var cells = string.Join(", ", included.Select(Cell));
                await AtomicFile.WriteAsync(
                    path,
                    unfinished =>
                        database.ExecuteAsync($"COPY (SELECT {cells} FROM marts.{Quote(mart)}) TO {Literal(unfinished)} (FORMAT parquet)", cancellationToken)
                );
                var rows = (await database.ReadAsync($"SELECT COUNT(*) FROM marts.{Quote(mart)}", cancellationToken)).Number(0);
                written.Add((mart, (long)rows, [.. columns.Where(c => leaveOut(mart, c[0]!)).Select(c => c[0]!)]));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message} Name another folder with --into.", e);
        }
        return written;
    }

    // Parquet readers support exact decimals of up to 18 digits; not all support wider ones.
    private static string Cell(IReadOnlyList<string?> column)
    {
        var name = Quote(column[0]!);
        return column[1] switch
        {
            { } type when type.StartsWith("DECIMAL(38,", StringComparison.Ordinal) => string.Create(
                CultureInfo.InvariantCulture,
                $"CAST({name} AS DECIMAL(18,{type["DECIMAL(38,".Length..^1]})) AS {name}"
            ),
            "HUGEINT" => $"CAST({name} AS BIGINT) AS {name}",
            _ => name,
        };
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
