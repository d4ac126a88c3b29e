using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>A table of a contract, and where its rows are.</summary>
/// <param name="Table">The table.</param>
/// <param name="Dataset">Its layer and its physical name.</param>
internal sealed record PlacedTable(ContractTable Table, Dataset Dataset)
{
    /// <summary>How a query of a layer names the table: without a schema in its own layer.</summary>
    public string NameIn(Layer layer) =>
        layer == Dataset.Layer ? Identifier.Written(Dataset.Table)
        : Dataset.Layer == Layer.Mart ? $"marts.{Identifier.Written(Dataset.Table)}"
        : $"{Dataset.Layer.NameOf()}.{Identifier.Written(Dataset.Table)}";
}
