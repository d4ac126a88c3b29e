using ShopStream.Quality.Data;
using ShopStream.Quality.Proving;

namespace ShopStream.Reports.Proof;

/// <summary>Where faults go unnoticed: tables by kinds of faults, and columns by classes.</summary>
/// <param name="Tables">Layer and table, in the order of the layers.</param>
/// <param name="Kinds">What faults have in common, the order of <see cref="KindOf"/>.</param>
/// <param name="Cells">By table and kind; none where no such fault was judged there.</param>
internal sealed record BlindSpots(IReadOnlyList<string> Tables, IReadOnlyList<string> Kinds, IReadOnlyDictionary<(string Table, string Kind), BlindSpot> Cells)
{
    private static readonly string[] AllKinds = ["rows", "nulls", "texts", "numbers", "dates", "keys", "swaps", "models"];

    public static BlindSpots Of(ProofResult proof)
    {
        var judged = proof.Faults.Where(f => f.Outcome == FaultOutcome.Caught || f.IsOpen).ToList();
        var cells = judged.GroupBy(f => (TableOf(f), KindOf(f.Class))).ToDictionary(g => g.Key, g => new BlindSpot(g.Count(f => f.Outcome == FaultOutcome.Caught), g.Count()));
        var tables = judged.GroupBy(TableOf, StringComparer.Ordinal).OrderBy(g => Layers.Parse(g.First().Layer)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key);
        return new BlindSpots([.. tables], [.. AllKinds.Where(k => cells.Keys.Any(c => string.Equals(c.Item2, k, StringComparison.Ordinal)))], cells);
    }

    /// <summary>raw orders.</summary>
    public static string TableOf(FaultResult fault) => $"{fault.Layer} {fault.Table}";

    /// <summary>What a class has in common with others.</summary>
    public static string KindOf(string fault) => fault switch
    {
        _ when fault.StartsWith("model: ", StringComparison.Ordinal) => "models",
        "null" or "empty for null" => "nulls",
        "trailing blank" or "other case" or "unknown code" or "encoding broken" => "texts",
        "orphan" or "key of another" => "keys",
        "columns swapped" => "swaps",
        "a day later" or "an hour later" or "another time zone" or "day and month swapped" => "dates",
        "row lost" or "row twice" or "row twice with a new key" or "file cut short" or "partition missing" or "partition loaded again" or "yesterday's file" => "rows",
        _ => "numbers",
    };
}

/// <param name="Caught">How many were caught.</param>
/// <param name="Judged">Of how many.</param>
internal sealed record BlindSpot(int Caught, int Judged);
