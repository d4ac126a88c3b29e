using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>Describes the difference of a key, such as "id=17: total_amount expected 10.00, found 9.99".</summary>
/// <param name="actual">Columns of the actual side.</param>
/// <param name="expected">Columns of the expected side, which provide the names.</param>
/// <param name="redaction">Redacts the values.</param>
internal sealed class RowLine(RowReading actual, RowReading expected, RedactionPolicy redaction)
{
    private const int MaxLength = 60;
    private readonly IReadOnlyList<RowCell> cells = [.. expected.Cells];
    private readonly IReadOnlyList<RowCell> actualCells = [.. actual.Cells];

    public string Of(RowDifference kind, byte[] key, IReadOnlyList<IReadOnlyList<string?>> found, IReadOnlyList<IReadOnlyList<string?>> wanted)
    {
        var name = NameOf(key);
        return kind switch
        {
            RowDifference.Missing => $"{name}: missing",
            RowDifference.Extra => $"{name}: extra",
            RowDifference.MoreThanOnce => $"{name}: more than once",
            RowDifference.LessOften => $"{name}: less often than expected",
            _ when found.Count == 1 && wanted.Count == 1 => $"{name}: {Cells(found[0], wanted[0])}",
            _ => $"{name}: other values",
        };
    }

    /// <summary>
    /// How values that look alike differ, such as "id=17, status: they differ only in case: expected U+0070, found U+0050"; null if the row has none.
    /// </summary>
    public string? Likeness(byte[] key, IReadOnlyList<IReadOnlyList<string?>> found, IReadOnlyList<IReadOnlyList<string?>> wanted) =>
        found.Count != 1 || wanted.Count != 1
            ? null
            : cells
                .Select((c, i) => Likeness(i, wanted[0][i], found[0][i]) is { } likeness ? $"{NameOf(key)}, {Identifier.Written(c.Name)}: {likeness}" : null)
                .FirstOrDefault(l => l is not null);

    private string NameOf(byte[] key) =>
        string.Join(
            ", ",
            CanonicalText
                .Of(key)
                .Select((value, i) => $"{Identifier.Written(cells[i].Name)}={(IsPersonal(i) && value is not null ? redaction.Mask(value) : value ?? "null")}")
        );

    private string Cells(IReadOnlyList<string?> found, IReadOnlyList<string?> wanted)
    {
        var different = cells
            .Select((c, i) => (Name: Identifier.Written(c.Name), Index: i, Found: found[i], Wanted: wanted[i]))
            .Where(c => !string.Equals(c.Found, c.Wanted, StringComparison.Ordinal))
            .Select(c => redaction.Level < SampleLevel.Full ? c.Name : $"{c.Name} expected {Shown(c.Index, c.Wanted)}, found {Shown(c.Index, c.Found)}")
            .ToList();
        // In a live source the row may have changed since.
        return different.Count == 0 ? "other values when compared, equal now"
            : redaction.Level < SampleLevel.Full ? $"other values in {string.Join(", ", different)}"
            : string.Join("; ", different);
    }

    // Of a hidden value, the kind of the difference is said, but not the characters.
    private string? Likeness(int cell, string? wanted, string? found) =>
        IsPersonal(cell) || redaction.Level < SampleLevel.Full
            ? ValueDifference.Kind(wanted, found) is { } kind
                ? $"they differ only in {kind}"
                : null
            : ValueDifference.Describe(wanted, found);

    private bool IsPersonal(int cell) =>
        redaction.Hides(new ColumnReference(expected.Relation.Dataset, cells[cell].Name))
        || redaction.Hides(new ColumnReference(actual.Relation.Dataset, actualCells[cell].Name));

    private string Shown(int cell, string? value) =>
        value switch
        {
            null => "null",
            "" => "''",
            _ when IsPersonal(cell) => redaction.Mask(value),
            { Length: > MaxLength } => value[..MaxLength] + "…",
            _ => value,
        };
}
