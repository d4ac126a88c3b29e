using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Proving;

/// <summary>Where faults are planted: a database of its own, with an untouched copy of the warehouse beside it, and empty schemas for source, lake, raw and the models.</summary>
internal interface IGroundEngine : IAsyncDisposable
{
    /// <summary>Of its SQL.</summary>
    FaultDialect Dialect { get; }

    /// <summary>What a table of the untouched copy is called.</summary>
    string Good(Dataset dataset);

    /// <exception cref="InfrastructureException">It does not answer.</exception>
    Task ExecuteAsync(string sql, CancellationToken cancellation);

    /// <exception cref="InfrastructureException">It does not answer.</exception>
    Task<Answer> ReadAsync(string sql, CancellationToken cancellation);

    /// <summary>What the SQL was refused for; null for what is no refusal.</summary>
    string? Refusal(Exception e);

    /// <summary>To be asked, read-only.</summary>
    IStore Store(StoreId id, Func<Dataset, IReadOnlyList<string>> keyOf);
}
