using System.Globalization;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Application.Setup;

/// <summary>setup postgres: a role that may read the extracted tables and nothing else.</summary>
public static class PostgresRole
{
    /// <summary>The role's name where none is given.</summary>
    public const string DefaultName = "shopstream_reader";

    /// <summary>The SQL that creates the role, within the limits of the settings; every statement can be repeated.</summary>
    /// <param name="role">The role's name, not quoted.</param>
    /// <param name="settings">Name the tables, the connections and the deadlines.</param>
    public static string Script(string role, ShopSettings settings)
    {
        var (name, database) = (Sql.Quote(role), settings.SourceDatabase ?? "shopstream");
        var places = settings.Tables.Select(t => settings.SourcePlaces.GetValueOrDefault(t) ?? new SourcePlace(settings.SourceSchema, t)).ToList();
        var schemas = places.Select(p => p.Schema).Prepend(settings.SourceSchema).Distinct(StringComparer.Ordinal).Select(s => Sql.Quote(s)).ToList();
        // One more than a run takes: the server may still be closing a connection.
        var connections = Math.Clamp(settings.Pipeline.SourceConnections + 1, 3, 4);
        var longest = settings.SourceDeadlines.Values.Append(settings.SourceDeadline).Max();
        return $"""
            -- Run as the owner of the database {database}; every statement may be run again. Then give the role a password, in psql: \password {role}
            DO $$
            BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {Sql.Literal(role)}) THEN
                CREATE ROLE {name} LOGIN;
              END IF;
            END
            $$;
            ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT {connections};
            -- Row-level security would hide rows from the role, and a run refuses to read such a table: where one of the tables has it, the role
            -- needs BYPASSRLS, which only a superuser can give.
            DO $$
            BEGIN
              IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE (n.nspname, c.relname) IN ({string.Join(
                ", ",
                places.Select(p => $"({Sql.Literal(p.Schema)}, {Sql.Literal(p.Name)})")
            )}) AND c.relrowsecurity) THEN
                ALTER ROLE {name} BYPASSRLS;
              ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = {Sql.Literal(role)} AND rolbypassrls) THEN
                ALTER ROLE {name} NOBYPASSRLS;
              END IF;
            END
            $$;
            GRANT CONNECT ON DATABASE {Sql.Quote(database)} TO {name};
            GRANT USAGE ON SCHEMA {string.Join(", ", schemas)} TO {name};
            GRANT SELECT ON {string.Join(", ", places.Select(p => Sql.Quote(p)))} TO {name};
            ALTER ROLE {name} SET default_transaction_read_only = on;
            -- The longest deadline of the settings; a run sets its own for each statement.
            ALTER ROLE {name} SET statement_timeout = '{Seconds(longest)}';
            ALTER ROLE {name} SET lock_timeout = '{Seconds(SourceAddress.LockPatience)}';
            -- The transaction that holds the snapshot may be idle while tables are read; it sends a keepalive six times as often.
            ALTER ROLE {name} SET idle_in_transaction_session_timeout = '{Seconds(SourceAddress.IdleLimitByDefault)}';
            ALTER ROLE {name} SET search_path = {schemas[0]};

            """;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s");
}
