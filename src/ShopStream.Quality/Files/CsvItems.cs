using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Files;

/// <summary>
/// A CSV file that people write: a header, then one item per line. Values that contain a comma or a quote are in double quotes. Empty lines and
/// lines that begin with # are skipped.
/// </summary>
/// <param name="Header">Names of the values.</param>
/// <param name="Read">The item of a line number and its values, or what is wrong with them.</param>
internal sealed record CsvItems<T>(IReadOnlyList<string> Header, Func<int, IReadOnlyList<string>, (T? Item, string? Problem)> Read)
    where T : class
{
    /// <summary>What is wrong with items that are valid one by one, such as two for the same thing.</summary>
    public Func<IReadOnlyList<T>, IEnumerable<(int Line, string Problem)>> Together { get; init; } = static _ => [];

    /// <summary>Parses the items of a file.</summary>
    /// <param name="text">Content of the file.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="UsageException">Some lines are invalid; the message lists all of them with file:line.</exception>
    public IReadOnlyList<T> Parse(string text, string file)
    {
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        if (CsvLine.Cells(lines[0])?.ConvertAll(c => c.Trim()) is not { } header || !header.SequenceEqual(Header, StringComparer.Ordinal))
            throw new UsageException($"{file}:1: found '{lines[0]}', expected the header {string.Join(',', Header)}");
        var problems = new List<(int Line, string Problem)>();
        var items = new List<T>();
        foreach (var (index, line) in lines.Index().Skip(1).Where(l => l.Item.Trim().Length > 0 && !l.Item.StartsWith('#')))
        {
            var (item, problem) = ReadLine(index + 1, line);
            if (item is not null)
                items.Add(item);
            else
                problems.Add((index + 1, problem!));
        }
        problems.AddRange(Together(items));
        return problems.Count == 0 ? items : throw new UsageException(string.Join("\n", problems.Select(p => $"{file}:{p.Line}: {p.Problem}")));
    }

    private (T? Item, string? Problem) ReadLine(int number, string line)
    {
        if (CsvLine.Cells(line)?.ConvertAll(c => c.Trim()) is not { } cells)
            return (null, "a double quote is not closed: expected one at the end of its value; double a quote inside quotes");
        return cells.Count == Header.Count
            ? Read(number, cells)
            : (null, $"found {cells.Count} values, expected {Header.Count}: {string.Join(',', Header)}; put a value that contains a comma in double quotes");
    }
}
