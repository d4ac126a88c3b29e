using ShopStream.Quality.Data;
using ShopStream.Quality.Files;

namespace ShopStream.Quality.Changes;

/// <summary>Reads and writes expected-changes.csv, with one change per line.</summary>
public static class ExpectedChangesText
{
    private static readonly string[] Header = ["model", "measure", "key", "change", "reason", "owner"];

    private static readonly CsvItems<ExpectedChange> Format = new(Header, Change)
    {
        Together = changes =>
            changes
                .GroupBy(c => (c.Model, c.Measure, c.Key))
                .Where(g => g.Skip(1).Any())
                .Select(g =>
                    (
                        g.Last().Line,
                        $"{g.Key.Model}, {g.Key.Measure}{(g.Key.Key.Length == 0 ? "" : $", {g.Key.Key}")} is already in line "
                            + $"{g.First().Line}: expected one line for each; remove the line of an earlier change"
                    )
                ),
    };

    /// <summary>Parses the changes of a file.</summary>
    /// <inheritdoc cref="CsvItems{T}.Parse" />
    public static IReadOnlyList<ExpectedChange> Parse(string text, string file) => Format.Parse(text, file);

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

    private static (ExpectedChange? Change, string? Problem) Change(int line, IReadOnlyList<string> cells) =>
        Header.Where((name, i) => name is not "key" && cells[i].Length == 0).FirstOrDefault() is { } empty
            ? (null, $"{empty} is empty: only the key may be, for the whole difference")
            : (new ExpectedChange(line, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]), null);
}
