namespace ShopStream.Quality.Data;

/// <summary>Parses a line of a CSV file that people edit by hand.</summary>
internal static class CsvLine
{
    /// <summary>The values of a line; null if a quote is not closed. A value that contains a comma or a quote is in double quotes.</summary>
    public static List<string>? Cells(string line)
    {
        var cells = new List<string>();
        for (var at = 0; at <= line.Length; at++)
        {
            var quoted = at < line.Length && line[at] == '"';
            var end = quoted ? ClosingQuote(line, at) : line.IndexOf(',', at);
            if (quoted && end < 0)
                return null;
            cells.Add(quoted ? line[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal) : line[at..(end < 0 ? line.Length : end)]);
            if (quoted)
                end = line.IndexOf(',', end);
            if (end < 0)
                break;
            at = end;
        }
        return cells;
    }

    private static int ClosingQuote(string line, int open)
    {
        for (var at = open + 1; at < line.Length; at++)
        {
            if (line[at] != '"')
                continue;
            if (at + 1 == line.Length || line[at + 1] != '"')
                return at;
            at++;
        }
        return -1;
    }
}
