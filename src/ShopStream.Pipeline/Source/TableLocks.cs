using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Locks every table for reading before anything else touches it. The lock is ACCESS SHARE, which every SELECT takes: it does not block
/// writers, only statements that alter or drop the table.
/// </summary>
internal static class TableLocks
{
    private const string LockableQuery = """
        SELECT w.called, has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
        FROM unnest($1::text[], $2::text[], $3::text[]) AS w(space, name, called)
        JOIN pg_namespace n ON n.nspname = w.space
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p')
        """;

    // ACCESS EXCLUSIVE is the only mode that blocks readers; sessions waiting for it count too, because readers queue behind them.
    private const string HoldersQuery = """
        SELECT c.relname, l.granted, l.pid, COALESCE(NULLIF(a.application_name, ''), 'no application name'),
               COALESCE(a.usename, '?'), to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS')
        FROM pg_locks l
        JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
        ORDER BY 1, 2 DESC, 3
        """;

    /// <summary>The tables to lock; views are left out.</summary>
    /// <param name="connection">A connection in the snapshot's transaction.</param>
    /// <param name="address">The source's address and tables.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="UsageException">The role may not read a table; the message gives the missing grant.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection, SourceAddress address, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockableQuery, connection);
        command.Parameters.AddRange(address.Listed);
        var tables = await ReadAsync(command, r => (Name: r.GetString(0), MayRead: r.GetBoolean(1)), cancellationToken);
        var forbidden = tables.Where(t => !t.MayRead).Select(t => Sql.Quote(address.PlaceOf(t.Name))).ToList();
        if (forbidden.Count > 0)
        {
            var user = new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "";
            throw new UsageException(
                $"{address.Description}: the role {user} may not read {string.Join(", ", tables.Where(t => !t.MayRead).Select(t => t.Name))}. "
                    + $"Let its owner run: GRANT SELECT ON {string.Join(", ", forbidden)} TO {Sql.Quote(user)}; "
                    + "shopstream setup postgres prints all required grants."
            );
        }
        return tables.ConvertAll(t => t.Name);
    }

    /// <summary>
    /// Locks the tables for one connection. Each connection of the snapshot takes its own lock: a session that queues behind the first one
    /// would block the others.
    /// </summary>
    /// <param name="lease">A connection with lock_timeout set.</param>
    /// <param name="tables">The tables that <see cref="FindAsync"/> returned.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="InfrastructureException">A table is locked; the message names the session that holds the lock.</exception>
    public static async Task TakeAsync(Lease lease, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
            return;
        // A SELECT takes the same lock as LOCK TABLE … IN ACCESS SHARE MODE, for which grants on columns do not suffice.
        var sql = string.Join("; ", tables.Select(t => $"SELECT 1 FROM {Sql.Quote(lease.Address.PlaceOf(t))} LIMIT 0"));
        try
        {
            await using var command = await lease.BeginAsync(sql, cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        // A deadline shorter than lock_timeout also ends the wait.
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable || SourceFailure.IsDeadline(e))
        {
            await lease.RollbackAsync(cancellationToken);
            throw new InfrastructureException($"{lease.Address.Description}: {await FindLockHoldersAsync(lease, sql, cancellationToken)}", e);
        }
    }

    /// <summary>Text which table a statement could not read, which session holds it, and what to do; ends in a full stop.</summary>
    /// <param name="lease">Rolled back to before the statement. The same connection is used, because the source may allow no other.</param>
    /// <param name="sql">The statement that waited.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<string> FindLockHoldersAsync(Lease lease, string sql, CancellationToken cancellationToken) =>
        $"{await HoldersAsync(lease, sql, cancellationToken)}. "
        + $"Expected every table to be readable within {SourceAddress.LockPatience.TotalSeconds:0.#} s: wait until the lock is released, then run again.";

    private static async Task<string> HoldersAsync(Lease lease, string sql, CancellationToken cancellationToken)
    {
        const string Unknown = "a table that the run reads is locked by another session";
        try
        {
            await using var command = new NpgsqlCommand(HoldersQuery, lease.Connection);
            var holders = await ReadAsync(command, r => (Table: r.GetString(0), Text: Describe(r)), cancellationToken);
            // A query on a view does not name the tables behind it.
            var words = CustomSqlPolicy.Words(sql);
            var named = holders.Where(h => words.Contains(h.Table)).ToList();
            return holders.Count == 0 ? Unknown : string.Join("; ", (named.Count > 0 ? named : holders).Select(h => h.Text));
        }
        catch (NpgsqlException)
        {
            return Unknown;
        }
    }

    private static string Describe(NpgsqlDataReader holder)
    {
        var who =
            $"another session (pid {holder.GetInt32(2)}, {holder.GetString(3)}, user {holder.GetString(4)}"
            + $"{(holder.IsDBNull(5) ? "" : $", in a transaction since {holder.GetString(5)} UTC")})";
        return holder.GetBoolean(1)
            ? $"table {holder.GetString(0)} is locked by {who}"
            : $"table {holder.GetString(0)} is waited for by {who}, which wants an exclusive lock, and readers queue behind it";
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }
}
