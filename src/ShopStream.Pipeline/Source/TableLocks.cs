using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Makes sure that every table can be read before anything else touches it. The lock is the one that any SELECT takes: writers do not wait
/// for it, and only who changes or drops the table does.
/// </summary>
internal static class TableLocks
{
    private const string Lockable = """
        SELECT c.relname, has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = ANY($2) AND c.relkind IN ('r', 'p')
        """;

    // The one mode that readers wait for; also who waits for it, since readers queue behind.
    private const string Holders = """
        SELECT c.relname, l.granted, l.pid, COALESCE(NULLIF(a.application_name, ''), 'no application name'), COALESCE(a.usename, '?'), to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS')
        FROM pg_locks l
        JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
        ORDER BY 1, 2 DESC, 3
        """;

    /// <summary>The tables that are to be locked: views are not.</summary>
    /// <param name="connection">In the snapshot's transaction.</param>
    /// <param name="address">Whose tables.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The role may not read a table: the grant that is missing.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection, SourceAddress address, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Lockable, connection) { Parameters = { new() { Value = address.Schema }, new() { Value = address.Tables.ToArray() } } };
        var tables = await ReadAsync(command, r => (Name: r.GetString(0), MayRead: r.GetBoolean(1)), cancellationToken);
        var forbidden = tables.Where(t => !t.MayRead).Select(t => Of(address, t.Name)).ToList();
        if (forbidden.Count > 0)
        {
            var user = new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "";
            throw new UsageException($"{address.Description}: the role {user} may not read {string.Join(", ", tables.Where(t => !t.MayRead).Select(t => t.Name))}. Let its owner run: GRANT SELECT ON {string.Join(", ", forbidden)} TO {Sql.Quote(user)}; shopstream setup postgres prints all that it needs.");
        }
        return tables.ConvertAll(t => t.Name);
    }

    /// <summary>Locks them for a connection. Each of a snapshot's takes its own: a lock that is waited for behind ours would keep the others from the table.</summary>
    /// <param name="lease">A connection with lock_timeout set.</param>
    /// <param name="tables">See <see cref="FindAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InfrastructureException">A table is locked: by whom.</exception>
    public static async Task TakeAsync(Lease lease, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0) return;
        var sql = $"LOCK TABLE {string.Join(", ", tables.Select(t => Of(lease.Address, t)))} IN ACCESS SHARE MODE";
        try
        {
            await using var command = await lease.BeginAsync(sql, cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        // A deadline that is shorter than our patience ends the waiting, too.
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
        {
            await lease.RollbackAsync(cancellationToken);
            throw new InfrastructureException($"{lease.Address.Description}: {await FindLockHoldersAsync(lease, sql, cancellationToken)}", e);
        }
    }

    /// <summary>Which table a statement could not read, because of whom, and what to do; ends in a full stop.</summary>
    /// <param name="lease">Rolled back to before the statement: it is asked on the same connection, since the source may allow no other.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<string> FindLockHoldersAsync(Lease lease, string sql, CancellationToken cancellationToken) =>
        $"{await HoldersAsync(lease, sql, cancellationToken)}. Expected every table to be readable within {SourceAddress.LockPatience.TotalSeconds:0.#} s: wait until that has ended, and run again.";

    private static string Of(SourceAddress address, string table) => $"{Sql.Quote(address.Schema)}.{Sql.Quote(table)}";

    private static async Task<string> HoldersAsync(Lease lease, string sql, CancellationToken cancellationToken)
    {
        const string Unknown = "a table that is read is locked by another session";
        try
        {
            await using var command = new NpgsqlCommand(Holders, lease.Connection);
            var holders = await ReadAsync(command, r => (Table: r.GetString(0), Says: Describe(r)), cancellationToken);
            // A view's own tables are not named by who reads it.
            var words = CustomSqlPolicy.Words(sql);
            var named = holders.Where(h => words.Contains(h.Table)).ToList();
            return holders.Count == 0 ? Unknown : string.Join("; ", (named.Count > 0 ? named : holders).Select(h => h.Says));
        }
        catch (NpgsqlException)
        {
            return Unknown;
        }
    }

    private static string Describe(NpgsqlDataReader holder)
    {
        var who = $"another session (pid {holder.GetInt32(2)}, {holder.GetString(3)}, user {holder.GetString(4)}{(holder.IsDBNull(5) ? "" : $", in a transaction since {holder.GetString(5)} UTC")})";
        return holder.GetBoolean(1) ? $"table {holder.GetString(0)} is locked by {who}" : $"table {holder.GetString(0)} is waited for by {who}, which wants it for itself, and readers queue behind it";
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }
}
