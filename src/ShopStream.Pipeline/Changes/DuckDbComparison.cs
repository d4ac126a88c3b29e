using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Changes;

/// <summary>
/// An in-memory DuckDB with the warehouses attached read-only, and a database for each side: raw as views, the models built beside them. Rows
/// that do not fit into the memory limit spill to the temporary folder.
/// </summary>
internal sealed class DuckDbComparison : ComparisonDatabase
{
    private const string Loaded = "loaded";
    private const string LoadedBase = "loaded_base";
    private const string Differences = "differences";
    private const int ShuffledParts = 4;
    private static readonly IReadOnlyList<Layer> Layers = [Layer.Raw, .. ModelNames.Layers];

    private readonly DuckDatabase database;
    private readonly Dictionary<string, DuckDBConnection> connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<Dataset, string>> built = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> raw = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dialect> dialects = new[] { BaseSide, HeadSide, AgainSide }.ToDictionary(
        s => s,
        s => Dialect.DuckDb with { Place = d => $"{DatabaseOf(s)}.{ModelNames.Of(d)}" },
        StringComparer.Ordinal
    );
    private readonly bool twoWarehouses;

    private DuckDbComparison(DuckDatabase database, bool twoWarehouses) => (this.database, this.twoWarehouses) = (database, twoWarehouses);

    public override Dialect Dialect => Dialect.DuckDb;

    protected override string CreateTable => "CREATE TABLE";

    /// <param name="warehouse">Path of the warehouse's file; it is only read.</param>
    /// <param name="baseWarehouse">Path of another warehouse for the base; null for the same.</param>
    /// <param name="settings">DuckDB's limits.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    public static async Task<DuckDbComparison> OpenAsync(string warehouse, string? baseWarehouse, DuckSettings settings, CancellationToken cancellationToken)
    {
        var opened = new DuckDbComparison(DuckDatabase.InMemory("the copy in which both sides are built", settings), baseWarehouse is not null);
        try
        {
            await opened.AttachAsync(warehouse, baseWarehouse, cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public override Dialect DialectOf(string side) => dialects[side];

    public override IReadOnlyList<string> RawTables(string side) => raw[LoadedOf(side)];

    public override string? BuiltFrom(string side, Dataset dataset) => built[LoadedOf(side)].GetValueOrDefault(dataset);

    public override Task ShowLoadedAsync(string side, Dataset dataset, CancellationToken cancellationToken) =>
        ShowAsync(side, dataset, $"SELECT * FROM {LoadedOf(side)}.{ModelNames.Of(dataset)}", cancellationToken);

    // Names without a database are those of the side.
    public override Task BuildAsync(string where, Model model, IEnumerable<Dataset> reads, CancellationToken cancellationToken) =>
        database.ExecuteAsync(connections[where], $"CREATE {ModelRunner.Kind(model)} {ModelNames.Of(model.Dataset)} AS\n{model.Sql}", cancellationToken);

    public override ProblemException? Explain(Exception e, Model model, string folder)
    {
        if (e is TimeoutException)
            return new InfrastructureException($"{model.File}: {e.Message}", e);
        if (e is not DuckDBException error)
            return null;
        if (ModelFailure.FromSystem(model, error) is { } failure)
            return failure;
        var problems = new ModelProblems(folder);
        ModelFailure.Add(problems, model, error, 1, []);
        return problems.ToException(e);
    }

    public override Task ExecuteAsync(string sql, CancellationToken cancellationToken) => database.ExecuteAsync(sql, cancellationToken);

    public override Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => database.ReadAsync(sql, cancellationToken);

    public override string Digest(IEnumerable<string> values) => $"SUM(CAST(HASH({string.Join(", ", values)}) AS HUGEINT))";

    // The table in four parts, one after the other: three of eight pairs of rows change their order, a sorted copy would change four, and take the
    // time and the memory to write it.
    public override Task<string> ShuffleAsync(string table, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        var part = $"HASH({string.Join(", ", columns)}) & {ShuffledParts - 1}";
        return Task.FromResult(string.Join("\nUNION ALL ", Enumerable.Range(0, ShuffledParts).Select(i => $"SELECT * FROM {table} WHERE {part} = {i}")));
    }

    public override async Task ClearAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var schema in Layers.Select(ModelNames.Schema).Select(s => $"{DatabaseOf(AgainSide)}.{Sql.Quote(s)}"))
            await ExecuteAsync($"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}", cancellationToken);
    }

    /// <summary>The problem of a statement that DuckDB did not run; null if the exception is not from DuckDB.</summary>
    public ProblemException? Explain(Exception e) =>
        database.Explain(e, "") switch
        {
            null => null,
            { Kind: MissingMeasurementKind.Unavailable } missing => new InfrastructureException(missing.Reason, e),
            var refused => new UsageException(refused.Reason, e),
        };

    public override ValueTask DisposeAsync()
    {
        foreach (var connection in connections.Values)
            connection.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override Task<string> TableAsync(int number, CancellationToken cancellationToken) =>
        Task.FromResult(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Differences}.main.t{number}"));

    protected override async Task<ILookup<Dataset, ComparedColumn>> ReadColumnsAsync(string side, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
                + $"WHERE database_name = {Sql.Literal(DatabaseOf(side))} ORDER BY column_index",
            cancellationToken
        );
        var bySchema = Layers.ToDictionary(ModelNames.Schema, StringComparer.Ordinal);
        return found
            .Rows.Where(r => bySchema.ContainsKey(r[0]!))
            .ToLookup(r => new Dataset(bySchema[r[0]!], r[1]!), r => new ComparedColumn(r[2]!, DuckTypes.ToPortable(r[3]!), Sql.Quote(r[2]!)));
    }

    private static string DatabaseOf(string side) => side + "_side";

    private string LoadedOf(string side) => side is BaseSide && twoWarehouses ? LoadedBase : Loaded;

    private async Task AttachAsync(string warehouse, string? baseWarehouse, CancellationToken cancellationToken)
    {
        await ReadRegistryAsync(Loaded, warehouse, cancellationToken);
        if (baseWarehouse is not null)
            await ReadRegistryAsync(LoadedBase, baseWarehouse, cancellationToken);
        await ExecuteAsync($"ATTACH ':memory:' AS {Differences}", cancellationToken);
        foreach (var side in dialects.Keys)
        {
            await ExecuteAsync($"ATTACH ':memory:' AS {DatabaseOf(side)}", cancellationToken);
            foreach (var layer in Layers)
                await ExecuteAsync($"CREATE SCHEMA {DatabaseOf(side)}.{Sql.Quote(ModelNames.Schema(layer))}", cancellationToken);
            var connection = database.Connect();
            connections[side] = connection;
            await database.ExecuteAsync(connection, $"USE {DatabaseOf(side)}", cancellationToken);
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
