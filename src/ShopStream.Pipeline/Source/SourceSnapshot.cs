using System.Data;
using System.Globalization;
using System.Threading.Channels;
using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// One REPEATABLE READ READ ONLY snapshot of the source, shared by several connections. All of them join before it is used and none
/// joins later, so a lost exporting connection cannot leave the rest without a snapshot to join.
/// </summary>
internal sealed class SourceSnapshot : IAsyncDisposable
{
    private readonly SourceAddress address;
    private readonly List<SnapshotMember> members = [];
    private readonly Channel<int> free = Channel.CreateUnbounded<int>();

    private SourceSnapshot(SourceAddress address) => this.address = address;

    /// <summary>When the snapshot was taken, by the source's clock, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The source's WAL position at about that moment; null if it may not be read.</summary>
    public string? Lsn { get; private set; }

    /// <summary>The server's version, shortened from SELECT version().</summary>
    public string Server { get; private set; } = "";

    /// <summary>The source's tables.</summary>
    public Catalog Catalog { get; private set; } = new([]);

    /// <summary>Bytes on disk by table.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; private set; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Number of connections that share the snapshot.</summary>
    public int Connections => members.Count;

    /// <param name="address">The source's address.</param>
    /// <param name="connections">Number of connections that share the snapshot.</param>
    /// <param name="shared">False gives every connection its own moment; only for the test that shows why the snapshot is needed.</param>
    /// <param name="cancellationToken">Cancels opening the connections.</param>
    /// <exception cref="InfrastructureException">The source cannot be reached, or a table is locked.</exception>
    /// <exception cref="UsageException">The source rejects the account, or the account may not read a table.</exception>
    public static async Task<SourceSnapshot> TakeAsync(SourceAddress address, int connections, bool shared, CancellationToken cancellationToken)
    {
        var snapshot = new SourceSnapshot(address);
        try
        {
            await snapshot.JoinAllAsync(connections, shared, cancellationToken);
            return snapshot;
        }
        catch (Exception e) when (SourceAddress.IsCancellation(e, cancellationToken))
        {
            await snapshot.DisposeAsync();
            throw new OperationCanceledException($"cancelled: the snapshot of {address.Description}", e, cancellationToken);
        }
        catch (Exception e) when (SourceFailure.IsDeadline(e))
        {
            await snapshot.DisposeAsync();
            throw new InfrastructureException(
                $"{address.Description}: the snapshot was not taken, or the catalog not read, "
                    + $"within {address.Deadline.TotalSeconds:0.#} s (setting {address.DeadlineSetting}). Run again, or raise the deadline.",
                e
            );
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            await snapshot.DisposeAsync();
            throw SourceFailure.Problem($"{address.Description}: the snapshot cannot be taken", e);
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>The tables and views of all schemas that the role may use, with their schemas.</summary>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<(string Schema, TableInfo Table)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var lease = await RentAsync(cancellationToken);
        try
        {
            var listed = new List<(string, TableInfo)>();
            foreach (var schema in await SourceCatalog.SchemasAsync(lease.Connection, cancellationToken))
                listed.AddRange((await SourceCatalog.ReadAsync(lease.Connection, schema, cancellationToken)).Select(t => (schema, t)));
            return listed;
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            throw SourceFailure.Problem($"{address.Description}: the tables cannot be read", e);
        }
    }

    /// <summary>The database as a warehouse, whose layers are schemas.</summary>
    /// <param name="dialect">PostgreSQL's, with the places of tables.</param>
    /// <param name="catalog">Tables with their keys and column types.</param>
    public IStore ToWarehouse(Dialect dialect, Catalog catalog) => new PostgreStore(address, RentAsync, catalog) { Id = StoreId.Warehouse, Dialect = dialect };

    /// <summary>The source.</summary>
    /// <param name="date">Date of the data, which relative conditions count from; null if there are none.</param>
    public IStore ToStore(DateOnly? date = null) => new PostgreStore(address, RentAsync, date is { } day ? Catalog.At(new SnapshotTime(day, At)) : Catalog);

    public async Task<Lease> RentAsync(CancellationToken cancellationToken) => LeaseOf(await free.Reader.ReadAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(members.Select(m => m.CloseAsync()));
    }

    private Lease LeaseOf(int index) => new(address, members[index], () => free.Writer.WriteAsync(index, CancellationToken.None));

    private async Task JoinAllAsync(int connections, bool shared, CancellationToken cancellationToken)
    {
        var id = "";
        IReadOnlyList<string> tables = [];
        for (var i = 0; i < connections; i++)
        {
            var connection = await address.OpenAsync(cancellationToken);
            var member = new SnapshotMember(
                connection,
                await connection.BeginTransactionAsync(shared ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted, cancellationToken)
            );
            members.Add(member);
            (id, tables) = await BoundedAsync(member, token => JoinAsync(member, shared, id, tables, token), cancellationToken);
            // Before the locks, which a policy would refuse with less to say.
            if (i == 0)
                await RowSecurity.RequireNoneAsync(LeaseOf(i), cancellationToken);
            await TableLocks.TakeAsync(LeaseOf(i), tables, cancellationToken);
            await free.Writer.WriteAsync(i, cancellationToken);
        }
        Catalog = new Catalog(
            address.Restricted(await BoundedAsync(members[0], token => SourceCatalog.ReadAsync(members[0].Connection, address, token), cancellationToken))
        );
        await BoundedAsync(
            members[0],
            async token =>
            {
                await ColumnGrants.RequireAllAsync(members[0].Connection, address, Catalog, token);
                // pg_table_size locks the table: read it only for extracted tables.
                Sizes = await SourceCatalog.SizesAsync(members[0].Connection, address, token);
                return true;
            },
            cancellationToken
        );
    }

    // The first connection exports the snapshot and finds the tables to lock, the others join it.
    private async Task<(string Id, IReadOnlyList<string> Tables)> JoinAsync(
        SnapshotMember member,
        bool shared,
        string id,
        IReadOnlyList<string> tables,
        CancellationToken cancellationToken
    )
    {
        var (connection, isFirst) = (member.Connection, id.Length == 0);
        // SET TRANSACTION SNAPSHOT must be the transaction's first statement.
        if (shared && !isFirst)
            await RunAsync(connection, $"SET TRANSACTION SNAPSHOT '{id}'", cancellationToken);
        await SessionSettings.PinAsync(connection, address.Schema, cancellationToken);
        await RunAsync(
            connection,
            $"""
            {Lease.LimitSql(address.Deadline)};
            SET LOCAL lock_timeout = '{SourceAddress.LockPatience.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}ms';
            SET LOCAL idle_in_transaction_session_timeout = '{address.IdleLimit.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}ms'
            """,
            cancellationToken
        );
        return isFirst ? (await ExportAsync(connection, cancellationToken), await TableLocks.FindAsync(connection, address, cancellationToken)) : (id, tables);
    }

    private Task<T> BoundedAsync<T>(SnapshotMember member, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        SourceDeadline.RunAsync(TimeSpan.FromSeconds(SourceAddress.Patience(address.Deadline)), null, work, () => member.IsAbandoned = true, cancellationToken);

    private async Task<string> ExportAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_export_snapshot(), clock_timestamp(),
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text,
                   split_part(version(), ' on ', 1)
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        At = new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero);
        Lsn = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2);
        Server = reader.GetString(3);
        return reader.GetString(0);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
