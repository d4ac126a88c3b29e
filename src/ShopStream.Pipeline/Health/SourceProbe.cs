using System.Globalization;
using Npgsql;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Looks at a source without reading a row: reachability, version, rights, clock, TLS, tables and their size.</summary>
public static class SourceProbe
{
    private const string About = "source";

    private const string Query = """
        SELECT split_part(version(), ' on ', 1), current_user, clock_timestamp(), pg_is_in_recovery(),
               (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
               COALESCE((SELECT s.version || ', ' || s.cipher FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid() AND s.ssl), '')
        """;

    private const string Rights = """
        SELECT w.name,
               c.oid IS NOT NULL,
               COALESCE(has_table_privilege(c.oid, 'SELECT'), false),
               COALESCE(has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'), false),
               COALESCE(c.relpages, 0)::bigint * current_setting('block_size')::bigint
        FROM unnest($2) WITH ORDINALITY AS w(name, place)
        LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = $1) ON c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm')
        ORDER BY w.place
        """;

    /// <param name="address">Where it is.</param>
    /// <param name="clock">This machine's time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(SourceAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await address.OpenAsync(cancellationToken);
            return [.. await ServerAsync(connection, address, clock, cancellationToken), .. await TablesAsync(connection, address, cancellationToken)];
        }
        catch (ProblemException e)
        {
            return [HealthCheck.Of(About, e)];
        }
        catch (NpgsqlException e)
        {
            return [new HealthCheck(About, HealthStatus.Unreachable, $"{address.Description}: {e.Message}")];
        }
    }

    private static async Task<List<HealthCheck>> ServerAsync(NpgsqlConnection connection, SourceAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        var before = clock.GetUtcNow();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var middle = before + ((clock.GetUtcNow() - before) / 2);
        var (user, there, tls) = (reader.GetString(1), new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero), reader.GetString(5));
        var apart = there - middle;
        var findings = new List<HealthCheck>
        {
            new(About, HealthStatus.Good, $"{address.Description}: {reader.GetString(0)}{(reader.GetBoolean(3) ? ", a standby" : "")}, role {user}, {(tls.Length > 0 ? tls : "not encrypted")}"),
        };
        if (reader.GetBoolean(4)) findings.Add(new HealthCheck(About, HealthStatus.Warning, $"{user} is a superuser", "sign in as a role that may only read: shopstream setup postgres prints it"));
        var local = new NpgsqlConnectionStringBuilder(address.ConnectionString).Host is "localhost" or "127.0.0.1" or "::1" or ['/', ..];
        if (tls.Length == 0 && !local) findings.Add(new HealthCheck(About, HealthStatus.Warning, "passwords and data cross the network in plain", "set source.sslmode to verify-full (PGSSLMODE)"));
        findings.Add(ClockSkew.Of(About, apart, "freshness is judged by them"));
        return findings;
    }

    private static async Task<List<HealthCheck>> TablesAsync(NpgsqlConnection connection, SourceAddress address, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Rights, connection) { Parameters = { new() { Value = address.Schema }, new() { Value = address.Tables.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<(string Name, bool There, bool Read, bool Write, long Bytes)>();
        while (await reader.ReadAsync(cancellationToken)) tables.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt64(4)));
        string Of(IEnumerable<(string Name, bool There, bool Read, bool Write, long Bytes)> some) => string.Join(", ", some.Select(t => t.Name));
        var user = Sql.Quote(new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "");
        var findings = new List<HealthCheck>();
        var (absent, closed, open) = (tables.Where(t => !t.There).ToList(), tables.Where(t => t.There && !t.Read).ToList(), tables.Where(t => t.Write).ToList());
        if (absent.Count > 0) findings.Add(new HealthCheck(About, HealthStatus.Wrong, $"schema {address.Schema} has no {Of(absent)}", "see source.tables and source.schema in the settings"));
        if (closed.Count > 0) findings.Add(new HealthCheck(About, HealthStatus.Wrong, $"may not read {Of(closed)}", $"GRANT SELECT ON {string.Join(", ", closed.Select(t => $"{Sql.Quote(address.Schema)}.{Sql.Quote(t.Name)}"))} TO {user}"));
        if (open.Count > 0) findings.Add(new HealthCheck(About, HealthStatus.Warning, $"may write to {Of(open)}; it never does, every session is read-only", "sign in as a role that may only read: shopstream setup postgres prints it"));
        if (absent.Count + closed.Count == 0)
            findings.Add(new HealthCheck(About, HealthStatus.Good, string.Create(CultureInfo.InvariantCulture, $"{tables.Count} tables can be read, about {tables.Sum(t => t.Bytes) / 1e6:#,##0.0} MB on its disk")));
        return findings;
    }
}
