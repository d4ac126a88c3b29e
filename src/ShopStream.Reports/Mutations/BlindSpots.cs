using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Reports.Mutations;

/// <summary>The heat map of surviving mutants: tables by kind of mutant, or the columns of a layer by mutant class.</summary>
/// <param name="Rows">Tables or columns, in layer order.</param>
/// <param name="Kinds">Kinds, in the order of <see cref="KindOf"/>, or classes.</param>
/// <param name="Cells">By row and kind; a missing cell means no such mutant was judged.</param>
internal sealed record BlindSpots(IReadOnlyList<string> Rows, IReadOnlyList<string> Kinds, IReadOnlyDictionary<(string Row, string Kind), BlindSpot> Cells)
{
    private static readonly string[] AllKinds = ["rows", "nulls", "texts", "numbers", "dates", "keys", "swaps", "models"];

    /// <summary>Tables by kind of mutant.</summary>
    public static BlindSpots OfTables(MutationReport report) => Of(report.Faults, TableOf, f => KindOf(f.Class), AllKinds);

    /// <summary>The columns of one layer by mutant class; a table stands for mutants that affect no single column.</summary>
    public static BlindSpots OfColumns(IEnumerable<MutantResult> layer)
    {
        var mutants = layer.ToList();
        return Of(
            mutants,
            ColumnOf,
            f => f.Class,
            mutants
                .Select(f => f.Class)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(c => Array.IndexOf(AllKinds, KindOf(c)))
                .ThenBy(c => c, StringComparer.Ordinal)
        );
    }

    /// <summary>The dataset, such as "raw orders".</summary>
    public static string TableOf(MutantResult mutant) => $"{mutant.Layer} {mutant.Table}";

    /// <summary>The kind that a mutant class belongs to.</summary>
    public static string KindOf(string fault) =>
        fault switch
        {
            _ when fault.StartsWith("model: ", StringComparison.Ordinal) => "models",
            "null" or "empty for null" => "nulls",
            "trailing blank" or "other case" or "unknown code" or "encoding broken" => "texts",
            "orphan" or "key of another" or "keys exchanged" => "keys",
            "columns swapped" => "swaps",
            "a day later" or "an hour later" or "another time zone" or "day and month swapped" => "dates",
            "row lost"
            or "row twice"
            or "row twice with a new key"
            or "file cut short"
            or "partition missing"
            or "partition loaded again"
            or "yesterday's file" => "rows",
            _ => "numbers",
        };

    private static string ColumnOf(MutantResult mutant) => mutant.Column is { } column ? $"{mutant.Table}.{column}" : mutant.Table;

    private static BlindSpots Of(
        IEnumerable<MutantResult> mutants,
        Func<MutantResult, string> rowOf,
        Func<MutantResult, string> kindOf,
        IEnumerable<string> kinds
    )
    {
        var judged = mutants.Where(f => f.Outcome == MutantOutcome.Caught || f.IsOpen).ToList();
        var cells = judged
            .GroupBy(f => (rowOf(f), kindOf(f)))
            .ToDictionary(g => g.Key, g => new BlindSpot(g.Count(f => f.Outcome == MutantOutcome.Caught), g.Count()));
        var rows = judged
            .GroupBy(rowOf, StringComparer.Ordinal)
            .OrderBy(g => Layers.Parse(g.First().Layer))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key);
        return new BlindSpots([.. rows], [.. kinds.Where(k => cells.Keys.Any(c => string.Equals(c.Item2, k, StringComparison.Ordinal)))], cells);
    }
}

/// <param name="Caught">Number of caught mutants.</param>
/// <param name="Judged">Number of caught and surviving mutants.</param>
internal sealed record BlindSpot(int Caught, int Judged);
