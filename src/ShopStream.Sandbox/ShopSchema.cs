namespace ShopStream.Sandbox;

/// <summary>The source's six tables, as DDL for PostgreSQL.</summary>
public static class ShopSchema
{
    private const string Divider = "-- keys and indexes";

    /// <summary>Tables, then keys, foreign keys and indexes: one script for an empty database. Names are unqualified.</summary>
    public static string Sql { get; } = Read();

    /// <summary>users, products, orders, order_items, events, crm_contacts: parents before children.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["users", "products", "orders", "order_items", "events", "crm_contacts"];

    internal static string TablesSql => Sql[..Sql.IndexOf(Divider, StringComparison.Ordinal)];

    internal static IReadOnlyList<string> KeyStatements { get; } =
        Sql[Sql.IndexOf(Divider, StringComparison.Ordinal)..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Read()
    {
        using var stream = typeof(ShopSchema).Assembly.GetManifestResourceStream("schema.sql")
            ?? throw new InvalidOperationException("the resource schema.sql is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
