using ShopStream.Features.Writing;

namespace ShopStream.Contracts.Translation;

/// <summary>
/// Rules that the standard's library cannot say, as sentences of ours: type custom, engine shopstream, and the steps as the implementation.
/// </summary>
internal static class OwnRules
{
    /// <summary>The engine that such rules name.</summary>
    public const string Engine = "shopstream";

    private const string Given = "Given ";
    private const string Then = "Then ";
    private const string Quotes = "\"\"\"";

    /// <summary>The steps as the text of a rule.</summary>
    public static string Text(IEnumerable<WrittenStep> steps)
    {
        var lines = new List<string>();
        foreach (var step in steps)
        {
            lines.Add((step.IsContext ? Given : Then) + step.Text);
            if (step.DocString is { } doc)
                lines.AddRange(["  " + Quotes, .. doc.Split('\n').Select(l => l.Length == 0 ? l : "  " + l), "  " + Quotes]);
            lines.AddRange((step.Table ?? []).Select(row => "  | " + string.Join(" | ", row.Select(Cell)) + " |"));
        }
        return string.Join('\n', lines);
    }

    /// <summary>The steps of such a text; null with the reason if it is none.</summary>
    public static (IReadOnlyList<WrittenStep> Steps, string? Reason) Of(string text)
    {
        var steps = new List<WrittenStep>();
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(Given, StringComparison.Ordinal) || line.StartsWith(Then, StringComparison.Ordinal))
                steps.Add(
                    new WrittenStep(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]) { IsContext = line.StartsWith(Given, StringComparison.Ordinal) }
                );
            else if (line is Quotes && steps.Count > 0 && Array.FindIndex(lines, i + 1, l => l.Trim() is Quotes) is > 0 and var end)
            {
                var indent = lines[i].Length - lines[i].TrimStart().Length;
                steps[^1] = steps[^1] with { DocString = string.Join('\n', lines[(i + 1)..end].Select(l => l.Length >= indent ? l[indent..] : l.TrimStart())) };
                i = end;
            }
            else if (line.StartsWith('|') && steps.Count > 0)
                steps[^1] = steps[^1] with { Table = [.. steps[^1].Table ?? [], Row(line)] };
            else if (line.Length > 0)
                return ([], $"its implementation has the line '{line}': expected steps after Given and Then, with their tables and texts");
        }
        return steps.Exists(s => !s.IsContext) ? (steps, null) : ([], "its implementation has no step after Then");
    }

    private static string Cell(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static List<string> Row(string line)
    {
        var (cells, cell) = (new List<string>(), new System.Text.StringBuilder());
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
                cell.Append(line[++i] == 'n' ? '\n' : line[i]);
            else if (line[i] == '|')
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }
        return cells;
    }
}
