namespace ShopStream.Quality.Data;

/// <summary>A line of a CSV file that people keep by hand.</summary>
internal static class CsvLine
{
    /// <summary>The values of a line; one with a comma or a quote in it stands in double quotes. Null where a quote does not close.</summary>
    public static List<string>? Cells(string line)
    {
        var cells = new List<string>();
        for (var at = 0; at <= line.Length; at++)
        {
            var quoted = at < line.Length && line[at] == '"';
            var end = quoted ? Closing(line, at) : line.IndexOf(',', at);
            if (quoted && end < 0) return null;
            cells.Add(quoted ? line[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal) : line[at..(end < 0 ? line.Length : end)]);
            if (quoted) end = line.IndexOf(',', end);
            if (end < 0) break;
            at = end;
        }
        return cells;
    }

    private static int Closing(string line, int open)
    {
        for (var at = open + 1; at < line.Length; at++)
        {
            if (line[at] != '"') continue;
            if (at + 1 == line.Length || line[at + 1] != '"') return at;
            at++;
        }
        return -1;
    }
}
