using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Elt;

/// <summary>Opens the warehouse that the options name.</summary>
internal static class Warehouses
{
    /// <param name="options">Names the warehouse.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="readOnly">Whether to open it read-only, for checking.</param>
    /// <exception cref="Quality.Results.UsageException">Snowflake's driver is not in this build, or its settings are missing.</exception>
    public static IWarehouse Open(PipelineOptions options, TimeProvider clock, bool readOnly)
    {
        if (options.Snowflake is not { } snowflake)
            return new DuckWarehouse(options, clock, readOnly);
        // Find the driver first: without it, the settings do not matter.
        var provider = SnowflakeProvider.Find();
        return new SnowflakeWarehouse(provider, snowflake(), options, clock);
    }

    /// <summary>The warehouse's SQL dialect. Does not connect.</summary>
    public static Dialect DialectOf(PipelineOptions options) => options.Snowflake is null ? Dialect.DuckDb : Dialect.Snowflake;
}
