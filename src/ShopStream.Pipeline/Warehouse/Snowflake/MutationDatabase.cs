namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Names in the database for mutation testing. It is separate from the warehouse's, so that the role that plants mutants needs no privilege
/// to create databases.
/// </summary>
internal static class MutationDatabase
{
    /// <summary>Name of the mutation database of a warehouse's database.</summary>
    public static string NameOf(string database) => database + "_PROOF";

    /// <summary>Name of the unmodified clone of a schema.</summary>
    public static string OriginalOf(string schema) => "good_" + schema;
}
