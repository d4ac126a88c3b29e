using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Where faults are planted: a database of its own, with an untouched copy of the warehouse beside it, and empty schemas for source, lake, raw and the models.</summary>
internal interface IMutationEngine : IAsyncDisposable
{
    /// <summary>Of its SQL.</summary>
    MutationDialect Dialect { get; }

    /// <summary>What a table of the untouched copy is called.</summary>
    string OriginalOf(Dataset dataset);

    /// <exception cref="InfrastructureException">It does not answer.</exception>
    Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <exception cref="InfrastructureException">It does not answer.</exception>
    Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken);

    /// <summary>What the SQL was refused for; null for what is no refusal.</summary>
    string? RefusalReason(Exception e);

    /// <summary>To be asked, read-only.</summary>
    IStore Store(StoreId id, Func<Dataset, IReadOnlyList<string>> keyOf);
}
