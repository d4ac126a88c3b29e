using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>The warehouse that the options name.</summary>
internal static class Warehouses
{
    /// <param name="options">Which.</param>
    /// <param name="clock">The time.</param>
    /// <param name="readOnly">For judging.</param>
    public static IWarehouse Open(PipelineOptions options, TimeProvider clock, bool readOnly) => options.Snowflake is { } snowflake
        ? new SnowflakeWarehouse(snowflake(), options, clock)
        : new DuckWarehouse(options, clock, readOnly);

    /// <summary>Nothing is connected to.</summary>
    public static Dialect DialectOf(PipelineOptions options) => options.Snowflake is null ? Dialect.DuckDb : Dialect.Snowflake;
}
