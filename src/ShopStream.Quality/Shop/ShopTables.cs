namespace ShopStream.Quality.Shop;

/// <summary>What the shipped models and dashboards know of ShopStream's own tables. A shop with other tables has other shapes of it, or none.</summary>
public static class ShopTables
{
    private static readonly string[] Prefixes = ["stg_", "dim_", "fact_"];

    /// <summary>The tables of the source, separated by commas.</summary>
    public const string Source = "users, products, orders, order_items, events, crm_contacts";

    /// <summary>Those of them that the lake stores as JSON, separated by commas.</summary>
    public const string Json = "events";

    /// <summary>The dashboards, with the marts that each one reads.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Marts)> Dashboards { get; } =
    [
        ("sales-overview", ["mart_sales_overview", "mart_daily_events"]),
        ("customers", ["mart_customer_rfm", "mart_crm_conversion"]),
        ("product-performance", ["mart_product_performance"]),
    ];

    /// <summary>
    /// The source table whose rows a table of a later layer has: orders for stg_orders, order_items for fact_orders, which has one row per
    /// order line. Other names stay as they are.
    /// </summary>
    public static string SourceOf(string table)
    {
        if (table.Equals("fact_orders", StringComparison.OrdinalIgnoreCase))
            return "order_items";
        var prefix = Prefixes.FirstOrDefault(p => table.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? table : table[prefix.Length..];
    }
}
