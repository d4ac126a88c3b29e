using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>Mutants that a team accepts as survivors, with a reason. They are listed, but do not count in the score.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Fault">Id of a mutant, or its beginning followed by *.</param>
/// <param name="Reason">Why the mutant may survive.</param>
public sealed record AcceptedMutant(int Line, string Fault, string Reason)
{
    /// <summary>File name in the features folder.</summary>
    public const string FileName = "proof-exceptions.csv";

    private static readonly string[] Header = ["fault", "reason"];

    /// <summary>Whether it applies to the mutant with an id.</summary>
    public bool Covers(string id) =>
        Fault.EndsWith('*') ? id.StartsWith(Fault[..^1], StringComparison.Ordinal) : string.Equals(id, Fault, StringComparison.Ordinal);

    /// <summary>Parses a file. Empty lines and lines that begin with # are skipped.</summary>
    /// <param name="text">Content of the file.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="UsageException">Some lines are invalid; the message lists all of them with file:line.</exception>
    public static IReadOnlyList<AcceptedMutant> Parse(string text, string file)
    {
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        if (CsvLine.Cells(lines[0])?.ConvertAll(c => c.Trim()) is not { } header || !header.SequenceEqual(Header, StringComparer.Ordinal))
            throw new UsageException($"{file}:1: found '{lines[0]}', expected the header {string.Join(',', Header)}");
        var problems = new List<string>();
        var exceptions = new List<AcceptedMutant>();
        foreach (var (index, line) in lines.Index().Skip(1).Where(l => l.Item.Trim().Length > 0 && !l.Item.StartsWith('#')))
        {
            if (CsvLine.Cells(line)?.ConvertAll(c => c.Trim()) is [{ Length: > 0 } fault, { Length: > 0 } reason])
                exceptions.Add(new AcceptedMutant(index + 1, fault, reason));
            else
                problems.Add(
                    $"{file}:{index + 1}: found '{line}', expected the id of a mutant (or its beginning followed by *) and a reason; "
                        + "put a value that contains a comma in double quotes"
                );
        }
        return problems.Count == 0 ? exceptions : throw new UsageException(string.Join("\n", problems));
    }
}
