using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>Where the lake is loaded, models are built and checks are asked: DuckDB in the process, or Snowflake.</summary>
internal interface IWarehouse : IAsyncDisposable
{
    /// <summary>Of its SQL, models included.</summary>
    Dialect Dialect { get; }

    /// <summary>Before anything is moved: fails where the warehouse cannot be used.</summary>
    /// <exception cref="UsageException">Somebody has to change something.</exception>
    /// <exception cref="InfrastructureException">It does not answer.</exception>
    Task ReadyAsync(CancellationToken cancellationToken);

    /// <summary>The models' columns before they are built, found over empty tables; null where the warehouse is not asked for that.</summary>
    /// <param name="models">In its dialect.</param>
    /// <param name="raw">The tables they read.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">A model's SQL is wrong.</exception>
    Task<IReadOnlyList<TableInfo>?> DryBuildAsync(ModelProject models, IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken);

    /// <summary>Loads a lake into raw: all of its tables and their lines in the ledger appear together or not at all.</summary>
    /// <returns>Rows and bytes.</returns>
    Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, IProgress<StageProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Builds all models and swaps them in.</summary>
    Task<IReadOnlyList<ModelRun>> BuildAsync(ModelProject models, CancellationToken cancellationToken);

    /// <summary>What was loaded last; null where nothing was.</summary>
    Task<LoadedLake?> LoadedAsync(CancellationToken cancellationToken);

    /// <summary>Its tables.</summary>
    /// <param name="manifest">Gives the raw tables their keys.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<IReadOnlyList<TableInfo>> CatalogAsync(Manifest manifest, CancellationToken cancellationToken);

    /// <summary>To be asked, read-only; it is of no use once the warehouse is disposed.</summary>
    /// <param name="keyOf">Which columns name a row.</param>
    IStore ToStore(Func<Dataset, IReadOnlyList<string>> keyOf);
}

/// <summary>What the ledger of loads says.</summary>
/// <param name="Date">The newest line's.</param>
/// <param name="Sha256">By table, of the file that was loaded last.</param>
internal sealed record LoadedLake(DateOnly Date, IReadOnlyDictionary<string, string> Sha256);
