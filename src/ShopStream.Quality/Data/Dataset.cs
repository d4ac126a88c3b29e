namespace ShopStream.Quality.Data;

/// <summary>The layers, in the order the data passes them.</summary>
public enum Layer
{
    /// <summary>Tables of PostgreSQL.</summary>
    Source,

    /// <summary>Extracted files.</summary>
    Lake,

    /// <summary>The warehouse's copy of the lake.</summary>
    Raw,

    /// <summary>Cleaned and renamed.</summary>
    Staging,

    /// <summary>Dimensions and facts.</summary>
    Core,

    /// <summary>Aggregates for the business.</summary>
    Mart,
}

/// <summary>A system that metrics are measured on.</summary>
public enum StoreId
{
    /// <summary>PostgreSQL.</summary>
    Source,

    /// <summary>Files of the lake.</summary>
    Lake,

    /// <summary>DuckDB or Snowflake: raw, staging, core and marts.</summary>
    Warehouse,
}

/// <summary>A table or a file in a layer; written "raw orders", and raw "Order Details" where a name needs quotes.</summary>
public readonly record struct Dataset(Layer Layer, string Table)
{
    /// <summary>The store that holds it.</summary>
    public StoreId Store =>
        Layer switch
        {
            Layer.Source => StoreId.Source,
            Layer.Lake => StoreId.Lake,
            _ => StoreId.Warehouse,
        };

    /// <summary>Names the dataset; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of(Layer.NameOf(), Identity.Value(Table));

    /// <inheritdoc />
    public override string ToString() => $"{Layer.NameOf()} {Identifier.Written(Table)}";
}

/// <summary>Names of the layers in sentences.</summary>
public static class Layers
{
    /// <summary>source, lake, raw, staging, core or mart.</summary>
    public static string NameOf(this Layer layer) =>
        layer switch
        {
            Layer.Source => "source",
            Layer.Lake => "lake",
            Layer.Raw => "raw",
            Layer.Staging => "staging",
            Layer.Core => "core",
            _ => "mart",
        };

    /// <summary>Parses the name of a layer.</summary>
    /// <exception cref="FormatException">The text is not one of the six names.</exception>
    public static Layer Parse(string word) =>
        word switch
        {
            "source" => Layer.Source,
            "lake" => Layer.Lake,
            "raw" => Layer.Raw,
            "staging" => Layer.Staging,
            "core" => Layer.Core,
            "mart" => Layer.Mart,
            _ => throw new FormatException($"'{word}' is not a layer: expected source, lake, raw, staging, core or mart"),
        };
}
