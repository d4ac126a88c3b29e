using System.Globalization;
using Npgsql;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Checks a source without reading a row: reachability, version, privileges, clock, TLS, tables and their size.</summary>
public static class SourceProbe
{
    private const string Subject = "source";

    private const string ServerQuery = """
        SELECT split_part(version(), ' on ', 1), current_user, clock_timestamp(), pg_is_in_recovery(),
               (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
               COALESCE((SELECT s.version || ', ' || s.cipher FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid() AND s.ssl), '')
        """;

    private const string TableQuery = """
        SELECT w.called,
               c.oid IS NOT NULL,
               COALESCE(has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'), false),
               COALESCE(has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE')
                   OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'), false),
               COALESCE(c.relpages, 0)::bigint * current_setting('block_size')::bigint
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS w(space, name, called, place)
        LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace) ON n.nspname = w.space AND c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm')
        ORDER BY w.place
        """;

    /// <param name="address">The source's address.</param>
    /// <param name="clock">Supplies this machine's time.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(SourceAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await address.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await SessionSettings.PinAsync(connection, address.Schema, cancellationToken);
            return
            [
                .. await ServerAsync(connection, address, clock, cancellationToken),
                .. await TablesAsync(new Lease(address, new SnapshotMember(connection, transaction), static () => ValueTask.CompletedTask), cancellationToken),
            ];
        }
        catch (ProblemException e)
        {
            return [HealthCheck.Of(Subject, e)];
        }
        catch (Exception e) when (SourceAddress.IsCancellation(e, cancellationToken))
        {
            throw new OperationCanceledException($"cancelled: the checks of {address.Description}", e, cancellationToken);
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            return [HealthCheck.Of(Subject, SourceFailure.Problem(address.Description, e))];
        }
    }

    private static async Task<List<HealthCheck>> ServerAsync(
        NpgsqlConnection connection,
        SourceAddress address,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(ServerQuery, connection);
        var before = clock.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var middle = before + ((clock.GetUtcNow() - before) / 2);
        var (user, serverTime, tls) = (reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero), reader.GetString(5));
        var ahead = serverTime - middle;
        var checks = new List<HealthCheck>
        {
            new(
                Subject,
                HealthStatus.Good,
                $"{address.Description}: {reader.GetString(0)}{(reader.GetBoolean(3) ? ", a standby" : "")}, "
                    + $"role {user}, {(tls.Length > 0 ? tls : "not encrypted")}"
            ),
        };
        if (reader.GetBoolean(4))
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Warning,
                    $"{user} is a superuser",
                    "sign in as a role that can only read: shopstream setup postgres prints the statements"
                )
            );
        var local = new NpgsqlConnectionStringBuilder(address.ConnectionString).Host is "localhost" or "127.0.0.1" or "::1" or ['/', ..];
        if (tls.Length == 0 && !local)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Warning,
                    "passwords and data cross the network unencrypted",
                    "set source.sslmode to verify-full (PGSSLMODE)"
                )
            );
        checks.Add(ClockSkew.Of(Subject, ahead, "freshness checks compare the two clocks"));
        return checks;
    }

    private static async Task<List<HealthCheck>> TablesAsync(Lease lease, CancellationToken cancellationToken)
    {
        var (connection, address) = (lease.Connection, lease.Address);
        await using var command = new NpgsqlCommand(TableQuery, connection);
        command.Parameters.AddRange(address.Listed);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<(string Name, bool There, bool Read, bool Write, long Bytes)>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4)));
        string Names(IEnumerable<(string Name, bool There, bool Read, bool Write, long Bytes)> selected) => Identifier.Written(selected.Select(t => t.Name));
        var user = Sql.Quote(new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "");
        var checks = new List<HealthCheck>();
        var (missing, unreadable, writable) = (
            tables.Where(t => !t.There).ToList(),
            tables.Where(t => t.There && !t.Read).ToList(),
            tables.Where(t => t.Write).ToList()
        );
        if (missing.Count > 0)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Wrong,
                    $"schema {address.Schema} has no table {Names(missing)}",
                    "check source.tables and source.schema in the settings"
                )
            );
        if (unreadable.Count > 0)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Wrong,
                    $"no SELECT privilege on {Names(unreadable)}",
                    $"GRANT SELECT ON {string.Join(", ", unreadable.Select(t => $"{Sql.Quote(address.PlaceOf(t.Name))}"))} TO {user}"
                )
            );
        await reader.DisposeAsync();
        foreach (
            var table in (await ColumnGrants.FindMissingAsync(connection, address, cancellationToken))
                .Where(c => !unreadable.Exists(t => string.Equals(t.Name, c.Table, StringComparison.Ordinal)))
                .GroupBy(c => c.Table, StringComparer.Ordinal)
        )
        {
            var columns = string.Join(", ", table.Select(c => Sql.Quote(c.Column)));
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Wrong,
                    $"no SELECT privilege on {Identifier.Written(table.Select(c => c.Column))} of {Identifier.Written(table.Key)}",
                    $"GRANT SELECT ({columns}) ON {Sql.Quote(address.PlaceOf(table.Key))} TO {user}, "
                        + $"or list only the others with source.columns.{Identifier.Written(table.Key)}"
                )
            );
        }
        // A role that is not shown every row reads too little and notices nothing.
        if (await RowSecurity.FindAsync(lease, cancellationToken) is { Count: > 0 } hidden)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Wrong,
                    $"row-level security hides rows of {string.Join(", ", hidden)} from the role: a run refuses to read them",
                    RowSecurity.Fix(address)
                )
            );
        if (writable.Count > 0)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Warning,
                    $"the role can write to {Names(writable)}; every session of shopstream is read-only",
                    "sign in as a role that can only read: shopstream setup postgres prints the statements"
                )
            );
        if (missing.Count + unreadable.Count == 0)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Good,
                    string.Create(CultureInfo.InvariantCulture, $"{tables.Count} tables can be read, about {tables.Sum(t => t.Bytes) / 1e6:#,##0.0} MB on disk")
                )
            );
        return checks;
    }
}
