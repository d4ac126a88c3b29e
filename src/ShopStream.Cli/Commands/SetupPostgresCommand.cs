using System.CommandLine;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli.Commands;

/// <summary>setup postgres: a role that may read the extracted tables and nothing else.</summary>
internal static class SetupPostgresCommand
{
    private static readonly Option<string> Role = new("--role") { HelpName = "NAME", Description = "The role's name [default: shopstream_reader]" };

    public static Command Create()
    {
        var command = new Command("postgres", "Print the SQL that makes a role which may read the extracted tables (setting source.tables) and nothing else. Nothing is connected to.")
        {
            Role, Options.Settings,
        };
        command.SetAction((parsed, _) => Program.GuardAsync(() =>
        {
            var settings = Options.Read(parsed, Role.Name);
            Console.Out.Write(Text(parsed.GetValue(Role) ?? "shopstream_reader", settings.SourceSchema, settings.Tables, settings.SourceDatabase ?? "shopstream"));
            return Task.FromResult(ExitCodes.Passed);
        }));
        return command;
    }

    internal static string Text(string role, string schema, IReadOnlyList<string> tables, string database)
    {
        var (name, space) = (Sql.Quote(role), Sql.Quote(schema));
        return $"""
            -- Run as the owner of the database {database}; every statement may be run again. Then give the role a password, in psql: \password {role}
            DO $$
            BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {Sql.Literal(role)}) THEN
                CREATE ROLE {name} LOGIN;
              END IF;
            END
            $$;
            ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 4;
            GRANT CONNECT ON DATABASE {Sql.Quote(database)} TO {name};
            GRANT USAGE ON SCHEMA {space} TO {name};
            GRANT SELECT ON {string.Join(", ", tables.Select(t => $"{space}.{Sql.Quote(t)}"))} TO {name};
            ALTER ROLE {name} SET default_transaction_read_only = on;
            ALTER ROLE {name} SET statement_timeout = '30min';
            ALTER ROLE {name} SET lock_timeout = '4s';
            -- While the tables are read one connection holds the snapshot, and is idle.
            ALTER ROLE {name} SET idle_in_transaction_session_timeout = 0;
            ALTER ROLE {name} SET search_path = {space};

            """;
    }
}
