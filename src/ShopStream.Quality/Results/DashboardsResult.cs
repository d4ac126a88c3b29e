namespace ShopStream.Quality.Results;

/// <summary>
/// Data of the dashboards in the report, from the marts of the same run. Amounts are exact. A list is empty if its mart does not exist or could not be queried.
/// </summary>
public sealed record DashboardsResult
{
    /// <summary>From mart_sales_overview, ascending by day.</summary>
    public required IReadOnlyList<SalesDay> Days { get; init; }

    /// <summary>From fact_orders, descending by revenue.</summary>
    public required IReadOnlyList<SalesGroup> Countries { get; init; }

    /// <summary>From mart_product_performance, descending by revenue.</summary>
    public required IReadOnlyList<SalesGroup> Categories { get; init; }

    /// <summary>From mart_customer_rfm, descending by revenue.</summary>
    public required IReadOnlyList<CustomerSegment> Segments { get; init; }

    /// <summary>From mart_customer_rfm: number of customers by band of lifetime value, ascending.</summary>
    public required IReadOnlyList<ValueBand> LifetimeValues { get; init; }

    /// <summary>From mart_product_performance: class A makes up the first 80 % of revenue, B up to 95 %, C the rest.</summary>
    public required IReadOnlyList<ProductClass> Classes { get; init; }

    /// <summary>From mart_product_performance: number of products by cumulative share of revenue, ascending.</summary>
    public required IReadOnlyList<ParetoPoint> Pareto { get; init; }

    /// <summary>From mart_product_performance: the products with the highest revenue, at most <see cref="MostProducts"/>.</summary>
    public required IReadOnlyList<ProductLine> Products { get; init; }

    /// <summary>Maximum number of products listed.</summary>
    public const int MostProducts = 1_000;
}

/// <summary>Sales of one day.</summary>
/// <param name="Day">Date as yyyy-MM-dd.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="Orders">Number of orders that count as revenue.</param>
/// <param name="Units">Units in these orders.</param>
public sealed record SalesDay(string Day, decimal Revenue, long Orders, long Units);

/// <summary>Sales of a country or a category.</summary>
/// <param name="Name">Name of the country or category; "none" for NULL.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="Units">Units that count as revenue.</param>
public sealed record SalesGroup(string Name, decimal Revenue, long Units);

/// <summary>A customer segment by recency, frequency and monetary value.</summary>
/// <param name="Segment">Name of the segment: Champions, Loyal, …</param>
/// <param name="Customers">Number of customers.</param>
/// <param name="Revenue">Total revenue from these customers.</param>
/// <param name="Orders">Number of their orders.</param>
public sealed record CustomerSegment(string Segment, long Customers, decimal Revenue, long Orders);

/// <summary>A band of lifetime values.</summary>
/// <param name="From">Lower bound, inclusive.</param>
/// <param name="To">Upper bound, exclusive; null if there is none.</param>
/// <param name="Customers">Number of customers in the band.</param>
public sealed record ValueBand(decimal From, decimal? To, long Customers);

/// <summary>A class of the ABC analysis.</summary>
/// <param name="Class">A, B or C.</param>
/// <param name="Products">Number of products.</param>
/// <param name="Revenue">Total revenue of these products.</param>
/// <param name="Orders">Number of orders, counted once per product; null in results of earlier versions.</param>
/// <param name="Units">Units sold; null in results of earlier versions.</param>
public sealed record ProductClass(string Class, long Products, decimal Revenue, long? Orders = null, long? Units = null);

/// <summary>A point of the Pareto curve.</summary>
/// <param name="Products">Number of top products whose cumulative revenue is at most <paramref name="Share"/>.</param>
/// <param name="Share">Cumulative share of revenue, from 0 to 1.</param>
public sealed record ParetoPoint(long Products, decimal Share);

/// <summary>Sales of one product.</summary>
/// <param name="Rank">Rank by revenue, from 1.</param>
/// <param name="Id">Identifier of the product.</param>
/// <param name="Name">Name of the product; null if it has none.</param>
/// <param name="Category">Category of the product; null if it has none.</param>
/// <param name="Class">A, B or C.</param>
/// <param name="Tier">Performance tier: Best Seller, Strong, …</param>
/// <param name="Orders">Number of orders that contain it.</param>
/// <param name="Units">Units sold.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
public sealed record ProductLine(long Rank, string Id, string? Name, string? Category, string Class, string Tier, long Orders, long Units, decimal Revenue);
