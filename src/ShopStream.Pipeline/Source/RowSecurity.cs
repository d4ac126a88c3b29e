using Npgsql;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>Row-level security hides rows from a role. Every session has row_security = off, so that PostgreSQL refuses such a query instead.</summary>
internal static class RowSecurity
{
    // row_security_active is false for views: their queries have to be tried.
    private const string AffectedQuery = """
        SELECT w.called, c.relkind = 'v', COALESCE(pg_catalog.row_security_active(c.oid), false)
        FROM unnest($1::text[], $2::text[], $3::text[]) AS w(space, name, called)
        JOIN pg_catalog.pg_namespace n ON n.nspname = w.space
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
        WHERE c.relkind IN ('r', 'p', 'v') AND (pg_catalog.has_table_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))
        ORDER BY 1
        """;

    /// <summary>The tables and views of which the role would not see every row.</summary>
    /// <param name="lease">A connection in a transaction.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A view cannot be read for another reason.</exception>
    /// <exception cref="InfrastructureException">A table behind a view is locked.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(Lease lease, CancellationToken cancellationToken)
    {
        var (address, affected, views) = (lease.Address, new List<string>(), new List<string>());
        await using var command = new NpgsqlCommand(AffectedQuery, lease.Connection);
        command.Parameters.AddRange(address.Listed);
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetBoolean(1))
                    views.Add(reader.GetString(0));
                else if (reader.GetBoolean(2))
                    affected.Add(reader.GetString(0));
            }
        }
        foreach (var view in views)
        {
            if (await IsAffectedAsync(lease, view, cancellationToken))
                affected.Add(view);
        }
        return affected;
    }

    /// <exception cref="UsageException">The role would not see every row of a table; the message gives the fix.</exception>
    /// <exception cref="InfrastructureException">A table behind a view is locked.</exception>
    public static async Task RequireNoneAsync(Lease lease, CancellationToken cancellationToken)
    {
        var affected = await FindAsync(lease, cancellationToken);
        if (affected.Count > 0)
            throw new UsageException($"{lease.Address.Description}: {Explain(lease.Address, affected)}");
    }

    // Policies are looked up when a query is analysed: no row is read.
    private static async Task<bool> IsAffectedAsync(Lease lease, string view, CancellationToken cancellationToken)
    {
        var address = lease.Address;
        var sql = $"EXPLAIN SELECT 1 FROM {Sql.Quote(address.PlaceOf(view))}";
        try
        {
            await using var command = await lease.BeginAsync(sql, cancellationToken);
            await command.ExecuteNonQueryAsync(cancellationToken);
            // Gives the locks on the tables behind the view back.
            await lease.RollbackAsync(cancellationToken);
            return false;
        }
        catch (PostgresException e) when (IsRefusal(e))
        {
            await lease.RollbackAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
        {
            await lease.RollbackAsync(cancellationToken);
            throw new InfrastructureException($"{address.Description}: {await TableLocks.FindLockHoldersAsync(lease, sql, cancellationToken)}", e);
        }
        catch (PostgresException e)
        {
            throw SourceFailure.Problem($"{address.Description}: PostgreSQL rejects reading {view}", e, sql, view);
        }
    }

    /// <summary>Whether PostgreSQL refused the query because a policy would hide rows.</summary>
    public static bool IsRefusal(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InsufficientPrivilege && string.Equals(e.Routine, "check_enable_rls", StringComparison.Ordinal);

    /// <summary>What was found, what is expected, and the fix; ends in a full stop.</summary>
    /// <param name="address">Names the role.</param>
    /// <param name="tables">The tables with policies; empty if they are not known.</param>
    public static string Explain(SourceAddress address, IReadOnlyList<string> tables) =>
        $"row-level security would hide rows{(tables.Count == 0 ? "" : $" of {string.Join(", ", tables)}")} from the role {Role(address)}, "
        + $"so nothing is read. Expected a role that sees every row. {Fix(address)}; shopstream setup postgres prints what the role needs.";

    /// <summary>The statement that gives the role every row.</summary>
    public static string Fix(SourceAddress address) => $"Let a superuser run: ALTER ROLE {Sql.Quote(Role(address))} BYPASSRLS";

    private static string Role(SourceAddress address) => new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "";
}
