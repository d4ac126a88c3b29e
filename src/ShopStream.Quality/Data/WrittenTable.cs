namespace ShopStream.Quality.Data;

/// <summary>The table of rows below a step, as written: cells are not typed yet.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, each with a cell for every column.</param>
/// <param name="Line">Line of the header in the feature file, from 1; the line of the step where there is no table.</param>
public sealed record WrittenTable(IReadOnlyList<string> Columns, IReadOnlyList<WrittenRow> Rows, int Line)
{
    /// <summary>A table without columns and rows.</summary>
    public static WrittenTable Empty(int line) => new([], [], line);

    /// <summary>Every cell that is not a value of its column: its line, and what is expected. Unknown columns are skipped.</summary>
    /// <param name="dataset">The table that the rows belong to.</param>
    /// <param name="catalog">Has the types of its columns.</param>
    public IEnumerable<(int Line, string Problem)> Misfits(Dataset dataset, Catalog catalog)
    {
        var types = catalog.Find(dataset)?.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal) ?? [];
        foreach (var row in Rows)
        {
            foreach (var (column, cell) in Columns.Zip(row.Cells))
            {
                if (types.TryGetValue(column, out var type) && Expectation(ColumnType.Parse(type), cell) is { } expected)
                    yield return (row.Line, $"'{cell}' is not a value of {new ColumnReference(dataset, column)}, which is {type}: expected {expected}");
            }
        }
    }

    private static string? Expectation(ColumnType type, string cell)
    {
        try
        {
            CellValue.Read(type, cell);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}

/// <summary>One row of a table below a step.</summary>
/// <param name="Cells">The cells as written.</param>
/// <param name="Line">Its line in the feature file, from 1.</param>
public sealed record WrittenRow(IReadOnlyList<string> Cells, int Line);
