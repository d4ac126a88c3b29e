using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Pipeline.Changes;

/// <summary>A column as the engine knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Portable type name.</param>
/// <param name="Quoted">Its name in SQL.</param>
internal sealed record ComparedColumn(string Name, string Type, string Quoted);

/// <summary>
/// Where both sides are built and compared: scratch copies of the loaded rows for each side, the models that are built beside them, and tables of
/// differences. Disposing removes all of it.
/// </summary>
internal abstract class ComparisonDatabase : IAsyncDisposable
{
    /// <summary>The base.</summary>
    public const string BaseSide = "base";

    /// <summary>The head.</summary>
    public const string HeadSide = "head";

    /// <summary>Where a side is built once more.</summary>
    public const string AgainSide = "again";

    private readonly Dictionary<string, ILookup<Dataset, ComparedColumn>> columns = new(StringComparer.Ordinal);
    private int tables;

    /// <summary>The dialect in which the models are rendered.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The same dialect with the names that tables have on a side.</summary>
    public abstract Dialect DialectOf(string side);

    /// <summary>Raw tables of a side.</summary>
    public abstract IReadOnlyList<string> RawTables(string side);

    /// <summary>SHA-256 of the model that a table of the side's warehouse was built from; null if it was not built by a run.</summary>
    public abstract string? BuiltFrom(string side, Dataset dataset);

    /// <summary>Shows a table of the side's warehouse on the side, as it was built by the run.</summary>
    public abstract Task ShowLoadedAsync(string side, Dataset dataset, CancellationToken cancellationToken);

    /// <summary>Builds a model.</summary>
    /// <param name="where">The side that has what it reads.</param>
    /// <param name="model">The model.</param>
    /// <param name="reads">The tables that it reads.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    public abstract Task BuildAsync(string where, Model model, IEnumerable<Dataset> reads, CancellationToken cancellationToken);

    /// <summary>The problem of a model that was not built, with file and line; null for an exception that is not the engine's.</summary>
    public abstract ProblemException? Explain(Exception e, Model model, string folder);

    public abstract Task ExecuteAsync(string sql, CancellationToken cancellationToken);

    public abstract Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken);

    /// <summary>A sum over rows of the hashes of their values: equal for equal rows, whatever their order.</summary>
    public abstract string Digest(IEnumerable<string> values);

    /// <summary>A query of the rows of a table in another order, which depends on their values.</summary>
    /// <param name="table">Quoted name.</param>
    /// <param name="columns">The columns whose values decide the order: those of a key, or all of them.</param>
    /// <param name="cancellationToken">Cancels what prepares the query.</param>
    public abstract Task<string> ShuffleAsync(string table, IEnumerable<string> columns, CancellationToken cancellationToken);

    /// <summary>Empties the place in which a side is built once more.</summary>
    public abstract Task ClearAgainAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Quoted name of a table on a side.</summary>
    public string Name(string side, Dataset dataset) => DialectOf(side).Table(dataset);

    /// <summary>Keeps the result of a query in a table of its own.</summary>
    /// <returns>The table's quoted name.</returns>
    public async Task<string> KeepAsync(string select, CancellationToken cancellationToken)
    {
        var table = await TableAsync(++tables, cancellationToken);
        await ExecuteAsync($"{CreateTable} {table} AS\n{select}", cancellationToken);
        return table;
    }

    /// <summary>Drops a table of <see cref="KeepAsync"/>: what is not needed any more takes no memory.</summary>
    public Task DropAsync(string table, CancellationToken cancellationToken) => ExecuteAsync($"DROP TABLE {table}", cancellationToken);

    /// <summary>Shows a query's rows as a table of a side.</summary>
    public virtual Task ShowAsync(string side, Dataset dataset, string select, CancellationToken cancellationToken) =>
        ExecuteAsync($"CREATE VIEW {Name(side, dataset)} AS {select}", cancellationToken);

    /// <summary>Columns of a table on a side, in order; empty if it does not exist.</summary>
    public async Task<IReadOnlyList<ComparedColumn>> ColumnsAsync(string side, Dataset dataset, CancellationToken cancellationToken)
    {
        if (!columns.TryGetValue(side, out var known))
            columns[side] = known = await ReadColumnsAsync(side, cancellationToken);
        return [.. known[dataset]];
    }

    /// <summary>Forgets the columns of a side, which has changed.</summary>
    public void ForgetColumns(string side) => columns.Remove(side);

    /// <summary>The tables of a side as a catalog, for the SQL of metrics.</summary>
    public async Task<Catalog> CatalogAsync(string side, IEnumerable<Dataset> datasets, CancellationToken cancellationToken)
    {
        var found = new List<TableInfo>();
        foreach (var dataset in datasets.Distinct())
            if (await ColumnsAsync(side, dataset, cancellationToken) is { Count: > 0 } there)
                found.Add(new TableInfo(dataset, [.. there.Select(c => new ColumnInfo(c.Name, c.Type, Nullable: true))], []));
        return new Catalog(found);
    }

    /// <summary>How a table is created that lasts no longer than the comparison.</summary>
    protected abstract string CreateTable { get; }

    /// <summary>Quoted name of a new table of differences.</summary>
    protected abstract Task<string> TableAsync(int number, CancellationToken cancellationToken);

    /// <summary>Reads the columns of all tables of a side.</summary>
    protected abstract Task<ILookup<Dataset, ComparedColumn>> ReadColumnsAsync(string side, CancellationToken cancellationToken);
}
