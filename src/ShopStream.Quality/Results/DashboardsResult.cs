namespace ShopStream.Quality.Results;

/// <summary>What the reference's dashboards show, from the marts of the same run. Money is exact; a list is empty where its mart is not there or could not be asked.</summary>
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

    /// <summary>From mart_customer_rfm: lifetime values in bands, ascending.</summary>
    public required IReadOnlyList<ValueBand> LifetimeValues { get; init; }

    /// <summary>From mart_product_performance: A carries the first 80 % of revenue, B up to 95 %, C the rest.</summary>
    public required IReadOnlyList<ProductClass> Classes { get; init; }

    /// <summary>From mart_product_performance: how many products carry which share of revenue, ascending.</summary>
    public required IReadOnlyList<ParetoPoint> Pareto { get; init; }

    /// <summary>From mart_product_performance: the best by rank, at most <see cref="MostProducts"/>.</summary>
    public required IReadOnlyList<ProductLine> Products { get; init; }

    /// <summary>No more products than these are listed.</summary>
    public const int MostProducts = 1_000;
}

/// <param name="Day">The day, yyyy-MM-dd.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="Orders">That are revenue.</param>
/// <param name="Units">Of them.</param>
public sealed record SalesDay(string Day, decimal Revenue, long Orders, long Units);

/// <param name="Name">A country or a category; "none" for a null.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
/// <param name="Units">That are revenue.</param>
public sealed record SalesGroup(string Name, decimal Revenue, long Units);

/// <param name="Segment">Champions, Loyal, ….</param>
/// <param name="Customers">How many.</param>
/// <param name="Revenue">All that they brought.</param>
/// <param name="Orders">All of theirs.</param>
public sealed record CustomerSegment(string Segment, long Customers, decimal Revenue, long Orders);

/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive; null where it is open.</param>
/// <param name="Customers">How many have such a lifetime value.</param>
public sealed record ValueBand(decimal From, decimal? To, long Customers);

/// <param name="Class">A, B or C.</param>
/// <param name="Products">How many.</param>
/// <param name="Revenue">All of theirs.</param>
/// <param name="Orders">Product orders: an order counts for each of its products; null in results of earlier versions.</param>
/// <param name="Units">Sold; null in results of earlier versions.</param>
public sealed record ProductClass(string Class, long Products, decimal Revenue, long? Orders = null, long? Units = null);

/// <param name="Products">The best so many products …</param>
/// <param name="Share">… carry at most this share of revenue, from 0 to 1.</param>
public sealed record ParetoPoint(long Products, decimal Share);

/// <param name="Rank">By revenue, from 1.</param>
/// <param name="Id">The product's.</param>
/// <param name="Name">The product's; null where it has none.</param>
/// <param name="Category">Its; null where it has none.</param>
/// <param name="Class">A, B or C.</param>
/// <param name="Tier">Best Seller, Strong, ….</param>
/// <param name="Orders">In which it was sold.</param>
/// <param name="Units">Sold.</param>
/// <param name="Revenue">Revenue as the settings define it.</param>
public sealed record ProductLine(long Rank, string Id, string? Name, string? Category, string Class, string Tier, long Orders, long Units, decimal Revenue);
