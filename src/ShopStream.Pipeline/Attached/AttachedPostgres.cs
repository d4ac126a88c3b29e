using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached;

/// <summary>A PostgreSQL database that other tools write, read in one snapshot: whatever they write meanwhile is not seen.</summary>
internal sealed class AttachedPostgres : IAttachedWarehouse
{
    private readonly SourceSnapshot snapshot;

    private AttachedPostgres(SourceSnapshot snapshot, AttachedTables tables) => (this.snapshot, Tables) = (snapshot, tables);

    public AttachedTables Tables { get; }

    /// <param name="address">The database; its schema and tables do not matter.</param>
    /// <param name="connections">Number of connections that share the snapshot.</param>
    /// <param name="attached">Names the layers.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">The account is rejected, or the database has not what the settings name.</exception>
    /// <exception cref="InfrastructureException">The database cannot be reached.</exception>
    public static async Task<AttachedPostgres> OpenAsync(SourceAddress address, int connections, AttachedOptions attached, CancellationToken cancellationToken)
    {
        var taken = await SourceSnapshot.TakeAsync(address, connections, shared: true, cancellationToken);
        try
        {
            var listed = (await taken.ListAsync(cancellationToken))
                .Select(t => new ListedTable(t.Schema, t.Table.Dataset.Table, t.Table.Columns, t.Table.Key))
                .ToList();
            if (listed.Count == 0)
                throw new NothingToJudgeException($"there is nothing to check: {address.Description} has no tables that this role may see");
            return new AttachedPostgres(taken, AttachedTables.Of(attached, listed, address.Description));
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    public IStore ToStore(Catalog catalog)
    {
        var dialect = Dialect.PostgreSql() with
        {
            Schema = layer => Tables.Schemas.GetValueOrDefault(layer) ?? "public",
            Place = dataset => Tables.PlaceOf(dataset) is var (schema, name) ? $"{Sql.Quote(schema)}.{Sql.Quote(name)}" : null,
        };
        return snapshot.ToWarehouse(dialect, catalog);
    }

    // A snapshot does not change.
    public void RequireUnchanged() { }

    public ValueTask DisposeAsync() => snapshot.DisposeAsync();
}
