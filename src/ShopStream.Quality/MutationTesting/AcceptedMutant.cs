using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>Faults that a team knows to survive, and why they are not worth a spec. They are left out of the score, and listed.</summary>
/// <param name="Line">The line in its file, from 1.</param>
/// <param name="Fault">A fault's id, or its beginning with * for the rest.</param>
/// <param name="Reason">Why it is accepted.</param>
public sealed record AcceptedMutant(int Line, string Fault, string Reason)
{
    /// <summary>The file's name in the features folder.</summary>
    public const string FileName = "proof-exceptions.csv";

    private static readonly string[] Header = ["fault", "reason"];

    /// <summary>Whether it is about a fault.</summary>
    public bool Covers(string id) => Fault.EndsWith('*') ? id.StartsWith(Fault[..^1], StringComparison.Ordinal) : string.Equals(id, Fault, StringComparison.Ordinal);

    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="UsageException">Lines that cannot be read: all of them, with file:line.</exception>
    public static IReadOnlyList<AcceptedMutant> Parse(string text, string file)
    {
        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        if (CsvLine.Cells(lines[0])?.ConvertAll(c => c.Trim()) is not { } header || !header.SequenceEqual(Header, StringComparer.Ordinal))
            throw new UsageException($"{file}:1: found '{lines[0]}', expected the header {string.Join(',', Header)}");
        var problems = new List<string>();
        var exceptions = new List<AcceptedMutant>();
        foreach (var (index, line) in lines.Index().Skip(1).Where(l => l.Item.Trim().Length > 0 && !l.Item.StartsWith('#')))
        {
            if (CsvLine.Cells(line)?.ConvertAll(c => c.Trim()) is [{ Length: > 0 } fault, { Length: > 0 } reason]) exceptions.Add(new AcceptedMutant(index + 1, fault, reason));
            else problems.Add($"{file}:{index + 1}: found '{line}', expected a fault's id (or its beginning and *) and why it is not worth a spec; a value with a comma in it stands in double quotes");
        }
        return problems.Count == 0 ? exceptions : throw new UsageException(string.Join("\n", problems));
    }
}
