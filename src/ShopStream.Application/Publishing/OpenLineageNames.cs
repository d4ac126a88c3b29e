using ShopStream.Application.Settings;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Publishing;

/// <summary>The names of tables by OpenLineage's naming conventions. A sandbox, which is gone after the run, is in the namespace shopstream.</summary>
internal sealed class OpenLineageNames
{
    private readonly (string Namespace, string Prefix) source = ("shopstream", "source.");
    private readonly (string Namespace, string Prefix) lake;
    private readonly (string Namespace, string Prefix) warehouse;
    private readonly LakeStorage storage;
    private readonly bool upper;

    public OpenLineageNames(ShopSettings settings)
    {
        if (settings.Source is { } named)
        {
            var (host, port, database) = named.Place;
            source = ($"postgres://{host}:{port}", $"{database}.{named.Schema}.");
        }
        var at = settings.Pipeline.Lake;
        storage = at.Storage;
        lake = at.Bucket is { } bucket ? ($"s3://{bucket}", at.Prefix) : ("file", Path.GetFullPath(at.Folder!).TrimEnd('/') + "/");
        upper = settings.Pipeline.Snowflake is not null;
        warehouse = Warehouse(settings);
    }

    /// <param name="layer">source, lake, raw, staging, core or mart.</param>
    /// <param name="table">The table's name in that layer.</param>
    public (string Namespace, string Name) Of(string layer, string table) =>
        layer switch
        {
            "source" => (source.Namespace, source.Prefix + table),
            "lake" => (lake.Namespace, lake.Prefix + Folder(table)),
            _ => (warehouse.Namespace, warehouse.Prefix + $"{Folded(layer is "mart" ? "marts" : layer)}.{Folded(table)}"),
        };

    // raw/postgres/orders from raw/postgres/orders/2025-11-28/orders_20251128.csv: a dataset is a table's files of all dates.
    private string Folder(string table) => string.Join('/', LakeLayout.KeyOf(table, DateOnly.MinValue, storage.JsonTables.Contains(table)).Split('/')[..^2]);

    private string Folded(string name) => upper ? SnowflakeNames.Folded(name) : name;

    private static (string Namespace, string Prefix) Warehouse(ShopSettings settings)
    {
        if (settings.Pipeline.Snowflake is not { } snowflake)
            return ($"duckdb://{Path.GetFullPath(Path.Combine(settings.Pipeline.WorkFolder, "warehouse.duckdb"))}", "");
        try
        {
            var place = snowflake();
            return ($"snowflake://{place.Account}", $"{place.Database.ToUpperInvariant()}.");
        }
        catch (UsageException)
        {
            // The run has reported it and did not reach the warehouse.
            return ("shopstream", "");
        }
    }
}
