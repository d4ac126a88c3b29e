using ShopStream.Quality.Data;

namespace ShopStream.Application.Planning;

/// <summary>One query of a plan.</summary>
/// <param name="Metrics">The keys of the metrics that it measures.</param>
/// <param name="Scenarios">The scenarios that need them, as file:line and name.</param>
/// <param name="Sql">Empty where a file is hashed instead.</param>
public sealed record ListedQuery(IReadOnlyList<string> Metrics, IReadOnlyList<string> Scenarios, string Sql)
{
    /// <summary>How many files of each divided table it reads, in words; empty where the lake is not a folder or has no such table.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>The queries of one store.</summary>
/// <param name="Store">source, lake or warehouse.</param>
/// <param name="Dialect">The name of its SQL dialect.</param>
/// <param name="Queries">In the order of the plan.</param>
public sealed record StoreQueries(StoreId Store, string Dialect, IReadOnlyList<ListedQuery> Queries);
