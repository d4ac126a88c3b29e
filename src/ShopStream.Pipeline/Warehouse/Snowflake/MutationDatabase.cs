namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Where faults are planted: a database beside the warehouse's, so that the role that plants them needs no right to make databases.</summary>
internal static class MutationDatabase
{
    /// <summary>Of a warehouse's database.</summary>
    public static string NameOf(string database) => database + "_PROOF";

    /// <summary>The untouched clone of a schema.</summary>
    public static string OriginalOf(string schema) => "good_" + schema;
}
