using ShopStream.Quality.Verdicts;

namespace ShopStream.Reports.Hops;

/// <param name="Hop">What was counted; null where the family has no table at this hop.</param>
/// <param name="Difference">Rows less those of the hop before that has the family; null where the two are not meant to be the same.</param>
internal sealed record HopCell(HopResult? Hop, long? Difference);

/// <param name="Name">The source's name of the table.</param>
/// <param name="Cells">One for each of <see cref="HopMatrix.Hops"/>.</param>
internal sealed record HopFamily(string Name, IReadOnlyList<HopCell> Cells);

/// <summary>The flat list of hops as a matrix: a business table a row, a hop a column.</summary>
/// <param name="Hops">Those that occur, in the order data takes.</param>
/// <param name="Families">In order of appearance.</param>
/// <param name="Others">Tables of another grain: the marts, and what has no place in the matrix.</param>
internal sealed record HopMatrix(IReadOnlyList<string> Hops, IReadOnlyList<HopFamily> Families, IReadOnlyList<HopResult> Others)
{
    /// <summary>The way of the data.</summary>
    public static IReadOnlyList<string> Way { get; } = ["source", "lake", "raw", "staging", "core", "mart"];

    // Core may drop or join rows by design: it is shown beside the others, not measured against them.
    private static readonly string[] Copies = ["source", "lake", "raw", "staging"];

    public static HopMatrix Of(IReadOnlyList<HopResult> hops)
    {
        var columns = Way.Where(way => way is not "mart" && hops.Any(hop => Is(hop, way))).ToList();
        var names = new List<string>();
        var places = new Dictionary<(string Name, string Hop), HopResult>();
        var others = new List<HopResult>();
        foreach (var hop in hops)
        {
            var column = columns.Find(way => Is(hop, way));
            if (column is null || !places.TryAdd((Family(hop), column), hop)) others.Add(hop);
            else if (!names.Contains(Family(hop), StringComparer.Ordinal)) names.Add(Family(hop));
        }

        return new(columns, [.. names.Select(name => new HopFamily(name, Cells(name, columns, places)))], others);
    }

    /// <summary>orders for stg_orders; order_items for fact_orders, which has one row per order line.</summary>
    public static string Family(HopResult hop)
    {
        if (hop.Table.Equals("fact_orders", StringComparison.OrdinalIgnoreCase)) return "order_items";
        foreach (var prefix in (string[])["stg_", "dim_", "fact_"])
        {
            if (hop.Table.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return hop.Table[prefix.Length..];
        }

        return hop.Table;
    }

    public static bool Is(HopResult hop, string way) => hop.Hop.Equals(way, StringComparison.OrdinalIgnoreCase);

    private static List<HopCell> Cells(string name, List<string> columns, Dictionary<(string Name, string Hop), HopResult> places)
    {
        var cells = new List<HopCell>();
        HopResult? before = null;
        foreach (var column in columns)
        {
            var hop = places.GetValueOrDefault((name, column));
            cells.Add(new(hop, hop is null || before is null || !Copies.Contains(column, StringComparer.Ordinal) ? null : hop.Rows - before.Rows));
            before = hop ?? before;
        }

        return cells;
    }
}
