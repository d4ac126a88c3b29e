using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// A database in which mutants are planted. It has access to an unmodified copy of the warehouse, and empty schemas for source, lake, raw and the models.
/// </summary>
internal interface IMutationEngine : IAsyncDisposable
{
    /// <summary>SQL dialect of the database.</summary>
    MutationDialect Dialect { get; }

    /// <summary>Quoted name of a table in the unmodified copy.</summary>
    string OriginalOf(Dataset dataset);

    /// <exception cref="InfrastructureException">The database does not respond.</exception>
    Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <exception cref="InfrastructureException">The database does not respond.</exception>
    Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken);

    /// <summary>Why the SQL was rejected; null if the exception is not a rejection.</summary>
    string? RefusalReason(Exception e);

    /// <summary>Reads rows; null if the SQL is rejected, as where a value overflows.</summary>
    /// <exception cref="InfrastructureException">The database does not respond.</exception>
    async Task<Measurement?> TryReadAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(sql, cancellationToken);
        }
        catch (Exception e) when (RefusalReason(e) is not null)
        {
            return null;
        }
    }

    /// <summary>A read-only store over the mutated tables.</summary>
    IStore Store(StoreId id, Catalog catalog);
}
