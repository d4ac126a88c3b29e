namespace ShopStream.Features.Sentences;

/// <summary>The table below a step, as step classes take it.</summary>
public static class DataTables
{
    /// <param name="rows">The header and the rows below it, all of the same width.</param>
    /// <exception cref="FormatException">There is no header, or a name is empty or stands twice in it.</exception>
    public static DataTable From(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) throw new FormatException("the table is empty; expected a header that names the columns");
        var header = rows[0];
        if (header.Any(string.IsNullOrWhiteSpace)) throw new FormatException("a column of the table has no name; the first row names the columns");
        if (header.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"the column '{twice.Key}' stands twice in the table; each name once");
        var table = new DataTable([.. header]);
        foreach (var row in rows.Skip(1)) table.AddRow([.. row]);
        return table;
    }

    /// <summary>The cell of a column.</summary>
    /// <exception cref="FormatException">The table has no such column.</exception>
    public static string Cell(this DataTableRow row, string column) => row.TryGetValue(column, out var cell)
        ? cell
        : throw new FormatException($"the table has no column '{column}'; it has: {string.Join(", ", row.Keys)}");
}
