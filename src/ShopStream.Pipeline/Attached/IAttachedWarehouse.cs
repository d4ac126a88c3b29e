using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached;

/// <summary>A warehouse that other tools write, opened to read.</summary>
internal interface IAttachedWarehouse : IAsyncDisposable
{
    /// <summary>Which dataset each table is.</summary>
    AttachedTables Tables { get; }

    /// <summary>A read-only store, usable until the warehouse is disposed.</summary>
    /// <param name="catalog">Tables with their keys and column types.</param>
    IStore ToStore(Catalog catalog);

    /// <summary>Makes sure that the data is what was opened.</summary>
    /// <exception cref="InfrastructureException">It was replaced meanwhile.</exception>
    void RequireUnchanged();
}
