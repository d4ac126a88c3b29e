using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <param name="Layer">What was counted; null where the family has no table at this hop.</param>
/// <param name="Difference">Rows less those of the hop before that has the family; null where the two are not meant to be the same.</param>
internal sealed record LayerCell(LayerResult? Layer, long? Difference);

/// <param name="Name">The source's name of the table.</param>
/// <param name="Cells">One for each of <see cref="LayerMatrix.Layers"/>.</param>
internal sealed record TableFamily(string Name, IReadOnlyList<LayerCell> Cells);

/// <summary>The flat list of hops as a matrix: a business table a row, a hop a column.</summary>
/// <param name="Layers">Those that occur, in the order data takes.</param>
/// <param name="Families">In order of appearance.</param>
/// <param name="Others">Tables of another grain: the marts, and what has no place in the matrix.</param>
internal sealed record LayerMatrix(IReadOnlyList<string> Layers, IReadOnlyList<TableFamily> Families, IReadOnlyList<LayerResult> Others)
{
    /// <summary>The way of the data.</summary>
    public static IReadOnlyList<string> RevenuePath { get; } = ["source", "lake", "raw", "staging", "core", "mart"];

    // Core may drop or join rows by design: it is shown beside the others, not measured against them.
    private static readonly string[] Copies = ["source", "lake", "raw", "staging"];

    public static LayerMatrix Of(IReadOnlyList<LayerResult> layerResults)
    {
        var columns = RevenuePath.Where(way => way is not "mart" && layerResults.Any(layerResult => Is(layerResult, way))).ToList();
        var names = new List<string>();
        var places = new Dictionary<(string Name, string Hop), LayerResult>();
        var others = new List<LayerResult>();
        foreach (var layerResult in layerResults)
        {
            var column = columns.Find(way => Is(layerResult, way));
            if (column is null || !places.TryAdd((Family(layerResult), column), layerResult)) others.Add(layerResult);
            else if (!names.Contains(Family(layerResult), StringComparer.Ordinal)) names.Add(Family(layerResult));
        }

        return new(columns, [.. names.Select(name => new TableFamily(name, Cells(name, columns, places)))], others);
    }

    /// <summary>orders for stg_orders; order_items for fact_orders, which has one row per order line.</summary>
    public static string Family(LayerResult layerResult)
    {
        if (layerResult.Table.Equals("fact_orders", StringComparison.OrdinalIgnoreCase)) return "order_items";
        foreach (var prefix in (string[])["stg_", "dim_", "fact_"])
        {
            if (layerResult.Table.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return layerResult.Table[prefix.Length..];
        }

        return layerResult.Table;
    }

    public static bool Is(LayerResult layerResult, string way) => layerResult.Hop.Equals(way, StringComparison.OrdinalIgnoreCase);

    private static List<LayerCell> Cells(string name, List<string> columns, Dictionary<(string Name, string Hop), LayerResult> places)
    {
        var cells = new List<LayerCell>();
        LayerResult? before = null;
        foreach (var column in columns)
        {
            var layerResult = places.GetValueOrDefault((name, column));
            cells.Add(new(layerResult, layerResult is null || before is null || !Copies.Contains(column, StringComparer.Ordinal) ? null : layerResult.Rows - before.Rows));
            before = layerResult ?? before;
        }

        return cells;
    }
}
