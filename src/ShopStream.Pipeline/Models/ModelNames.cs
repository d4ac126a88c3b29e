using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Models;

/// <summary>What models are called in the warehouse.</summary>
internal static class ModelNames
{
    /// <summary>Behind the name of a model that is being built.</summary>
    public const string NextSuffix = "__next";

    /// <summary>The layers that models are built in.</summary>
    public static IReadOnlyList<Layer> Layers { get; } = [Layer.Staging, Layer.Core, Layer.Mart];

    public static string Schema(Layer layer) => Dialect.DuckDb.Schema(layer);

    public static string Of(Dataset dataset) => Dialect.DuckDb.Table(dataset);

    public static string NextOf(Dataset dataset) => Of(dataset with { Table = dataset.Table + NextSuffix });
}
