namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Names in the database for clones: of mutation testing and of comparisons. It is separate from the warehouse's, so that the role that clones
/// needs no privilege to create databases, nor schemas beside the warehouse's.
/// </summary>
internal static class SnowflakeScratch
{
    /// <summary>Name of the database for the clones of a warehouse's database.</summary>
    public static string NameOf(string database) => database + "_PROOF";

    /// <summary>Name of the unmodified clone of a schema, for mutation testing.</summary>
    public static string OriginalOf(string schema) => "good_" + schema;
}
