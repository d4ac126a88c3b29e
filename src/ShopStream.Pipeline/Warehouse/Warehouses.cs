using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>The warehouse that the options name.</summary>
internal static class Warehouses
{
    /// <param name="options">The options.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="readOnly">For judging.</param>
    /// <exception cref="Quality.Results.UsageException">Snowflake's driver is not in this build, or its settings are not there.</exception>
    public static IWarehouse Open(PipelineOptions options, TimeProvider clock, bool readOnly)
    {
        if (options.Snowflake is not { } snowflake) return new DuckWarehouse(options, clock, readOnly);
        // First: without a driver an account is of no use.
        var provider = SnowflakeProvider.Find();
        return new SnowflakeWarehouse(provider, snowflake(), options, clock);
    }

    /// <summary>Nothing is connected to.</summary>
    public static Dialect DialectOf(PipelineOptions options) => options.Snowflake is null ? Dialect.DuckDb : Dialect.Snowflake;
}
