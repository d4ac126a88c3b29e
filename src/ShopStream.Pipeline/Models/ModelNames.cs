using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Models;

/// <summary>Names of models in the warehouse.</summary>
internal static class ModelNames
{
    /// <summary>Suffix of a model's name while it is being built.</summary>
    public const string NextSuffix = "__next";

    /// <summary>The layers built by models.</summary>
    public static IReadOnlyList<Layer> Layers { get; } = [Layer.Staging, Layer.Core, Layer.Mart];

    /// <summary>The layer's schema; the same in every warehouse.</summary>
    public static string Schema(Layer layer) => Dialect.DuckDb.Schema(layer);

    /// <summary>The model's quoted name in DuckDB.</summary>
    public static string Of(Dataset dataset) => Dialect.DuckDb.Table(dataset);

    /// <summary>The model's quoted name in DuckDB while it is being built.</summary>
    public static string NextOf(Dataset dataset) => Dialect.DuckDb.Table(Next(dataset));

    /// <summary>The dataset of a model while it is being built, or of a raw table while it is being loaded.</summary>
    public static Dataset Next(Dataset dataset) => dataset with { Table = dataset.Table + NextSuffix };

    /// <summary>
    /// The raw table that models are built from. DuckDB exchanges raw and models in one transaction, so its models read the tables that were
    /// loaded beside the old ones; Snowflake has exchanged raw before.
    /// </summary>
    public static Dataset RawDuringBuild(Dialect dialect, string table) =>
        dialect == Dialect.DuckDb ? Next(new Dataset(Layer.Raw, table)) : new Dataset(Layer.Raw, table);
}
