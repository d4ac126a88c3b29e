namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>What a session is for: it has a role and a warehouse of its own, so that loading, building and reading are paid for and limited apart.</summary>
internal enum Purpose
{
    /// <summary>From the stage into RAW.</summary>
    Load,

    /// <summary>The models.</summary>
    Transform,

    /// <summary>Checks; it may only read.</summary>
    Check,
}

/// <summary>What is called how; `setup snowflake` makes it so.</summary>
internal static class PurposeNames
{
    public static string Role(this Purpose purpose) => purpose switch
    {
        Purpose.Load => "SHOPSTREAM_LOADER",
        Purpose.Transform => "SHOPSTREAM_TRANSFORMER",
        _ => "SHOPSTREAM_CHECKER",
    };

    public static string Warehouse(this Purpose purpose) => purpose switch
    {
        Purpose.Load => "LOADING_WH",
        Purpose.Transform => "TRANSFORM_WH",
        _ => "BI_WH",
    };
}
