using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Changes;

/// <summary>Reads and writes expected-changes.csv: a header, then one change per line. Values that contain a comma or a quote are in double quotes.</summary>
public static class ExpectedChangesText
{
    private static readonly string[] Header = ["model", "measure", "key", "change", "reason", "owner"];

    /// <summary>Parses the lines of a file. Empty lines and lines that begin with # are skipped.</summary>
    /// <param name="text">Content of the file.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="UsageException">Some lines are invalid; the message lists all of them with file:line.</exception>
    public static IReadOnlyList<ExpectedChange> Parse(string text, string file)
    {
        var problems = new List<string>();
        var changes = new List<ExpectedChange>();
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        var header = CsvLine.Cells(lines[0])?.ConvertAll(c => c.Trim());
        if (header is null || !header.SequenceEqual(Header, StringComparer.Ordinal))
            throw new UsageException($"{file}:1: found '{lines[0]}', expected the header {string.Join(',', Header)}");
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0 || lines[i].StartsWith('#'))
                continue;
            if (Change(lines[i], i + 1, out var problem) is { } change)
                changes.Add(change);
            else
                problems.Add($"{file}:{i + 1}: {problem}");
        }
        problems.AddRange(
            changes
                .GroupBy(c => (c.Model, c.Measure, c.Key))
                .Where(g => g.Skip(1).Any())
                .Select(g =>
                    $"{file}:{g.Last().Line}: {g.Key.Model}, {g.Key.Measure}{(g.Key.Key.Length == 0 ? "" : $", {g.Key.Key}")} is already in line "
                    + $"{g.First().Line}: expected one line for each; remove the line of an earlier change"
                )
        );
        return problems.Count == 0 ? changes : throw new UsageException(string.Join("\n", problems));
    }

    /// <summary>The file with what it has already, and a line for each difference.</summary>
    /// <param name="there">Content of the file; null if it does not exist.</param>
    /// <param name="facts">The differences to accept.</param>
    /// <param name="reason">Why they are meant.</param>
    /// <param name="owner">Who answers for them.</param>
    public static string With(string? there, IEnumerable<ChangeFact> facts, string reason, string owner)
    {
        var kept = there is { Length: > 0 } ? there.ReplaceLineEndings("\n").TrimEnd('\n') : string.Join(',', Header);
        // A line about the same difference is of an earlier change: one line for each.
        var added = facts.ToList();
        var names = added.Select(f => (f.Model, f.Measure)).ToHashSet();
        var lines = kept.Split('\n')
            .Where((line, i) => i == 0 || CsvLine.Cells(line) is not { Count: 6 } cells || !names.Contains((cells[0].Trim(), cells[1].Trim())));
        return string.Concat(lines.Concat(added.Select(f => Line([f.Model, f.Measure, "", f.Change, reason, owner]))).Select(l => l + "\n"));
    }

    private static string Line(IEnumerable<string> cells) =>
        string.Join(',', cells.Select(c => c.AsSpan().ContainsAny(',', '"') ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c));

    private static ExpectedChange? Change(string text, int line, out string? problem)
    {
        problem = null;
        if (CsvLine.Cells(text)?.ConvertAll(c => c.Trim()) is not { } cells)
            problem = "a double quote is not closed; double a quote inside quotes";
        else if (cells.Count != Header.Length)
            problem = $"found {cells.Count} values, expected {Header.Length}: {string.Join(',', Header)}; put a value that contains a comma in double quotes";
        else if (Header.Where((name, i) => name is not "key" && cells[i].Length == 0).FirstOrDefault() is { } empty)
            problem = $"{empty} is empty: only the key may be, for the whole difference";
        else
            return new ExpectedChange(line, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
        return null;
    }
}
