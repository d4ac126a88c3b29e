using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>A case in specific layers.</summary>
/// <param name="Number">Number of the scenario.</param>
/// <param name="Case">The case to run.</param>
/// <param name="First">Layer of the table that the sentence names first.</param>
/// <param name="Second">Layer of the other table.</param>
/// <param name="Swapped">Whether the first table has the rows of b.</param>
internal sealed record PlacedCase(int Number, Case Case, Layer First, Layer Second, bool Swapped)
{
    public string Scenario => $"Case {Number}";

    public Dataset A => new(First, Name("a", Tables().First()));

    public Dataset B => new(Second, Name("b", Tables().Last()));

    public Outcome Outcome => Case.Expected.Outcome;

    public string? Difference =>
        Across && Case.Expected.DifferenceAcross is { } across ? across
        : Mirrored ? Mirror(Case.Expected.Difference)
        : Case.Expected.Difference;

    public string? Key => (Across ? Case.Expected.KeyAcross : null) ?? (Mirrored ? Case.Expected.MirroredKey : null) ?? Case.Expected.Key;

    public string Steps =>
        Case
            .Steps.Replace("{a}", $"{A}", StringComparison.Ordinal)
            .Replace("{b}", $"{B}", StringComparison.Ordinal)
            .Replace("{a.layer}", A.Layer.NameOf(), StringComparison.Ordinal)
            .Replace("{a.table}", $"\"{A.Table}\"", StringComparison.Ordinal);

    public override string ToString()
    {
        var where = Case.Sides == Sides.One ? First.NameOf() : $"{First.NameOf()} and {Second.NameOf()}{(Swapped ? ", rows swapped" : "")}";
        return $"{Case.Sentence.ReplaceLineEndings(" ")} — {Case.Title} — {where}";
    }

    /// <summary>Every case in all combinations of layers it applies to.</summary>
    public static IReadOnlyList<PlacedCase> All(IEnumerable<Case> cases) =>
        [
            .. cases
                .SelectMany(c => Places(c.Sides).Select(p => (Case: c, Place: p)))
                .Select((x, i) => new PlacedCase(i + 1, x.Case, x.Place.First, x.Place.Second, x.Place.Swapped)),
        ];

    /// <summary>Tables the case needs, with their datasets.</summary>
    public IEnumerable<(Dataset Dataset, Table Table)> Datasets() =>
        Case.Sides == Sides.One ? [(A, Case.A)] : Tables().Zip([A, B], (table, dataset) => (dataset, table));

    private IEnumerable<Table> Tables() =>
        Case.B is null ? [Case.A]
        : Swapped ? [Case.B, Case.A]
        : [Case.A, Case.B];

    // Equal tables are shared, because a table per case would fill DuckDB's memory. Names have mixed case on purpose.
    private string Name(string side, Table table) =>
        $"T_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{table}{Case.Rule}")))[..12]}_{side}";

    private bool Across => Case.Sides == Sides.Directed && A.Store != B.Store;

    // The expected side is the one nearer to the source, or the second if both are in the same layer.
    private bool Mirrored => Case.Sides == Sides.Two && Swapped == (First < Second || (First == Second && Case.FirstIsExpected));

    private static string? Mirror(string? difference) =>
        difference is null
            ? null
            : string.Concat(
                difference.Select(c =>
                    c switch
                    {
                        '+' => '−',
                        '−' => '+',
                        _ => c,
                    }
                )
            );

    private static IEnumerable<(Layer First, Layer Second, bool Swapped)> Places(Sides sides) =>
        sides switch
        {
            Sides.One => [(Layer.Source, Layer.Source, false), (Layer.Raw, Layer.Raw, false)],
            Sides.Directed =>
            [
                (Layer.Source, Layer.Source, false),
                (Layer.Raw, Layer.Raw, false),
                (Layer.Source, Layer.Raw, false),
                (Layer.Raw, Layer.Source, false),
            ],
            _ => from place in new[]
            {
                (Layer.Source, Layer.Source),
                (Layer.Raw, Layer.Staging),
                (Layer.Staging, Layer.Raw),
                (Layer.Source, Layer.Raw),
                (Layer.Raw, Layer.Source),
            }
            from swapped in new[] { false, true }
            select (place.Item1, place.Item2, swapped),
        };
}
