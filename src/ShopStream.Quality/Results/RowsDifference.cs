using System.Globalization;
using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>How an expected row and a row of the built table go together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RowStatus>))]
public enum RowStatus
{
    /// <summary>Expected and found.</summary>
    [JsonStringEnumMemberName("same")]
    Same,

    /// <summary>Expected, and found with other values in some cells.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,

    /// <summary>Expected and not found.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>Found and not expected.</summary>
    [JsonStringEnumMemberName("unexpected")]
    Unexpected,
}

/// <summary>One line of both tables.</summary>
/// <param name="Status">How its two rows go together.</param>
/// <param name="Expected">The cells of the expected row; null if the row is unexpected.</param>
/// <param name="Found">The cells of the row that was found; null if it is missing.</param>
/// <param name="Differs">The positions of the cells that differ, from 0; empty unless <paramref name="Status"/> is changed.</param>
public sealed record RowLine(RowStatus Status, IReadOnlyList<string>? Expected, IReadOnlyList<string>? Found, IReadOnlyList<int> Differs)
{
    /// <summary>What stands before the row: + and - as in a diff, ~ for a row with other cells.</summary>
    [JsonIgnore]
    public string Mark =>
        Status switch
        {
            RowStatus.Changed => "~",
            RowStatus.Missing => "-",
            RowStatus.Unexpected => "+",
            _ => " ",
        };

    /// <summary>The cell of a column; where both rows differ, the expected value, an arrow and the value found.</summary>
    public string Cell(int column) =>
        (Expected, Found) switch
        {
            ({ } expected, { } found) when Differs.Contains(column) => $"{expected[column]} → {found[column]}",
            ({ } expected, _) => expected[column],
            (_, { } found) => found[column],
            _ => "",
        };
}

/// <summary>The expected table and the built one, as one table. A failed sentence on rows has it.</summary>
/// <param name="Columns">The columns that are compared.</param>
/// <param name="Rows">The rows of both tables.</param>
/// <param name="MoreRows">Number of rows that are left out, because there are more than <see cref="MostRows"/>.</param>
public sealed record RowsDifference(IReadOnlyList<string> Columns, IReadOnlyList<RowLine> Rows, int MoreRows)
{
    /// <summary>The most rows that are shown.</summary>
    public const int MostRows = 200;

    /// <summary>What the marks mean.</summary>
    public const string Legend = "- missing, + unexpected, ~ other values: expected → found";

    /// <summary>The table as text, and below it what its marks mean.</summary>
    public override string ToString() => string.Join('\n', ToLines().Append(Legend));

    /// <summary>The table as text, one line per row, in columns of equal width.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var table = Rows.Select(r => (r.Mark, Cells: (IReadOnlyList<string>)[.. Columns.Select((_, i) => r.Cell(i))]))
            .Prepend((Mark: " ", Cells: Columns))
            .ToList();
        var widths = Columns.Select((_, i) => table.Max(r => r.Cells[i].Length)).ToList();
        var lines = table.Select(r => $"{r.Mark} | {string.Join(" | ", r.Cells.Select((c, i) => c.PadRight(widths[i])))} |").ToList();
        if (MoreRows > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  … and {MoreRows:#,##0} more rows"));
        return lines;
    }
}
