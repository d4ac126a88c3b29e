namespace ShopStream.Quality.Data;

/// <summary>The table of rows below a step, as written: cells are not typed yet.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, each with a cell for every column.</param>
/// <param name="Line">Line of the header in the feature file, from 1; the line of the step where there is no table.</param>
public sealed record WrittenTable(IReadOnlyList<string> Columns, IReadOnlyList<WrittenRow> Rows, int Line)
{
    /// <summary>How its cells write numbers and days; default: with a point, as English does.</summary>
    public CellNotation Notation { get; init; } = CellNotation.Point;

    /// <summary>A table without columns and rows.</summary>
    public static WrittenTable Empty(int line) => new([], [], line);

    /// <summary>Reads a cell.</summary>
    /// <inheritdoc cref="CellValue.Read"/>
    public CellValue Read(ColumnType type, string cell) => CellValue.Read(type, Notation.Read(type, cell));

    /// <summary>Writes a value as a cell of this table would.</summary>
    public string Write(ColumnType type, string? text) => Notation.Write(type, CellValue.Write(type, text));

    /// <summary>Every cell that is not a value of its column: where it is, and what is expected. Unknown columns are skipped.</summary>
    /// <param name="dataset">The table that the rows belong to.</param>
    /// <param name="catalog">Has the types of its columns.</param>
    public IEnumerable<(int Line, int? Position, string Problem)> Misfits(Dataset dataset, Catalog catalog)
    {
        var types = catalog.Find(dataset)?.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal) ?? [];
        foreach (var row in Rows)
        {
            foreach (var (i, (column, cell)) in Columns.Zip(row.Cells).Index())
            {
                if (types.TryGetValue(column, out var type) && Expectation(ColumnType.Parse(type), cell) is { } expected)
                    yield return (
                        row.Line,
                        row.PositionOf(i),
                        $"'{cell}' is not a value of {new ColumnReference(dataset, column)}, which is {type}: expected {expected}"
                    );
            }
        }
    }

    private string? Expectation(ColumnType type, string cell)
    {
        try
        {
            Read(type, cell);
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
public sealed record WrittenRow(IReadOnlyList<string> Cells, int Line)
{
    /// <summary>In which column of its line each cell begins, from 1; empty if this is not known.</summary>
    public IReadOnlyList<int> Positions { get; init; } = [];

    /// <summary>In which column of its line a cell begins, from 1; null if this is not known.</summary>
    public int? PositionOf(int cell) => cell < Positions.Count ? Positions[cell] : null;
}
