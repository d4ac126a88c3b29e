using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Settings;

/// <summary>Reads the settings of a pipeline that other tools run.</summary>
internal static class AttachedSettings
{
    /// <returns>Null where this pipeline moves the data.</returns>
    public static AttachedOptions? Read(SettingsReader reader)
    {
        if (reader.Valid("pipeline") is not "external")
            return null;
        if (reader.Text("warehouse") is "snowflake")
            reader.Problem("warehouse", "is 'snowflake', and pipeline is external: expected duckdb, the only warehouse that can be attached");
        if (reader.Optional("warehouse.file") is not { } file)
        {
            reader.Problem("warehouse.file", "is not set, and pipeline is external: expected the DuckDB file that other tools write");
            return null;
        }
        return new AttachedOptions
        {
            File = file,
            Layers = Layers(reader),
            Keys = OfTables(reader, "key.", Columns),
            Upstream = OfTables(reader, "upstream.", Datasets),
        };
    }

    private static Dictionary<Layer, IReadOnlyList<TablePattern>> Layers(SettingsReader reader)
    {
        var layers = new Dictionary<Layer, IReadOnlyList<TablePattern>>();
        foreach (var (setting, parts, value) in reader.Family("layer."))
        {
            if (Try(reader, setting, () => LayerOf(parts is [var only] ? only : string.Join('.', parts))) is { } layer)
                layers[layer] = Try(reader, setting, () => (IReadOnlyList<TablePattern>?)[.. Identifier.Items(value).Select(Pattern)]) ?? [];
        }
        return layers;
    }

    private static Layer? LayerOf(string name) =>
        Enum.GetValues<Layer>()
            .Where(l => l >= Layer.Raw)
            .Select(l => (Layer?)l)
            .FirstOrDefault(l => string.Equals(l!.Value.NameOf(), name, StringComparison.Ordinal))
        ?? throw new FormatException($"'{name}' is not a layer of a warehouse: expected raw, staging, core or mart");

    private static TablePattern Pattern(string item) =>
        Identifier.Parts(item, '.') switch
        {
            [var schema] => new TablePattern(Identifier.Read(schema), null),
            [var schema, var table] => new TablePattern(Identifier.Read(schema), Identifier.Read(table)),
            _ => throw new FormatException($"'{item}' has more than two parts: expected a schema, or schema.table; a name with a dot is in double quotes"),
        };

    private static Dictionary<Dataset, IReadOnlyList<T>> OfTables<T>(SettingsReader reader, string prefix, Func<string, IReadOnlyList<T>> read)
    {
        var tables = new Dictionary<Dataset, IReadOnlyList<T>>();
        foreach (var (setting, parts, value) in reader.Family(prefix))
        {
            var dataset = Try(
                reader,
                setting,
                () =>
                    parts is [var layer, var table]
                        ? (Dataset?)new Dataset(LayerOf(layer)!.Value, Identifier.Read(table))
                        : throw new FormatException(
                            $"expected {prefix}<layer>.<table>, such as {prefix}core.fact_orders; a name with a dot is in double quotes"
                        )
            );
            if (dataset is { } named && Try(reader, setting, () => read(value)) is { } items)
                tables[named] = items;
        }
        return tables;
    }

    private static IReadOnlyList<string> Columns(string value) => [.. Identifier.Items(value).Select(Identifier.Read)];

    private static IReadOnlyList<Dataset> Datasets(string value) =>
        [
            .. Identifier
                .Items(value)
                .Select(item =>
                    Identifier.Parts(item, ' ') is [var layer, var table]
                        ? new Dataset(Quality.Data.Layers.Parse(layer), Identifier.Read(table))
                        : throw new FormatException($"'{item}' is not a dataset: expected a layer and a table, such as raw orders")
                ),
        ];

    private static T? Try<T>(SettingsReader reader, string setting, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            reader.Problem(setting, e.Message);
            return default;
        }
    }
}
