using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>The warehouse, which loads the lake, builds models and runs checks: DuckDB in the process, or Snowflake.</summary>
internal interface IWarehouse : IAsyncDisposable
{
    /// <summary>SQL dialect of queries and models.</summary>
    Dialect Dialect { get; }

    /// <summary>Verifies, before any data is moved, that the warehouse can be used.</summary>
    /// <exception cref="UsageException">Settings, grants or the account are wrong.</exception>
    /// <exception cref="InfrastructureException">The warehouse does not respond.</exception>
    Task ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Finds the models' columns by building them on empty tables; null if the warehouse does not support that.</summary>
    /// <param name="models">Models in the warehouse's dialect.</param>
    /// <param name="raw">Raw tables that the models read.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A model's SQL is invalid.</exception>
    Task<IReadOnlyList<TableInfo>?> DryBuildAsync(ModelProject models, IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken);

    /// <summary>Loads a date's files into raw. All tables and their ledger rows appear together or not at all.</summary>
    /// <returns>Loaded rows and bytes.</returns>
    Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, IProgress<StageProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Builds all models and swaps them in.</summary>
    Task<IReadOnlyList<ModelRun>> BuildAsync(ModelProject models, CancellationToken cancellationToken);

    /// <summary>The last load; null if there is none.</summary>
    Task<LoadedLake?> LoadedAsync(CancellationToken cancellationToken);

    /// <summary>Reads the warehouse's tables and columns.</summary>
    /// <param name="manifest">Provides the raw tables' keys.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    Task<IReadOnlyList<TableInfo>> CatalogAsync(Manifest manifest, CancellationToken cancellationToken);

    /// <summary>A read-only store over the warehouse, usable until the warehouse is disposed.</summary>
    /// <param name="catalog">Tables with their keys and column types.</param>
    IStore ToStore(Catalog catalog);
}

/// <summary>The last load, from the ledger.</summary>
/// <param name="Date">Date of the newest ledger row.</param>
/// <param name="Sha256">SHA-256 of the file that was loaded last, by table.</param>
/// <param name="RunId">Run that loaded it, by table.</param>
internal sealed record LoadedLake(DateOnly Date, IReadOnlyDictionary<string, string> Sha256, IReadOnlyDictionary<string, string> RunId)
{
    /// <summary>Run that has loaded raw, but has not built the models from it; null if they were built, or if the warehouse does not record that.</summary>
    public string? UnbuiltRun { get; init; }
}
