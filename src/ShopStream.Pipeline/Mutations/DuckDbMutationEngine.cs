using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Mutations;

/// <summary>An in-memory DuckDB with a copy of the warehouse's file attached read-only.</summary>
internal sealed class DuckDbMutationEngine : IMutationEngine
{
    private readonly DuckDatabase database;

    private DuckDbMutationEngine(DuckDatabase database) => this.database = database;

    public MutationDialect Dialect => MutationDialect.DuckDb;

    /// <param name="warehouse">Path of a copy of the warehouse's file; it is only read.</param>
    /// <param name="settings">DuckDB's memory and time limits.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    public static async Task<DuckDbMutationEngine> OpenAsync(string warehouse, DuckSettings settings, CancellationToken cancellationToken)
    {
        var engine = new DuckDbMutationEngine(DuckDatabase.InMemory("the copy in which mutants are planted", settings));
        try
        {
            // Several workspaces run in parallel, each on one core.
            await engine.ExecuteAsync("SET threads = 1", cancellationToken);
            foreach (var sql in Copies(DuckPath.OfDatabase(warehouse)))
                await engine.ExecuteAsync(sql, cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Statements that attach the unmodified copy and create the empty schemas.</summary>
    public static IEnumerable<string> Copies(string warehouse) =>
        MutationWorkspace.Schemas(MutationDialect.DuckDb).Select(s => $"CREATE SCHEMA {s}").Prepend($"ATTACH {Sql.Literal(warehouse)} AS good (READ_ONLY)");

    public string OriginalOf(Dataset dataset) => OriginalName(dataset);

    /// <inheritdoc cref="OriginalOf" />
    public static string OriginalName(Dataset dataset) => $"good.{ModelNames.Of(dataset)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => database.ExecuteAsync(sql, cancellationToken);

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => database.ReadAsync(sql, cancellationToken);

    public string? RefusalReason(Exception e) =>
        e is DuckDBException error && database.Explain(e) is { Kind: MissingMeasurementKind.Refused } ? DuckMessage.Of(error) : null;

    public IStore Store(StoreId id, Catalog catalog) => new DuckStore(id, database, catalog);

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }
}
