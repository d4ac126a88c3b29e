using Npgsql;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Makes sure that every table can be read before anything else touches it. The lock is the one that any SELECT takes: writers do not wait
/// for it, and only who changes or drops the table does.
/// </summary>
internal static class TableLocks
{
    /// <summary>How long a table may be withheld from readers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const string Lockable = """
        SELECT c.relname, has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = ANY($2) AND c.relkind IN ('r', 'p')
        """;

    private const string Holders = """
        SELECT c.relname, l.pid, COALESCE(NULLIF(a.application_name, ''), 'no application name'), COALESCE(a.usename, '?'), to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS')
        FROM pg_locks l
        JOIN pg_class c ON c.oid = l.relation
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE n.nspname = $1 AND c.relname = ANY($2) AND l.granted AND l.mode = 'AccessExclusiveLock'
        ORDER BY 1, 2
        """;

    /// <param name="connection">In the snapshot's transaction, with lock_timeout set.</param>
    /// <param name="address">Whose tables.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The role may not read a table: the grant that is missing.</exception>
    /// <exception cref="InfrastructureException">A table is locked: by whom.</exception>
    public static async Task TakeAsync(NpgsqlConnection connection, SourceAddress address, CancellationToken cancellation)
    {
        var tables = await ReadAsync(connection, Lockable, address, r => (Name: r.GetString(0), MayRead: r.GetBoolean(1)), cancellation);
        var forbidden = tables.Where(t => !t.MayRead).Select(t => Of(address, t.Name)).ToList();
        if (forbidden.Count > 0)
        {
            var user = new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "";
            throw new UsageException($"{address.Description}: the role {user} may not read {string.Join(", ", tables.Where(t => !t.MayRead).Select(t => t.Name))}. Let its owner run: GRANT SELECT ON {string.Join(", ", forbidden)} TO {Sql.Quote(user)}; shopstream setup postgres prints all that it needs.");
        }
        if (tables.Count == 0) return;
        try
        {
            await using var command = new NpgsqlCommand($"LOCK TABLE {string.Join(", ", tables.Select(t => Of(address, t.Name)))} IN ACCESS SHARE MODE", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            throw new InfrastructureException($"{address.Description}: {await HoldersAsync(address, cancellation)}. Nothing was extracted. Expected every table to be readable within {Patience.TotalSeconds:0.#} s: wait until that has ended, and run again.", e);
        }
    }

    private static string Of(SourceAddress address, string table) => $"{Sql.Quote(address.Schema)}.{Sql.Quote(table)}";

    // The transaction is spoilt: whoever holds the lock is asked for on a connection of its own.
    private static async Task<string> HoldersAsync(SourceAddress address, CancellationToken cancellation)
    {
        const string Unknown = "a table is locked by another session";
        try
        {
            await using var connection = await address.OpenAsync(cancellation);
            var holders = await ReadAsync(connection, Holders, address, r => $"table {r.GetString(0)} is locked by another session (pid {r.GetInt32(1)}, {r.GetString(2)}, user {r.GetString(3)}{(r.IsDBNull(4) ? "" : $", in a transaction since {r.GetString(4)} UTC")})", cancellation);
            return holders.Count == 0 ? Unknown : string.Join("; ", holders);
        }
        catch (Exception e) when (e is ProblemException or NpgsqlException)
        {
            return Unknown;
        }
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, SourceAddress address, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = address.Schema }, new() { Value = address.Tables.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation)) rows.Add(row(reader));
        return rows;
    }
}
