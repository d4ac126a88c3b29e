using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>setup postgres: a role that may read the extracted tables and nothing else.</summary>
internal static class SetupPostgresCommand
{
    private static readonly Option<string> Role = new("--role") { HelpName = "NAME", Description = "The role's name [default: shopstream_reader]" };

    public static Command Create()
    {
        var command = new Command("postgres", "Print the SQL that makes a role which may read the extracted tables (setting source.tables) and nothing else, within the limits of the settings. Nothing is connected to.")
        {
            Role, Options.Settings,
        };
        command.SetAction((parsed, _) => Program.GuardAsync(parsed, () =>
        {
            parsed.Host().Output.Write(Text(parsed.GetValue(Role) ?? "shopstream_reader", Options.Read(parsed, Role.Name)));
            return Task.FromResult(ExitCodes.Passed);
        }));
        return command;
    }

    internal static string Text(string role, ShopSettings settings)
    {
        var (name, space, database) = (Sql.Quote(role), Sql.Quote(settings.SourceSchema), settings.SourceDatabase ?? "shopstream");
        // One more than a run takes: a connection that was closed may still be on its way out.
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
            ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT {connections};
            GRANT CONNECT ON DATABASE {Sql.Quote(database)} TO {name};
            GRANT USAGE ON SCHEMA {space} TO {name};
            GRANT SELECT ON {string.Join(", ", settings.Tables.Select(t => $"{space}.{Sql.Quote(t)}"))} TO {name};
            ALTER ROLE {name} SET default_transaction_read_only = on;
            -- The longest deadline of the settings; a run sets each statement its own.
            ALTER ROLE {name} SET statement_timeout = '{Seconds(longest)}';
            ALTER ROLE {name} SET lock_timeout = '{Seconds(SourceAddress.LockPatience)}';
            -- While the tables are read, who holds the snapshot may be idle: it gives a sign of life six times as often.
            ALTER ROLE {name} SET idle_in_transaction_session_timeout = '{Seconds(SourceAddress.IdleLimitByDefault)}';
            ALTER ROLE {name} SET search_path = {space};

            """;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s");
}
