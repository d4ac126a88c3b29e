using ShopStream.Quality.Files;

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
    private static readonly CsvItems<AcceptedMutant> Format = new(Header, Mutant);

    /// <summary>Whether it applies to the mutant with an id.</summary>
    public bool Covers(string id) =>
        Fault.EndsWith('*') ? id.StartsWith(Fault[..^1], StringComparison.Ordinal) : string.Equals(id, Fault, StringComparison.Ordinal);

    /// <summary>Parses a file.</summary>
    /// <inheritdoc cref="CsvItems{T}.Parse" />
    public static IReadOnlyList<AcceptedMutant> Parse(string text, string file) => Format.Parse(text, file);

    private static (AcceptedMutant? Mutant, string? Problem) Mutant(int line, IReadOnlyList<string> cells) =>
        Header.Where((_, i) => cells[i].Length == 0).FirstOrDefault() is { } empty
            ? (null, $"{empty} is empty: expected the id of a mutant (or its beginning followed by *) and a reason")
            : (new AcceptedMutant(line, cells[0], cells[1]), null);
}
