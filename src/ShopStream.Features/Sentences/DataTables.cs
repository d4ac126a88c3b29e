namespace ShopStream.Features.Sentences;

/// <summary>Converts the table of a step to the type that step classes take.</summary>
public static class DataTables
{
    /// <summary>Creates the table.</summary>
    /// <param name="rows">The header and the rows below it, all of the same width.</param>
    /// <exception cref="FormatException">The header is missing, or a name in it is empty or appears twice.</exception>
    public static DataTable From(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0)
            throw new FormatException("the table is empty; expected a header that names the columns");
        var header = rows[0];
        if (header.Any(string.IsNullOrWhiteSpace))
            throw new FormatException("a column of the table has no name; the first row names the columns");
        if (header.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"the column '{twice.Key}' appears twice in the table: rename or remove one");
        var table = new DataTable([.. header]);
        foreach (var row in rows.Skip(1))
            table.AddRow([.. row]);
        return table;
    }

    /// <summary>The cell in a column.</summary>
    /// <exception cref="FormatException">The table has no such column.</exception>
    public static string Cell(this DataTableRow row, string column) =>
        row.TryGetValue(column, out var cell) ? cell : throw new FormatException($"the table has no column '{column}'; it has: {string.Join(", ", row.Keys)}");
}
