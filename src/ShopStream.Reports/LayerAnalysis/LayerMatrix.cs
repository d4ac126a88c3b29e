using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;

namespace ShopStream.Reports.LayerAnalysis;

/// <param name="Result">The counted table; null if the family has no table in this layer.</param>
/// <param name="Difference">Rows minus the rows of the previous layer that has the family; null if the two are not meant to be equal.</param>
internal sealed record LayerCell(LayerResult? Result, long? Difference);

/// <param name="Name">The table's name in the source.</param>
/// <param name="Cells">One cell per layer of <see cref="LayerMatrix.Layers"/>.</param>
internal sealed record TableFamily(string Name, IReadOnlyList<LayerCell> Cells)
{
    /// <summary>Whether the table's rows were counted in two layers that are meant to be equal.</summary>
    public bool IsCompared => Cells.Any(c => c.Difference is not null);
}

/// <summary>The counted tables as a matrix: one row per business table, one column per layer.</summary>
/// <param name="Layers">The layers that occur, in the order of the data flow.</param>
/// <param name="Families">The business tables, in order of appearance.</param>
/// <param name="Others">Tables of another grain, such as marts.</param>
internal sealed record LayerMatrix(IReadOnlyList<string> Layers, IReadOnlyList<TableFamily> Families, IReadOnlyList<LayerResult> Others)
{
    /// <summary>All layers, in the order of the data flow.</summary>
    public static IReadOnlyList<string> LayerOrder { get; } = ["source", "lake", "raw", "staging", "core", "mart"];

    // Core may drop or join rows by design, so it is shown but not compared.
    private static readonly string[] Copies = ["source", "lake", "raw", "staging"];

    /// <summary>Whether the rows of a table were counted in two layers that are meant to be equal.</summary>
    public bool IsCompared => Families.Any(f => f.IsCompared);

    /// <summary>Whether the family was counted in every layer from source to staging.</summary>
    public bool IsWhole(TableFamily family) =>
        Copies.All(copy => Layers.Zip(family.Cells).Any(c => string.Equals(c.First, copy, StringComparison.Ordinal) && c.Second.Result is not null));

    public static LayerMatrix Of(IReadOnlyList<LayerResult> layerResults)
    {
        var columns = LayerOrder.Where(layer => layer is not "mart" && layerResults.Any(layerResult => Is(layerResult, layer))).ToList();
        var names = new List<string>();
        var places = new Dictionary<(string Name, string Layer), LayerResult>();
        var others = new List<LayerResult>();
        foreach (var layerResult in layerResults)
        {
            var column = columns.Find(layer => Is(layerResult, layer));
            if (column is null || !places.TryAdd((Family(layerResult), column), layerResult))
                others.Add(layerResult);
            else if (!names.Contains(Family(layerResult), StringComparer.Ordinal))
                names.Add(Family(layerResult));
        }

        return new(columns, [.. names.Select(name => new TableFamily(name, Cells(name, columns, places)))], others);
    }

    /// <summary>The business table: the table of the source that has the same rows.</summary>
    public static string Family(LayerResult layerResult) => ShopTables.SourceOf(layerResult.Table);

    public static bool Is(LayerResult layerResult, string layer) => layerResult.Layer.Equals(layer, StringComparison.OrdinalIgnoreCase);

    private static List<LayerCell> Cells(string name, List<string> columns, Dictionary<(string Name, string Layer), LayerResult> places)
    {
        var cells = new List<LayerCell>();
        LayerResult? previous = null;
        foreach (var column in columns)
        {
            var layerResult = places.GetValueOrDefault((name, column));
            cells.Add(
                new(
                    layerResult,
                    layerResult is null || previous is null || !Copies.Contains(column, StringComparer.Ordinal) ? null : layerResult.Rows - previous.Rows
                )
            );
            previous = layerResult ?? previous;
        }

        return cells;
    }
}
