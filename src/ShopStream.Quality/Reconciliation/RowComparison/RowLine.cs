using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>What is shown of a key: id=17: total_amount expected 10.00, found 9.99.</summary>
/// <param name="actual">What is judged.</param>
/// <param name="expected">Names the columns.</param>
/// <param name="redaction">What may be shown.</param>
internal sealed class RowLine(RowReading actual, RowReading expected, RedactionPolicy redaction)
{
    private const int Longest = 60;
    private readonly IReadOnlyList<RowCell> cells = [.. expected.Cells];
    private readonly IReadOnlyList<RowCell> actualCells = [.. actual.Cells];

    public string Of(RowDifference kind, byte[] key, IReadOnlyList<IReadOnlyList<string?>> found, IReadOnlyList<IReadOnlyList<string?>> wanted)
    {
        var name = string.Join(", ", CanonicalText.Of(key).Select((value, i) => $"{cells[i].Name}={(IsPersonal(i) && value is not null ? redaction.Mask(value) : value ?? "null")}"));
        return kind switch
        {
            RowDifference.Missing => $"{name}: missing",
            RowDifference.Extra => $"{name}: extra",
            RowDifference.Repeated => $"{name}: more than once",
            RowDifference.Rarer => $"{name}: less often than expected",
            _ when found.Count == 1 && wanted.Count == 1 => $"{name}: {Cells(found[0], wanted[0])}",
            _ => $"{name}: other values",
        };
    }

    private string Cells(IReadOnlyList<string?> found, IReadOnlyList<string?> wanted)
    {
        var different = cells.Select((c, i) => (c.Name, Index: i, Found: found[i], Wanted: wanted[i])).Where(c => !string.Equals(c.Found, c.Wanted, StringComparison.Ordinal))
            .Select(c => redaction.Level < SampleLevel.Full ? c.Name : $"{c.Name} expected {Shown(c.Index, c.Wanted)}, found {Shown(c.Index, c.Found)}").ToList();
        // A live source may have mended the row since.
        return different.Count == 0 ? "other values when they were compared, the same now"
            : redaction.Level < SampleLevel.Full ? $"other values in {string.Join(", ", different)}"
            : string.Join("; ", different);
    }

    private bool IsPersonal(int cell) =>
        redaction.Hides(new ColumnReference(expected.Relation.Dataset, cells[cell].Name)) || redaction.Hides(new ColumnReference(actual.Relation.Dataset, actualCells[cell].Name));

    private string Shown(int cell, string? value) => value switch
    {
        null => "null",
        "" => "''",
        _ when IsPersonal(cell) => redaction.Mask(value),
        { Length: > Longest } => value[..Longest] + "…",
        _ => value,
    };
}
