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

    /// <summary>Alike in every warehouse.</summary>
    public static string Schema(Layer layer) => Dialect.DuckDb.Schema(layer);

    /// <summary>In DuckDB.</summary>
    public static string Of(Dataset dataset) => Dialect.DuckDb.Table(dataset);

    /// <summary>In DuckDB, while it is built.</summary>
    public static string NextOf(Dataset dataset) => Dialect.DuckDb.Table(Next(dataset));

    /// <summary>What a model is called while it is built.</summary>
    public static Dataset Next(Dataset dataset) => dataset with { Table = dataset.Table + NextSuffix };
}
