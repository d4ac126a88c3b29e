using System.Globalization;
using ShopStream.Quality.Files;

namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>Parses reconciling-items.csv, with one item per line.</summary>
public static class ItemsText
{
    private static readonly string[] Header = ["check", "key", "amount", "reason", "owner", "expires"];

    private static readonly CsvItems<ReconcilingItem> Format = new(Header, Item)
    {
        Together = items =>
            items
                .GroupBy(i => (i.Check, i.Key))
                .Where(g => g.Skip(1).Any())
                .Select(g =>
                    (g.Last().Line, $"the key {g.Key.Key} of '{g.Key.Check}' is already in line {g.First().Line}: expected one item with the total amount")
                ),
    };

    /// <summary>Parses the items of a file.</summary>
    /// <inheritdoc cref="CsvItems{T}.Parse" />
    public static IReadOnlyList<ReconcilingItem> Parse(string text, string file) => Format.Parse(text, file);

    private static (ReconcilingItem? Item, string? Problem) Item(int line, IReadOnlyList<string> cells)
    {
        if (Header.Where((_, i) => cells[i].Length == 0).FirstOrDefault() is { } empty)
            return (null, $"{empty} is empty: every value of an item is required");
        if (!decimal.TryParse(cells[2], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            return (null, $"the amount is '{cells[2]}': expected actual minus expected, such as -12.40");
        return DateOnly.TryParseExact(cells[5], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires)
            ? (new ReconcilingItem(line, cells[0], cells[1], amount, cells[3], cells[4], expires), null)
            : (null, $"expires is '{cells[5]}': expected the last valid day as yyyy-MM-dd");
    }
}
