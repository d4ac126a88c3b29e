using DuckDB.NET.Data;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Mutations;

/// <summary>A DuckDB in memory; a copy of the warehouse's file is attached to it read-only.</summary>
internal sealed class DuckDbMutationEngine : IMutationEngine
{
    private readonly DuckDatabase database;

    private DuckDbMutationEngine(DuckDatabase database) => this.database = database;

    public MutationDialect Dialect => MutationDialect.DuckDb;

    /// <param name="warehouse">A copy of the warehouse's file; it is only read.</param>
    /// <param name="settings">DuckDB's share of the machine.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<DuckDbMutationEngine> OpenAsync(string warehouse, DuckSettings settings, CancellationToken cancellationToken)
    {
        var engine = new DuckDbMutationEngine(DuckDatabase.InMemory("the copy in which faults are planted", settings));
        try
        {
            // Several grounds work side by side, each on a core of its own.
            await engine.ExecuteAsync("SET threads = 1", cancellationToken);
            foreach (var sql in Copies(warehouse)) await engine.ExecuteAsync(sql, cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>What makes the untouched copy, and the empty schemas beside it.</summary>
    public static IEnumerable<string> Copies(string warehouse) => MutationWorkspace.Schemas(MutationDialect.DuckDb).Select(s => $"CREATE SCHEMA {s}").Prepend($"ATTACH {Sql.Literal(warehouse)} AS good (READ_ONLY)");

    public string OriginalOf(Dataset dataset) => OriginalName(dataset);

    /// <inheritdoc cref="OriginalOf" />
    public static string OriginalName(Dataset dataset) => $"good.{ModelNames.Of(dataset)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => database.ExecuteAsync(sql, cancellationToken);

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => database.ReadAsync(sql, cancellationToken);

    public string? RefusalReason(Exception e) => e is DuckDBException refused && database.Explain(e) is { Kind: MissingMeasurementKind.Refused } ? DuckMessage.Of(refused) : null;

    public IStore Store(StoreId id, Func<Dataset, IReadOnlyList<string>> keyOf) => new DuckStore(id, database, keyOf);

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }
}
