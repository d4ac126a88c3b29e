using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>A case in certain layers.</summary>
/// <param name="Number">Names the scenario.</param>
/// <param name="Case">What.</param>
/// <param name="First">The layer of the table the sentence names first.</param>
/// <param name="Second">That of the other.</param>
/// <param name="Swapped">Whether the first table holds the rows of b.</param>
internal sealed record PlacedCase(int Number, Case Case, Layer First, Layer Second, bool Swapped)
{
    public string Scenario => $"Case {Number}";

    public Dataset A => new(First, Name("a", Tables().First()));

    public Dataset B => new(Second, Name("b", Tables().Last()));

    public Outcome Outcome => Case.Expected.Outcome;

    public string? Difference => Across && Case.Expected.DifferenceAcross is { } across ? across : Mirrored ? Mirror(Case.Expected.Difference) : Case.Expected.Difference;

    public string? Key => (Across ? Case.Expected.KeyAcross : null) ?? (Mirrored ? Case.Expected.MirroredKey : null) ?? Case.Expected.Key;

    public string Steps => Case.Steps
        .Replace("{a}", $"{A}", StringComparison.Ordinal).Replace("{b}", $"{B}", StringComparison.Ordinal)
        .Replace("{a.layer}", A.Layer.NameOf(), StringComparison.Ordinal).Replace("{a.table}", $"\"{A.Table}\"", StringComparison.Ordinal);

    public override string ToString()
    {
        var where = Case.Sides == Sides.One ? First.NameOf() : $"{First.NameOf()} and {Second.NameOf()}{(Swapped ? ", rows swapped" : "")}";
        return $"{Case.Sentence.ReplaceLineEndings(" ")} — {Case.Title} — {where}";
    }

    /// <summary>Every case in every place it belongs.</summary>
    public static IReadOnlyList<PlacedCase> All(IEnumerable<Case> cases) =>
        [.. cases.SelectMany(c => Places(c.Sides).Select(p => (Case: c, Place: p))).Select((x, i) => new PlacedCase(i + 1, x.Case, x.Place.First, x.Place.Second, x.Place.Swapped))];

    /// <summary>The tables it needs, and where.</summary>
    public IEnumerable<(Dataset Dataset, Table Table)> Datasets() =>
        Case.Sides == Sides.One ? [(A, Case.A)] : Tables().Zip([A, B], (table, dataset) => (dataset, table));

    private IEnumerable<Table> Tables() => Case.B is null ? [Case.A] : Swapped ? [Case.B, Case.A] : [Case.A, Case.B];

    // What is alike is one table: a table of its own for every case would fill DuckDB's memory. In upper and lower case, as names may be.
    private string Name(string side, Table table) =>
        $"T_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{table}{Case.Rule}")))[..12]}_{side}";

    private bool Across => Case.Sides == Sides.Directed && A.Store != B.Store;

    // Expected is the side nearer to the source; of two that are equally near, the second.
    private bool Mirrored => Case.Sides == Sides.Two && Swapped == (First < Second || (First == Second && Case.FirstIsExpected));

    private static string? Mirror(string? difference) => difference is null ? null
        : string.Concat(difference.Select(c => c switch { '+' => '−', '−' => '+', _ => c }));

    private static IEnumerable<(Layer First, Layer Second, bool Swapped)> Places(Sides sides) => sides switch
    {
        Sides.One => [(Layer.Source, Layer.Source, false), (Layer.Raw, Layer.Raw, false)],
        Sides.Directed => [(Layer.Source, Layer.Source, false), (Layer.Raw, Layer.Raw, false), (Layer.Source, Layer.Raw, false), (Layer.Raw, Layer.Source, false)],
        _ => from place in new[] { (Layer.Source, Layer.Source), (Layer.Raw, Layer.Staging), (Layer.Staging, Layer.Raw), (Layer.Source, Layer.Raw), (Layer.Raw, Layer.Source) }
             from swapped in new[] { false, true }
             select (place.Item1, place.Item2, swapped),
    };
}
