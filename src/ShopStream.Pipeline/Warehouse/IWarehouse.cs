using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
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

    /// <summary>
    /// Loads a date's files. DuckDB shows them with the models that <see cref="BuildAsync"/> builds from them; Snowflake shows them in raw at once,
    /// all tables and their ledger rows together or not at all, and marks them as unbuilt.
    /// </summary>
    /// <returns>Loaded rows and bytes.</returns>
    Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, IProgress<StageProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Builds all models from what was loaded, and shows them.</summary>
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
    /// <summary>Run that has loaded raw, but has not built the models from it; null if they were built. DuckDB shows both at once.</summary>
    public string? UnbuiltRun { get; init; }

    /// <summary>Whether the files of a manifest are the ones that were loaded.</summary>
    public bool Has(Manifest manifest) => manifest.Tables.All(t => string.Equals(Sha256.GetValueOrDefault(t.Table), t.Sha256, StringComparison.Ordinal));

    /// <summary>Whether the run of a manifest has loaded it.</summary>
    public bool IsOf(Manifest manifest) =>
        Has(manifest) && manifest.Tables.All(t => string.Equals(RunId.GetValueOrDefault(t.Table), manifest.RunId, StringComparison.Ordinal));

    /// <summary>Whether both are the same load.</summary>
    public bool IsSame(LoadedLake other) =>
        Date == other.Date
        && string.Equals(UnbuiltRun, other.UnbuiltRun, StringComparison.Ordinal)
        && Sha256.Count == other.Sha256.Count
        && Sha256.All(s => string.Equals(other.Sha256.GetValueOrDefault(s.Key), s.Value, StringComparison.Ordinal))
        && RunId.All(r => string.Equals(other.RunId.GetValueOrDefault(r.Key), r.Value, StringComparison.Ordinal));
}
