using System.Globalization;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Runs one statement of a session.</summary>
internal sealed class Statements(StandInSession session)
{
    private static readonly HashSet<string> FormatNames = new(
        (
            "TYPE COMPRESSION RECORD_DELIMITER FIELD_DELIMITER MULTI_LINE PARSE_HEADER SKIP_HEADER SKIP_BLANK_LINES DATE_FORMAT "
            + "TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT ESCAPE ESCAPE_UNENCLOSED_FIELD TRIM_SPACE FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF "
        )
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Concat(
                (
                    "ERROR_ON_COLUMN_COUNT_MISMATCH REPLACE_INVALID_CHARACTERS EMPTY_FIELD_AS_NULL SKIP_BYTE_ORDER_MARK "
                    + "ENCODING STRIP_OUTER_ARRAY STRIP_NULL_VALUES ALLOW_DUPLICATE ENABLE_OCTAL IGNORE_UTF8_ERRORS"
                ).Split(' ')
            ),
        StringComparer.Ordinal
    );

    private readonly Account account = session.Account;
    private readonly Granting granting = new(session);
    private List<Token> tokens = [];
    private int at;
    private List<string> named = [];

    public Result Run(string sql, bool describeOnly = false)
    {
        tokens = SessionRewriting.Fold(Tokens.Of(sql), session.Parameters);
        if (tokens.Count > 0 && tokens[^1].Is(";"))
            tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count == 0)
            throw new SnowflakeError(900, "42601", "SQL compilation error:\nEmpty SQL statement.");
        if (tokens.Exists(t => t.Is(";")))
            throw new SnowflakeError(8, "0A000", "Actual statement count 2 did not match the desired statement count 1.");
        session.Parameters.Require(tokens);
        if (tokens[0].Is("SELECT") || tokens[0].Is("WITH") || tokens[0].Is("("))
            return Select(describeOnly);
        if (describeOnly)
            return Result.Done();
        if (Skip("BEGIN") || Skip("START"))
        {
            session.Begin();
            return Result.Done() with { StatementType = 0x8101 };
        }
        if (Skip("COMMIT"))
        {
            session.End(commit: true);
            return Result.Done() with { StatementType = 0x8103 };
        }
        if (Skip("ROLLBACK"))
        {
            session.End(commit: false);
            return Result.Done() with { StatementType = 0x8104 };
        }
        if (Skip("INSERT"))
            return Insert();
        if (tokens[0].Is("UPDATE") || tokens[0].Is("DELETE") || tokens[0].Is("MERGE"))
            return Change();
        if (tokens[0].Is("USE"))
            return Use();
        if (Skip("ALTER", "SESSION", "SET"))
            return Session();
        if (tokens[0].Is("COPY"))
            return new Copying(session).Run(tokens);
        if (Skip("SHOW"))
            return Show();
        // Snowflake commits an open transaction before any DDL, and the DDL itself.
        session.End(commit: true);
        if (Skip("CREATE"))
            return Create();
        if (Skip("DROP"))
            return Drop();
        if (Skip("ALTER"))
            return Alter();
        if (Skip("TRUNCATE"))
        {
            _ = Skip("TABLE");
            session.Run($"DELETE FROM {Object("DELETE")}");
            return Result.Done();
        }
        if (Skip("DESCRIBE") || Skip("DESC"))
        {
            _ = Skip("TABLE");
            return session.Select($"SELECT column_name AS \"name\", column_type AS \"type\", \"null\" AS \"null?\" FROM (DESCRIBE {Object("SELECT")})", false);
        }
        if (tokens[0].Is("GRANT") || tokens[0].Is("REVOKE"))
        {
            if (tokens[0].Is("GRANT"))
                account.Grants.Enqueue(Translation.Write(tokens).Trim());
            return granting.Run(tokens);
        }
        throw SnowflakeError.Syntax(tokens[0].Line, tokens[0].Position, tokens[0].Value);
    }

    private HashSet<string> Names() =>
        [
            .. session
                .CatalogRows(
                    "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views() "
                        + "WHERE NOT internal UNION SELECT schema_name FROM duckdb_schemas() WHERE NOT internal "
                        + "UNION SELECT column_name FROM duckdb_columns() WHERE NOT internal AND database_name <> 'memory'"
                )
                .Select(r => r[0]!),
            .. account.Databases,
        ];

    private string Rest()
    {
        var rest = tokens.Skip(at).ToList();
        granting.DemandRead(rest);
        return Translation.Query(rest, Names(), session, rest.Exists(t => t.Is("INFORMATION_SCHEMA")) ? granting.Visible() : null);
    }

    private Result Select(bool describeOnly)
    {
        if (tokens.Exists(t => t.Is("FROM")))
            RequireWarehouse();
        return session.Select(Rest(), describeOnly);
    }

    private void RequireWarehouse()
    {
        if (
            session.Warehouse is not { } warehouse
            || !account.Warehouses.Contains(warehouse)
            || account.Faults.Suspended.Contains(warehouse)
            || !account.Rights.May(session.Role, "USAGE", "WAREHOUSE", warehouse)
        )
            throw new SnowflakeError(
                606,
                "57P03",
                "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command."
            );
    }

    private Result Insert()
    {
        RequireWarehouse();
        session.BeginUnlessAutocommit();
        var overwrite = Skip("OVERWRITE");
        Expect("INTO");
        var table = Object("INSERT");
        if (overwrite)
            granting.Demand("DELETE", "TABLE", named);
        var rest = Rest();
        return session.Together(() =>
        {
            if (overwrite)
                session.Run($"DELETE FROM {table}");
            return Result.Rowcount(session.Run($"INSERT INTO {table} {rest}"), "inserted", 0x3100);
        });
    }

    private Result Change()
    {
        RequireWarehouse();
        session.BeginUnlessAutocommit();
        var (what, type) = tokens[0].Value switch
        {
            "UPDATE" => ("updated", 0x3200),
            "DELETE" => ("deleted", 0x3300),
            _ => ("merged", 0x3400),
        };
        at = tokens[0].Is("UPDATE") ? 1 : 2;
        granting.Demand(tokens[0].Is("MERGE") ? "INSERT" : tokens[0].Value, "TABLE", Qualified(Parts()));
        at = 0;
        return Result.Rowcount(session.Run(Rest()), what, type);
    }

    private Result Use()
    {
        at = 1;
        if (Skip("ROLE"))
            session.Role = Known(account.Roles, r => account.Rights.MayAssume(session.User, r));
        else if (Skip("WAREHOUSE"))
            session.Warehouse = Known(account.Warehouses, w => account.Rights.May(session.Role, "USAGE", "WAREHOUSE", w));
        else
        {
            var isSchema = Skip("SCHEMA");
            if (!isSchema)
                _ = Skip("DATABASE");
            var parts = Parts();
            if (parts.Count == 2)
                session.Enter(parts[0], parts[1]);
            else if (isSchema)
                session.Enter(session.Database, parts[0]);
            else
                session.Enter(parts[0], "PUBLIC");
        }
        session.Tell();
        return Result.Done();

        string Known(HashSet<string> known, Func<string, bool> may) =>
            Parts() is [var name] && known.Contains(name) && may(name) ? name : throw SnowflakeError.NotPerformed();
    }

    private Result Session()
    {
        foreach (var (name, value) in Options())
            session.Set(name, value);
        return Result.Done();
    }

    private Result Show()
    {
        IEnumerable<string> names = tokens[at].Value switch
        {
            "WAREHOUSES" => account.Warehouses,
            "ROLES" => account.Roles,
            "DATABASES" => account.Databases,
            "GRANTS" => account.Grants,
            "STAGES" => account.Objects.Values.Where(o => o.Kind is "STAGE").Select(o => o.Name),
            _ => throw SnowflakeError.Syntax(tokens[at].Line, tokens[at].Position, tokens[at].Value),
        };
        return new Result([new("name", "text")], [.. names.Order(StringComparer.Ordinal).Select(n => (IReadOnlyList<string?>)[n])], 0x4000);
    }

    private Result Create()
    {
        var alters = Skip("OR", "ALTER");
        var replace = Skip("OR", "REPLACE");
        _ = Skip("TRANSIENT") || Skip("TEMPORARY");
        var kind = Kind();
        var ifAbsent = Skip("IF", "NOT", "EXISTS");
        if (kind is "TABLE" or "VIEW")
            return CreateTable(kind, replace, ifAbsent);
        var parts = Parts();
        var name = string.Join('.', kind is "STAGE" or "FILE FORMAT" ? Qualified(parts) : parts);
        var known = kind switch
        {
            "ROLE" => account.Roles,
            "WAREHOUSE" => account.Warehouses,
            "DATABASE" => account.Databases,
            _ => null,
        };
        var exists = known?.Contains(name) ?? (kind is "SCHEMA" ? SchemaExists(parts) : account.Objects.ContainsKey(kind + " " + name));
        if (exists && ifAbsent)
            return Result.Done($"{name} already exists, statement succeeded.");
        if (exists && alters)
        {
            if (kind is not "FILE FORMAT")
                throw new NotSupportedException("The stand-in creates or alters file formats only.");
            granting.Demand("OWNERSHIP", kind, Qualified(parts));
            account.Objects[kind + " " + name] = new Stored(kind, name, FormatOptions());
            return Result.Done($"{name} successfully altered.");
        }
        if (exists && !replace)
            throw new SnowflakeError(2002, "42710", $"SQL compilation error:\nObject '{name}' already exists.");
        if (kind is "SCHEMA")
            granting.Demand("CREATE SCHEMA", "DATABASE", [parts.Count == 1 ? session.Database! : parts[0]]);
        else if (kind is "STAGE" or "FILE FORMAT")
            granting.Demand("CREATE " + kind, "SCHEMA", [.. Qualified(parts).Take(2)]);
        else
            granting.Demand("CREATE " + kind, "ACCOUNT", []);
        account.Rights.Made(kind, kind is "SCHEMA" && parts.Count == 1 ? $"{session.Database}.{name}" : name, session.Role);
        if (kind is "DATABASE" && !exists)
            session.Run($"ATTACH ':memory:' AS {StandInSession.Name(name)}; CREATE SCHEMA {StandInSession.Name(name)}.\"PUBLIC\"");
        if (kind is "SCHEMA")
        {
            List<string> schema = parts.Count == 1 ? [session.Database!, parts[0]] : parts;
            if (exists)
                session.Run($"DROP SCHEMA {string.Join('.', schema.Select(StandInSession.Name))} CASCADE");
            session.Run($"CREATE SCHEMA {string.Join('.', schema.Select(StandInSession.Name))}");
            account.Managed.Remove(string.Join('.', schema));
            if (Skip("WITH", "MANAGED", "ACCESS"))
                account.Managed.Add(string.Join('.', schema));
            if (Skip("CLONE"))
            {
                var of = Parts();
                granting.Demand("USAGE", "SCHEMA", of);
                Cloning.Run(session, schema, of);
            }
        }
        known?.Add(name);
        // A new warehouse or database becomes the session's.
        if (kind is "WAREHOUSE")
            session.Warehouse = name;
        if (kind is "DATABASE")
            session.Use(name, "PUBLIC");
        if (kind is "SCHEMA")
            session.Use(parts.Count == 1 ? session.Database : parts[0], parts[^1]);
        if (known is null && kind is not "SCHEMA")
            account.Objects[kind + " " + name] = new Stored(kind, name, kind is "FILE FORMAT" ? FormatOptions() : Options());
        session.Tell();
        return Result.Done($"{name} successfully created.");
    }

    private Result CreateTable(string kind, bool replace, bool ifAbsent)
    {
        var parts = Qualified(Parts());
        var name = string.Join('.', parts.Select(StandInSession.Name));
        var isThere =
            session.CatalogScalar(
                $"SELECT count(*) FROM memory.main.SF_TABLES WHERE TABLE_CATALOG = {StandInSession.Literal(parts[0])} "
                    + $"AND TABLE_SCHEMA = {StandInSession.Literal(parts[1])} AND TABLE_NAME = {StandInSession.Literal(parts[2])}"
            )
            is not "0";
        if (isThere && ifAbsent)
            return Result.Done($"{parts[2]} already exists, statement succeeded.");
        granting.Demand("CREATE " + kind, "SCHEMA", [.. parts.Take(2)]);
        if (isThere)
            granting.Demand("OWNERSHIP", "TABLE", parts);
        var head = $"CREATE {(replace ? "OR REPLACE " : "")}{kind} {name}";
        var keepGrants = Skip("COPY", "GRANTS");
        List<string>? of = null;
        if (Skip("AS"))
        {
            if (kind is "TABLE")
                RequireWarehouse();
            session.Run($"{head} AS {Rest()}");
        }
        else if (tokens[at].Is("LIKE") || tokens[at].Is("CLONE"))
        {
            var isClone = tokens[at++].Is("CLONE");
            of = Qualified(Parts());
            keepGrants |= Skip("COPY", "GRANTS");
            var columns = session.Rows(
                $"SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE database_name = {StandInSession.Literal(of[0])} "
                    + $"AND schema_name = {StandInSession.Literal(of[1])} AND table_name = {StandInSession.Literal(of[2])} ORDER BY column_index"
            );
            if (columns.Count == 0)
                throw SnowflakeError.Missing("Object", string.Join('.', of));
            granting.Demand("SELECT", "TABLE", of);
            session.Together(() =>
            {
                session.Run($"{head} ({string.Join(", ", columns.Select(c => $"{StandInSession.Name(c[0]!)} {c[1]}{(c[2] is "True" ? "" : " NOT NULL")}"))})");
                return isClone ? session.Run($"INSERT INTO {name} SELECT * FROM {string.Join('.', of.Select(StandInSession.Name))}") : 0;
            });
        }
        else
            session.Run($"{head} ({string.Join(", ", Columns())})");
        // COPY GRANTS keeps those of the table that is replaced; a new table gets those of the table that it copies, and no future ones.
        account.Rights.Made(kind, string.Join('.', parts), session.Role, keepGrants && (isThere || of is not null));
        if (keepGrants && !isThere && of is not null)
            account.Rights.Copied(string.Join('.', of), string.Join('.', parts));
        foreach (var key in account.Loaded.Keys.Where(k => k.StartsWith(name + "|", StringComparison.Ordinal)))
            account.Loaded.TryRemove(key, out _);
        return Result.Done($"Table {parts[2]} successfully created.");
    }

    private List<string> Columns()
    {
        Expect("(");
        var columns = new List<string>();
        do
        {
            var name = tokens[at++];
            var (type, taken) = Translation.Type(tokens, at);
            at += taken;
            columns.Add(
                $"{StandInSession.Name(name.Value)} {type}{(type is "VARCHAR" && IgnoresCase() ? " COLLATE NOCASE" : "")}"
                    + $"{(Skip("NOT", "NULL") ? " NOT NULL" : "")}"
            );
        } while (Skip(","));
        Expect(")");
        return columns;
    }

    private bool IgnoresCase() =>
        (
            account.Collations.TryGetValue(session.Database ?? "", out var own)
                ? own
                : account.Options.Parameters.GetValueOrDefault("DEFAULT_DDL_COLLATION", "")
        ).Contains("-ci", StringComparison.Ordinal);

    private Dictionary<string, string> FormatOptions()
    {
        var options = Options();
        if (options.Keys.FirstOrDefault(n => !FormatNames.Contains(n)) is { } unknown)
            throw new SnowflakeError(1420, "22023", $"SQL compilation error:\ninvalid property '{unknown}' for 'FILE FORMAT'");
        return options;
    }

    private Result Drop()
    {
        var kind = Kind();
        var ifThere = Skip("IF", "EXISTS");
        if (kind is "WAREHOUSE")
            return account.Warehouses.Remove(Parts()[0]) || ifThere ? Result.Done() : throw SnowflakeError.NotPerformed();
        if (kind is not ("TABLE" or "VIEW" or "SCHEMA"))
            throw SnowflakeError.Syntax(tokens[1].Line, tokens[1].Position, kind);
        var name = kind is "SCHEMA" ? string.Join('.', Parts().Select(StandInSession.Name)) + " CASCADE" : Object("OWNERSHIP");
        if (kind is not "SCHEMA")
            account.Rights.Gone(string.Join('.', named));
        session.Run($"DROP {kind} {(ifThere ? "IF EXISTS " : "")}{name}");
        foreach (var key in account.Loaded.Keys.Where(k => k.StartsWith(name + "|", StringComparison.Ordinal)))
            account.Loaded.TryRemove(key, out _);
        return Result.Done($"{name} successfully dropped.");
    }

    private Result Alter()
    {
        var kind = Kind();
        _ = Skip("IF", "EXISTS");
        if (kind is not "TABLE")
        {
            var name = string.Join('.', kind is "STAGE" or "FILE FORMAT" ? Qualified(Parts()) : Parts());
            if (kind is "SCHEMA")
            {
                var schema = name.Contains('.', StringComparison.Ordinal) ? name : $"{session.Database}.{name}";
                granting.Demand("OWNERSHIP", "SCHEMA", schema.Split('.'));
                if (Skip("ENABLE", "MANAGED", "ACCESS"))
                    account.Managed.Add(schema);
                else if (Skip("DISABLE", "MANAGED", "ACCESS"))
                    account.Managed.Remove(schema);
                else
                    throw SnowflakeError.Syntax(tokens[at].Line, tokens[at].Position, tokens[at].Value);
            }
            else if (kind is "DATABASE" && Skip("SET"))
            {
                if (!account.Databases.Contains(name))
                    throw SnowflakeError.NotPerformed();
                foreach (var (option, value) in Options())
                    account.Collations[name] = option is "DEFAULT_DDL_COLLATION"
                        ? value
                        : throw new NotSupportedException($"The stand-in does not know {option} of a database.");
            }
            else if (kind is "WAREHOUSE" && Skip("RESUME"))
                account.Faults.Suspended.Remove(name);
            else if (kind is "WAREHOUSE" && Skip("SUSPEND"))
                account.Faults.Suspended.Add(name);
            else if (Skip("SET") && account.Objects.TryGetValue(kind + " " + name, out var old))
                account.Objects[kind + " " + name] = old with
                {
                    Options = new Dictionary<string, string>(
                        old.Options.Concat(Options())
                            .GroupBy(o => o.Key, StringComparer.Ordinal)
                            .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
                        StringComparer.Ordinal
                    ),
                };
            else if (kind is not "WAREHOUSE" || !account.Warehouses.Contains(name))
                throw SnowflakeError.NotPerformed();
            return Result.Done();
        }
        var parts = Qualified(Parts());
        granting.Demand("OWNERSHIP", "TABLE", parts);
        var table = string.Join('.', parts.Select(StandInSession.Name));
        if (Skip("SWAP", "WITH"))
        {
            var other = Qualified(Parts());
            granting.Demand("OWNERSHIP", "TABLE", other);
            if (!parts.Take(2).SequenceEqual(other.Take(2), StringComparer.Ordinal))
                throw new NotSupportedException("The stand-in swaps tables within a schema only.");
            var aside = parts[2] + "_SWAPPED_ASIDE";
            session.Together(() =>
                session.Run(
                    $"ALTER TABLE {table} RENAME TO {StandInSession.Name(aside)}; "
                        + $"ALTER TABLE {string.Join('.', other.Select(StandInSession.Name))} RENAME TO {StandInSession.Name(parts[2])}; "
                        + $"ALTER TABLE {string.Join('.', parts.Take(2).Append(aside).Select(StandInSession.Name))} RENAME TO {StandInSession.Name(other[2])}"
                )
            );
            account.Rights.Renamed(string.Join('.', parts), string.Join('.', other));
        }
        else if (Skip("RENAME", "TO"))
        {
            var next = Parts()[^1];
            session.Run($"ALTER TABLE {table} RENAME TO {StandInSession.Name(next)}");
            account.Rights.Renamed(string.Join('.', parts), string.Join('.', parts.Take(2).Append(next)));
        }
        else if (Skip("ADD", "COLUMN"))
        {
            var ifAbsent = Skip("IF", "NOT", "EXISTS");
            var name = tokens[at++].Value;
            session.Run($"ALTER TABLE {table} ADD COLUMN {(ifAbsent ? "IF NOT EXISTS " : "")}{StandInSession.Name(name)} {Translation.Type(tokens, at).Sql}");
        }
        else
            throw SnowflakeError.Syntax(tokens[at].Line, tokens[at].Position, tokens[at].Value);
        return Result.Done();
    }

    private string Kind()
    {
        if (Skip("FILE", "FORMAT"))
            return "FILE FORMAT";
        return Skip("STORAGE", "INTEGRATION") ? "STORAGE INTEGRATION" : tokens[at++].Value;
    }

    private bool SchemaExists(List<string> parts) =>
        session.CatalogScalar(
            $"SELECT count(*) FROM duckdb_schemas() WHERE database_name = {StandInSession.Literal(parts.Count == 1 ? session.Database : parts[0])} "
                + $"AND schema_name = {StandInSession.Literal(parts[^1])}"
        )
            is not "0";

    private bool Skip(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
            if (at + i >= tokens.Count || !tokens[at + i].Is(words[i]))
                return false;
        at += words.Length;
        return true;
    }

    private void Expect(string word)
    {
        if (Skip(word))
            return;
        var token = tokens[Math.Min(at, tokens.Count - 1)];
        throw SnowflakeError.Syntax(token.Line, token.Position, token.Value);
    }

    private List<string> Parts() => Names(tokens, ref at);

    public static List<string> Names(List<Token> tokens, ref int at)
    {
        var parts = new List<string>();
        do
        {
            if (at >= tokens.Count || !tokens[at].IsName)
                throw SnowflakeError.Syntax(tokens[^1].Line, tokens[^1].Position, tokens[Math.Min(at, tokens.Count - 1)].Value);
            parts.Add(tokens[at++].Value);
        } while (at < tokens.Count && tokens[at].Is(".") && at++ > 0);
        return parts;
    }

    private List<string> Qualified(List<string> parts) => Qualified(session, parts);

    public static List<string> Qualified(StandInSession session, List<string> parts) =>
        parts.Count switch
        {
            3 => parts,
            _ when session.Database is null => throw new SnowflakeError(
                90105,
                "22000",
                "This session does not have a current database. Call 'USE DATABASE', or use a qualified name."
            ),
            2 => [session.Database, .. parts],
            _ => [session.Database, session.Schema ?? "PUBLIC", .. parts],
        };

    // Names must be spelled as created; DuckDB would accept any case.
    private string Object(string privilege)
    {
        var parts = named = Qualified(Parts());
        var found = session.CatalogRows(
            "SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME FROM memory.main.SF_TABLES "
                + $"WHERE lower(TABLE_NAME) = lower({StandInSession.Literal(parts[2])}) AND lower(TABLE_SCHEMA) = lower({StandInSession.Literal(parts[1])})"
        );
        if (found.Count > 0 && !found.Exists(f => f.SequenceEqual(parts, StringComparer.Ordinal)))
            throw SnowflakeError.Missing("Object", string.Join('.', parts));
        if (found.Count > 0)
            granting.Demand(privilege, "TABLE", parts);
        return string.Join('.', parts.Select(StandInSession.Name));
    }

    private Dictionary<string, string> Options() => ReadOptions(tokens, at);

    public static Dictionary<string, string> ReadOptions(List<Token> tokens, int at)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = at; i + 2 < tokens.Count + 0; i++)
        {
            if (tokens[i].Kind != TokenKind.Word || !tokens[i + 1].Is("="))
                continue;
            if (!tokens[i + 2].Is("("))
                options[tokens[i].Value] = tokens[i + 2].Value;
            else if (tokens[i + 2].Is("("))
                options[tokens[i].Value] = string.Join(
                    '\n',
                    tokens.Skip(i + 3).Take(Translation.Close(tokens, i + 2) - i - 3).Where(t => t.Kind == TokenKind.Text).Select(t => t.Value)
                );
        }
        return options;
    }
}
