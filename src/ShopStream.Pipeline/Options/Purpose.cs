using ShopStream.Pipeline.Warehouse.Snowflake;

namespace ShopStream.Pipeline.Options;

/// <summary>Purpose of a session. Each has its own role and warehouse, so that loading, building and checking are billed and limited separately.</summary>
internal enum Purpose
{
    /// <summary>Loads the stage into RAW.</summary>
    Load,

    /// <summary>Builds the models.</summary>
    Transform,

    /// <summary>Runs checks; read-only.</summary>
    Check,
}

/// <summary>Names of roles and warehouses; `setup snowflake` creates them.</summary>
internal static class PurposeNames
{
    /// <summary>Role of dashboards: reads MARTS, and nothing else. No session of ours uses it.</summary>
    public const string ReaderRole = "SHOPSTREAM_READER";

    /// <summary>Warehouse of dashboards.</summary>
    public const string ReaderWarehouse = "BI_WH";

    public static string Role(this Purpose purpose) =>
        purpose switch
        {
            Purpose.Load => "SHOPSTREAM_LOADER",
            Purpose.Transform => "SHOPSTREAM_TRANSFORMER",
            _ => "SHOPSTREAM_CHECKER",
        };

    public static string Warehouse(this Purpose purpose) =>
        purpose switch
        {
            Purpose.Load => "LOADING_WH",
            Purpose.Transform => "TRANSFORM_WH",
            _ => "CHECK_WH",
        };
}
