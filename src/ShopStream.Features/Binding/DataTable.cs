using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ShopStream.Features.Binding;

/// <summary>The table below a step; its first row names the columns.</summary>
public sealed class DataTable
{
    /// <param name="rows">The header and the rows below it, all of the same width.</param>
    /// <exception cref="FormatException">There is no header, or a name is empty or stands twice in it.</exception>
    public DataTable(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) throw new FormatException("the table is empty; expected a header that names the columns");
        var header = rows[0];
        if (header.Any(string.IsNullOrWhiteSpace)) throw new FormatException("a column of the table has no name; the first row names the columns");
        if (header.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"the column '{twice.Key}' stands twice in the table; each name once");
        Header = [.. header];
        Rows = [.. rows.Skip(1).Select(r => new DataTableRow(this, r))];
    }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The rows below the header.</summary>
    public IReadOnlyList<DataTableRow> Rows { get; }

    /// <summary>Without the header.</summary>
    public int RowCount => Rows.Count;

    /// <summary>Whether the header names it.</summary>
    public bool ContainsColumn(string column) => Header.Contains(column, StringComparer.Ordinal);
}

/// <summary>A row of a <see cref="DataTable"/>.</summary>
public sealed class DataTableRow
{
    private readonly DataTable _table;
    private readonly IReadOnlyList<string> _cells;

    internal DataTableRow(DataTable table, IReadOnlyList<string> cells) => (_table, _cells) = (table, cells);

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Keys => _table.Header;

    /// <summary>The cells, in the order of the columns.</summary>
    public IReadOnlyList<string> Values => _cells;

    /// <summary>How many cells.</summary>
    public int Count => _cells.Count;

    /// <summary>The cell of a column, counted from 0.</summary>
    public string this[int index] => _cells[index];

    /// <summary>The cell of a column.</summary>
    /// <exception cref="FormatException">The table has no such column.</exception>
    public string this[string column] => TryGetValue(column, out var value)
        ? value
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"the table has no column '{column}'; it has: {string.Join(", ", _table.Header)}"));

    /// <summary>Whether the header names it.</summary>
    public bool ContainsKey(string column) => _table.ContainsColumn(column);

    /// <summary>The cell of a column, if there is one.</summary>
    public bool TryGetValue(string column, [NotNullWhen(true)] out string? value)
    {
        var index = 0;
        while (index < Keys.Count && !string.Equals(Keys[index], column, StringComparison.Ordinal)) index++;
        value = index < Keys.Count ? _cells[index] : null;
        return value is not null;
    }
}
