namespace ShopStream.Quality.Reconciliation.RowForRow;

/// <summary>What is shown of a key: id=17: total_amount expected 10.00, found 9.99.</summary>
internal static class RowLine
{
    private const int Longest = 60;

    public static string Of(RowDifference kind, byte[] key, RowReading named, IReadOnlyList<IReadOnlyList<string?>> found, IReadOnlyList<IReadOnlyList<string?>> wanted)
    {
        var name = string.Join(", ", CanonicalText.Of(key).Zip(named.Keys, (value, cell) => $"{cell.Name}={value ?? "null"}"));
        return kind switch
        {
            RowDifference.Missing => $"{name}: missing",
            RowDifference.Extra => $"{name}: extra",
            RowDifference.Repeated => $"{name}: more than once",
            RowDifference.Rarer => $"{name}: less often than expected",
            _ when found.Count == 1 && wanted.Count == 1 => $"{name}: {Cells(named, found[0], wanted[0])}",
            _ => $"{name}: other values",
        };
    }

    private static string Cells(RowReading named, IReadOnlyList<string?> found, IReadOnlyList<string?> wanted)
    {
        var cells = named.Cells.Select((c, i) => (c.Name, Found: found[i], Wanted: wanted[i])).Where(c => !string.Equals(c.Found, c.Wanted, StringComparison.Ordinal))
            .Select(c => $"{c.Name} expected {Shown(c.Wanted)}, found {Shown(c.Found)}").ToList();
        // A live source may have mended the row since.
        return cells.Count == 0 ? "other values when they were compared, the same now" : string.Join("; ", cells);
    }

    private static string Shown(string? value) => value switch
    {
        null => "null",
        "" => "''",
        { Length: > Longest } => value[..Longest] + "…",
        _ => value,
    };
}
