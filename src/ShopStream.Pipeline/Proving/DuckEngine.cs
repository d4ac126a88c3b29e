using DuckDB.NET.Data;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Proving;

/// <summary>A DuckDB in memory; a copy of the warehouse's file is attached to it read-only.</summary>
internal sealed class DuckEngine : IGroundEngine
{
    private readonly DuckDatabase database;

    private DuckEngine(DuckDatabase database) => this.database = database;

    public FaultDialect Dialect => FaultDialect.DuckDb;

    /// <param name="warehouse">A copy of the warehouse's file; it is only read.</param>
    /// <param name="settings">DuckDB's share of the machine.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<DuckEngine> OpenAsync(string warehouse, DuckSettings settings, CancellationToken cancellation)
    {
        var engine = new DuckEngine(DuckDatabase.InMemory("the copy in which faults are planted", settings));
        try
        {
            // Several grounds work side by side, each on a core of its own.
            await engine.ExecuteAsync("SET threads = 1", cancellation);
            foreach (var sql in Copies(warehouse)) await engine.ExecuteAsync(sql, cancellation);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>What makes the untouched copy, and the empty schemas beside it.</summary>
    public static IEnumerable<string> Copies(string warehouse) => Ground.Schemas(FaultDialect.DuckDb).Select(s => $"CREATE SCHEMA {s}").Prepend($"ATTACH {Sql.Literal(warehouse)} AS good (READ_ONLY)");

    public string Good(Dataset dataset) => GoodOf(dataset);

    /// <inheritdoc cref="Good" />
    public static string GoodOf(Dataset dataset) => $"good.{ModelNames.Of(dataset)}";

    public Task ExecuteAsync(string sql, CancellationToken cancellation) => database.ExecuteAsync(sql, cancellation);

    public Task<Answer> ReadAsync(string sql, CancellationToken cancellation) => database.ReadAsync(sql, cancellation);

    public string? Refusal(Exception e) => e is DuckDBException refused && database.Why(e) is { Kind: UnansweredKind.Refused } ? DuckMessage.Of(refused) : null;

    public IStore Store(StoreId id, Func<Dataset, IReadOnlyList<string>> keyOf) => new DuckStore(id, database, keyOf);

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }
}
