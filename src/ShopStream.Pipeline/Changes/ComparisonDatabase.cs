using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Pipeline.Changes;

/// <summary>A column as the engine knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Portable type name.</param>
internal sealed record ComparedColumn(string Name, string Type);

/// <summary>
/// An in-memory DuckDB with the warehouses attached read-only, and a database for each side: raw as views, the models built beside them. Rows
/// that do not fit into the memory limit spill to the temporary folder.
/// </summary>
internal sealed class ComparisonDatabase : IDisposable
{
    /// <summary>Database of the base.</summary>
    public const string BaseSide = "base_side";

    /// <summary>Database of the head.</summary>
    public const string HeadSide = "head_side";

    /// <summary>Database in which a side is built once more.</summary>
    public const string AgainSide = "again_side";

    private const string Loaded = "loaded";
    private const string LoadedBase = "loaded_base";
    private static readonly string[] Sides = [BaseSide, HeadSide, AgainSide];

    private readonly DuckDatabase database;
    private readonly Dictionary<string, DuckDBConnection> connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<Dataset, string>> built = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> raw = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ILookup<(string Schema, string Table), ComparedColumn>> columns = new(StringComparer.Ordinal);
    private readonly bool twoWarehouses;
    private int tables;

    private ComparisonDatabase(DuckDatabase database, bool twoWarehouses) => (this.database, this.twoWarehouses) = (database, twoWarehouses);

    /// <param name="warehouse">Path of the warehouse's file; it is only read.</param>
    /// <param name="baseWarehouse">Path of another warehouse for the base; null for the same.</param>
    /// <param name="settings">DuckDB's limits.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    public static async Task<ComparisonDatabase> OpenAsync(string warehouse, string? baseWarehouse, DuckSettings settings, CancellationToken cancellationToken)
    {
        var opened = new ComparisonDatabase(DuckDatabase.InMemory("the copy in which both sides are built", settings), baseWarehouse is not null);
        try
        {
            await opened.AttachAsync(warehouse, baseWarehouse, cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Raw tables of a side.</summary>
    public IReadOnlyList<string> RawTables(string side) => raw[LoadedOf(side)];

    /// <summary>Quoted name of a table on a side.</summary>
    public static string Name(string side, Dataset dataset) => $"{side}.{ModelNames.Of(dataset)}";

    /// <summary>SHA-256 of the model that a table of the side's warehouse was built from; null if it was not built by a run.</summary>
    public string? BuiltFrom(string side, Dataset dataset) => built[LoadedOf(side)].GetValueOrDefault(dataset);

    /// <summary>Shows a table of the side's warehouse on the side, as it was built by the run.</summary>
    public Task ShowLoadedAsync(string side, Dataset dataset, CancellationToken cancellationToken) =>
        ExecuteAsync($"CREATE VIEW {Name(side, dataset)} AS SELECT * FROM {LoadedOf(side)}.{ModelNames.Of(dataset)}", cancellationToken);

    /// <summary>Runs a statement in which names without a database are those of a side.</summary>
    public Task ExecuteOnAsync(string side, string sql, CancellationToken cancellationToken) =>
        database.ExecuteAsync(connections[side], sql, cancellationToken);

    /// <summary>Runs a query in which names without a database are those of a side.</summary>
    public Task<Measurement> ReadOnAsync(string side, string sql, CancellationToken cancellationToken) =>
        database.ReadAsync(connections[side], sql, cancellationToken);

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => database.ExecuteAsync(sql, cancellationToken);

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => database.ReadAsync(sql, cancellationToken);

    /// <summary>A name for a table of differences.</summary>
    public string NextTable() => $"differences.main.t{++tables}";

    /// <summary>Columns of a table on a side, in order; empty if it does not exist.</summary>
    public async Task<IReadOnlyList<ComparedColumn>> ColumnsAsync(string side, Dataset dataset, CancellationToken cancellationToken)
    {
        if (!columns.TryGetValue(side, out var known))
        {
            var found = await ReadAsync(
                $"SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = {Sql.Literal(side)} ORDER BY column_index",
                cancellationToken
            );
            columns[side] = known = found.Rows.ToLookup(r => (r[0]!, r[1]!), r => new ComparedColumn(r[2]!, DuckTypes.ToPortable(r[3]!)));
        }
        return [.. known[(ModelNames.Schema(dataset.Layer), dataset.Table)]];
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

    /// <summary>Empties the database in which a side is built once more.</summary>
    public async Task ClearAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var schema in ModelNames.Layers.Prepend(Layer.Raw).Select(ModelNames.Schema))
            await ExecuteAsync($"DROP SCHEMA {AgainSide}.{Sql.Quote(schema)} CASCADE; CREATE SCHEMA {AgainSide}.{Sql.Quote(schema)}", cancellationToken);
    }

    /// <summary>The problem of a statement that DuckDB did not run; null if the exception is not from DuckDB.</summary>
    public ProblemException? Explain(Exception e, string sql = "") =>
        database.Explain(e, sql) switch
        {
            null => null,
            { Kind: MissingMeasurementKind.Unavailable } missing => new InfrastructureException(missing.Reason, e),
            var refused => new UsageException(refused.Reason, e),
        };

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in connections.Values)
            connection.Dispose();
        database.Dispose();
    }

    private string LoadedOf(string side) => side is BaseSide && twoWarehouses ? LoadedBase : Loaded;

    private async Task AttachAsync(string warehouse, string? baseWarehouse, CancellationToken cancellationToken)
    {
        await ReadRegistryAsync(Loaded, warehouse, cancellationToken);
        if (baseWarehouse is not null)
            await ReadRegistryAsync(LoadedBase, baseWarehouse, cancellationToken);
        await ExecuteAsync("ATTACH ':memory:' AS differences", cancellationToken);
        foreach (var side in Sides)
        {
            await ExecuteAsync($"ATTACH ':memory:' AS {side}", cancellationToken);
            foreach (var layer in ModelNames.Layers.Prepend(Layer.Raw))
                await ExecuteAsync($"CREATE SCHEMA {side}.{Sql.Quote(ModelNames.Schema(layer))}", cancellationToken);
            var connection = database.Connect();
            connections[side] = connection;
            await database.ExecuteAsync(connection, $"USE {side}", cancellationToken);
            if (side is AgainSide)
                continue;
            foreach (var table in RawTables(side))
                await ShowLoadedAsync(side, new Dataset(Layer.Raw, table), cancellationToken);
        }
        // What the models read is attached: they read no files.
        await database.LockAsync([], cancellationToken);
    }

    private async Task ReadRegistryAsync(string name, string warehouse, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"ATTACH {Sql.Literal(DuckPath.OfDatabase(warehouse))} AS {name} (READ_ONLY)", cancellationToken);
        var found = await ReadAsync(
            $"SELECT table_name FROM duckdb_tables() WHERE database_name = {Sql.Literal(name)} AND schema_name = 'raw' "
                + $"AND NOT ends_with(lower(table_name), {Sql.Literal(ModelNames.NextSuffix)}) ORDER BY ALL",
            cancellationToken
        );
        raw[name] = [.. found.Rows.Select(r => r[0]!)];
        var registry = await ReadAsync(
            $"SELECT COUNT(*) FROM duckdb_tables() WHERE database_name = {Sql.Literal(name)} AND schema_name = 'meta' AND table_name = 'models'",
            cancellationToken
        );
        var models = registry.Number(0) == 0 ? [] : (await ReadAsync($"SELECT layer, model, sha256 FROM {name}.meta.models", cancellationToken)).Rows;
        built[name] = models.ToDictionary(
            r => new Dataset(ModelNames.Layers.Single(l => string.Equals(ModelNames.Schema(l), r[0], StringComparison.Ordinal)), r[1]!),
            r => r[2]!
        );
    }
}
