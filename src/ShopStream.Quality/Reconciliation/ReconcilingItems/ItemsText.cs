using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>Parses reconciling-items.csv: a header, then one item per line. Values that contain a comma or a quote are in double quotes.</summary>
public static class ItemsText
{
    private static readonly string[] Header = ["check", "key", "amount", "reason", "owner", "expires"];

    /// <summary>Parses the items of a file. Empty lines and lines that begin with # are skipped.</summary>
    /// <param name="text">Content of the file.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="UsageException">Some lines are invalid; the message lists all of them with file:line.</exception>
    public static IReadOnlyList<ReconcilingItem> Parse(string text, string file)
    {
        var problems = new List<string>();
        var items = new List<ReconcilingItem>();
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        var header = CsvLine.Cells(lines[0])?.ConvertAll(c => c.Trim());
        if (header is null || !header.SequenceEqual(Header, StringComparer.Ordinal))
            throw new UsageException($"{file}:1: found '{lines[0]}', expected the header {string.Join(',', Header)}");
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0 || lines[i].StartsWith('#'))
                continue;
            if (Item(lines[i], i + 1, out var problem) is { } item)
                items.Add(item);
            else
                problems.Add($"{file}:{i + 1}: {problem}");
        }
        problems.AddRange(
            items
                .GroupBy(i => (i.Check, i.Key))
                .Where(g => g.Count() > 1)
                .Select(g =>
                    $"{file}:{g.Last().Line}: the key {g.Key.Key} of '{g.Key.Check}' is already in line {g.First().Line}: "
                    + "expected one item with the total amount"
                )
        );
        return problems.Count == 0 ? items : throw new UsageException(string.Join("\n", problems));
    }

    private static ReconcilingItem? Item(string text, int line, out string? problem)
    {
        problem = null;
        if (CsvLine.Cells(text)?.ConvertAll(c => c.Trim()) is not { } cells)
            problem = "a double quote is not closed; double a quote inside quotes";
        else if (cells.Count != Header.Length)
            problem = $"found {cells.Count} values, expected {Header.Length}: {string.Join(',', Header)}; put a value that contains a comma in double quotes";
        else if (Header.Where((_, i) => cells[i].Length == 0).FirstOrDefault() is { } empty)
            problem = $"{empty} is empty: every value of an item is required";
        else if (!decimal.TryParse(cells[2], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            problem = $"the amount is '{cells[2]}': expected actual minus expected, such as -12.40";
        else if (!DateOnly.TryParseExact(cells[5], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
            problem = $"expires is '{cells[5]}': expected the last valid day as yyyy-MM-dd";
        else
            return new ReconcilingItem(line, cells[0], cells[1], amount, cells[3], cells[4], expires);
        return null;
    }
}
