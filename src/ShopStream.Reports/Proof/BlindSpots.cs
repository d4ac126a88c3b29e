using ShopStream.Quality.Data;
using ShopStream.Quality.Proving;

namespace ShopStream.Reports.Proof;

/// <summary>Where faults go unnoticed: tables by kinds of faults, or the columns of a layer by classes.</summary>
/// <param name="Rows">Tables, or columns; in the order of the layers.</param>
/// <param name="Kinds">Kinds, in the order of <see cref="KindOf"/>, or classes.</param>
/// <param name="Cells">By row and kind; none where no such fault was judged there.</param>
internal sealed record BlindSpots(IReadOnlyList<string> Rows, IReadOnlyList<string> Kinds, IReadOnlyDictionary<(string Row, string Kind), BlindSpot> Cells)
{
    private static readonly string[] AllKinds = ["rows", "nulls", "texts", "numbers", "dates", "keys", "swaps", "models"];

    /// <summary>Tables by kinds.</summary>
    public static BlindSpots OfTables(ProofResult proof) => Of(proof.Faults, TableOf, f => KindOf(f.Class), AllKinds);

    /// <summary>The columns of one layer, and its tables where no single column is concerned, by classes.</summary>
    public static BlindSpots OfColumns(IEnumerable<FaultResult> layer)
    {
        var faults = layer.ToList();
        return Of(faults, ColumnOf, f => f.Class, faults.Select(f => f.Class).Distinct(StringComparer.Ordinal).OrderBy(c => Array.IndexOf(AllKinds, KindOf(c))).ThenBy(c => c, StringComparer.Ordinal));
    }

    /// <summary>raw orders.</summary>
    public static string TableOf(FaultResult fault) => $"{fault.Layer} {fault.Table}";

    /// <summary>What a class has in common with others.</summary>
    public static string KindOf(string fault) => fault switch
    {
        _ when fault.StartsWith("model: ", StringComparison.Ordinal) => "models",
        "null" or "empty for null" => "nulls",
        "trailing blank" or "other case" or "unknown code" or "encoding broken" => "texts",
        "orphan" or "key of another" or "keys exchanged" => "keys",
        "columns swapped" => "swaps",
        "a day later" or "an hour later" or "another time zone" or "day and month swapped" => "dates",
        "row lost" or "row twice" or "row twice with a new key" or "file cut short" or "partition missing" or "partition loaded again" or "yesterday's file" => "rows",
        _ => "numbers",
    };

    private static string ColumnOf(FaultResult fault) => fault.Column is { } column ? $"{fault.Table}.{column}" : fault.Table;

    private static BlindSpots Of(IEnumerable<FaultResult> faults, Func<FaultResult, string> rowOf, Func<FaultResult, string> kindOf, IEnumerable<string> kinds)
    {
        var judged = faults.Where(f => f.Outcome == FaultOutcome.Caught || f.IsOpen).ToList();
        var cells = judged.GroupBy(f => (rowOf(f), kindOf(f))).ToDictionary(g => g.Key, g => new BlindSpot(g.Count(f => f.Outcome == FaultOutcome.Caught), g.Count()));
        var rows = judged.GroupBy(rowOf, StringComparer.Ordinal).OrderBy(g => Layers.Parse(g.First().Layer)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key);
        return new BlindSpots([.. rows], [.. kinds.Where(k => cells.Keys.Any(c => string.Equals(c.Item2, k, StringComparison.Ordinal)))], cells);
    }
}

/// <param name="Caught">How many were caught.</param>
/// <param name="Judged">Of how many.</param>
internal sealed record BlindSpot(int Caught, int Judged);
