using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>Builds one example at a time, and holds its tables for the checks.</summary>
public interface IExampleDatabase : IAsyncDisposable
{
    /// <summary>The tables and columns of the models and of the raw tables.</summary>
    Catalog Catalog { get; }

    /// <summary>The tables, for checks.</summary>
    /// <param name="taken">What relative conditions count from.</param>
    IReadOnlyDictionary<StoreId, IStore> StoresAt(SnapshotTime taken);

    /// <summary>Fills the given tables, and builds the models from them.</summary>
    /// <param name="plan">A plan without problems.</param>
    /// <param name="mutated">The SELECT of one model in place of its own, by the model's name; null to build every model as it is.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <returns>Why a model could not be built from these rows, with file:line; null if all were built.</returns>
    /// <exception cref="UsageException">Something is missing to build in: a privilege, a database.</exception>
    /// <exception cref="InfrastructureException">The engine does not respond, or ran out of memory or time.</exception>
    Task<string?> BuildAsync(ExamplePlan plan, (string Model, string Sql)? mutated, CancellationToken cancellationToken);

    /// <summary>Removes what an example has filled.</summary>
    /// <param name="plan">The plan that was built.</param>
    Task ClearAsync(ExamplePlan plan);
}
