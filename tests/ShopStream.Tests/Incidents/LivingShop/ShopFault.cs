namespace ShopStream.Tests.Incidents.LivingShop;

/// <summary>Where a fault happens.</summary>
internal enum FaultPlace
{
    /// <summary>In the source, which keeps it until it is repaired.</summary>
    Source,

    /// <summary>While raw is loaded; the models are built from it.</summary>
    Load,

    /// <summary>In a table of the models.</summary>
    Model,

    /// <summary>In a file of the lake, after it was loaded.</summary>
    Lake,

    /// <summary>The source does not answer.</summary>
    Extract,
}

/// <summary>A fault of one kind.</summary>
/// <param name="Place">Where it happens.</param>
/// <param name="Sql">What plants it; for <see cref="FaultPlace.Lake"/> the table whose file is damaged, for <see cref="FaultPlace.Extract"/> "".</param>
/// <param name="Repair">For <see cref="FaultPlace.Source"/>, what repairs it; otherwise null.</param>
/// <param name="Table">The place that its incident must name.</param>
internal sealed record ShopFault(FaultPlace Place, string Sql, string Table, string? Repair = null)
{
    private const string Order = "(SELECT MIN(id) FROM raw.orders WHERE status = 'delivered')";
    private const string Line = $"(SELECT MIN(id) FROM raw.order_items WHERE order_id = {Order})";

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<ShopFault> All { get; } =
    [
        new(FaultPlace.Load, $"DELETE FROM raw.orders WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"INSERT INTO raw.orders SELECT * FROM raw.orders WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"UPDATE raw.orders SET total_amount = total_amount + 0.01 WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"UPDATE raw.orders SET total_amount = -total_amount WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"UPDATE raw.orders SET created_at = created_at + INTERVAL 1 DAY WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"UPDATE raw.orders SET status = 'cancelled' WHERE id = {Order}", "raw orders"),
        new(FaultPlace.Load, $"DELETE FROM raw.order_items WHERE id = {Line}", "raw order_items"),
        new(FaultPlace.Load, $"UPDATE raw.order_items SET line_total = line_total * 10 WHERE id = {Line}", "raw order_items"),
        new(FaultPlace.Load, "DELETE FROM raw.events WHERE id = (SELECT MAX(id) FROM raw.events)", "raw events"),
        new(FaultPlace.Load, "UPDATE raw.users SET country = NULL WHERE id = (SELECT MIN(id) FROM raw.users WHERE country IS NOT NULL)", "raw users"),
        new(FaultPlace.Load, "UPDATE raw.products SET price = price + 1 WHERE id = (SELECT MIN(id) FROM raw.products)", "raw products"),
        new(FaultPlace.Load, "DELETE FROM raw.crm_contacts WHERE id = (SELECT MAX(id) FROM raw.crm_contacts)", "raw crm_contacts"),
        new(
            FaultPlace.Model,
            "UPDATE marts.mart_sales_overview SET total_revenue = total_revenue + 12.40 "
                + "WHERE sale_date = (SELECT MIN(sale_date) FROM marts.mart_sales_overview)",
            "mart mart_sales_overview"
        ),
        new(FaultPlace.Model, "DELETE FROM core.fact_orders WHERE order_item_id = (SELECT MIN(order_item_id) FROM core.fact_orders)", "core fact_orders"),
        new(FaultPlace.Model, "INSERT INTO core.dim_products SELECT * FROM core.dim_products LIMIT 1", "core dim_products"),
        new(
            FaultPlace.Model,
            "DELETE FROM marts.mart_customer_rfm WHERE user_id = (SELECT MIN(user_id) FROM marts.mart_customer_rfm)",
            "mart mart_customer_rfm"
        ),
        new(
            FaultPlace.Source,
            "UPDATE orders SET total_amount = total_amount + 5 WHERE id = (SELECT MIN(id) FROM orders WHERE status = 'delivered')",
            "source orders",
            "UPDATE orders SET total_amount = total_amount - 5 WHERE id = (SELECT MIN(id) FROM orders WHERE status = 'delivered')"
        ),
        new(
            FaultPlace.Source,
            "UPDATE order_items SET quantity = quantity + 1 WHERE id = (SELECT MIN(id) FROM order_items)",
            "source order_items",
            "UPDATE order_items SET quantity = quantity - 1 WHERE id = (SELECT MIN(id) FROM order_items)"
        ),
        new(FaultPlace.Lake, "orders", "lake orders"),
        new(FaultPlace.Extract, "", "stage extract"),
    ];
}
