namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>CREATE.</summary>
internal sealed class Creating(StandInSession session, StatementReader reader)
{
    private static readonly HashSet<string> FormatNames = new(
        (
            "TYPE COMPRESSION RECORD_DELIMITER FIELD_DELIMITER MULTI_LINE PARSE_HEADER SKIP_HEADER SKIP_BLANK_LINES DATE_FORMAT "
            + "TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT ESCAPE ESCAPE_UNENCLOSED_FIELD TRIM_SPACE FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF "
            + "ERROR_ON_COLUMN_COUNT_MISMATCH REPLACE_INVALID_CHARACTERS EMPTY_FIELD_AS_NULL SKIP_BYTE_ORDER_MARK "
            + "ENCODING STRIP_OUTER_ARRAY STRIP_NULL_VALUES ALLOW_DUPLICATE ENABLE_OCTAL IGNORE_UTF8_ERRORS"
        ).Split(' '),
        StringComparer.Ordinal
    );

    private readonly Account account = session.Account;

    public Result Run()
    {
        var alters = reader.Skip("OR", "ALTER");
        var replace = reader.Skip("OR", "REPLACE");
        var isTransient = reader.Skip("TRANSIENT") || reader.Skip("TEMPORARY");
        var kind = reader.Kind();
        var ifAbsent = reader.Skip("IF", "NOT", "EXISTS");
        if (kind is "TABLE" or "VIEW")
            return CreateTable(kind, replace, ifAbsent, isTransient);
        var parts = reader.Parts();
        var name = string.Join('.', kind is "STAGE" or "FILE FORMAT" ? reader.Qualified(parts) : parts);
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
            reader.Granting.Demand("OWNERSHIP", kind, reader.Qualified(parts));
            account.Objects[kind + " " + name] = new Stored(kind, name, FormatOptions());
            return Result.Done($"{name} successfully altered.");
        }
        if (exists && !replace)
            throw new SnowflakeError(2002, "42710", $"SQL compilation error:\nObject '{name}' already exists.");
        if (kind is "SCHEMA")
            reader.Granting.Demand("CREATE SCHEMA", "DATABASE", [parts.Count == 1 ? session.Database! : parts[0]]);
        else if (kind is "STAGE" or "FILE FORMAT")
            reader.Granting.Demand("CREATE " + kind, "SCHEMA", [.. reader.Qualified(parts).Take(2)]);
        else
            reader.Granting.Demand("CREATE " + kind, "ACCOUNT", []);
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
            if (reader.Skip("WITH", "MANAGED", "ACCESS"))
                account.Managed.Add(string.Join('.', schema));
            if (reader.Skip("CLONE"))
            {
                var of = reader.Parts();
                reader.Granting.Demand("USAGE", "SCHEMA", of);
                Cloning.RequireKept(account, string.Join('.', of), isTransient);
                Cloning.Run(session, reader.Granting, schema, of);
            }
            account.Keep(string.Join('.', schema), isTransient);
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
            account.Objects[kind + " " + name] = new Stored(kind, name, kind is "FILE FORMAT" ? FormatOptions() : reader.Options());
        session.Tell();
        return Result.Done($"{name} successfully created.");
    }

    private Result CreateTable(string kind, bool replace, bool ifAbsent, bool isTransient)
    {
        var parts = reader.Table();
        var name = string.Join('.', parts.Select(StandInSession.Name));
        var isThere =
            session.CatalogScalar(
                $"SELECT count(*) FROM memory.main.SF_TABLES WHERE TABLE_CATALOG = {StandInSession.Literal(parts[0])} "
                    + $"AND TABLE_SCHEMA = {StandInSession.Literal(parts[1])} AND TABLE_NAME = {StandInSession.Literal(parts[2])}"
            )
            is not "0";
        if (isThere && ifAbsent)
            return Result.Done($"{parts[2]} already exists, statement succeeded.");
        reader.Granting.Demand("CREATE " + kind, "SCHEMA", [.. parts.Take(2)]);
        if (isThere)
            reader.Granting.Demand("OWNERSHIP", "TABLE", parts);
        var head = $"CREATE {(replace ? "OR REPLACE " : "")}{kind} {name}";
        var keepGrants = reader.Skip("COPY", "GRANTS");
        List<string>? of = null;
        if (reader.Skip("AS"))
        {
            if (kind is "TABLE")
                session.RequireWarehouse();
            session.Run($"{head} AS {reader.Query()}");
        }
        else if (reader.Is("LIKE") || reader.Is("CLONE"))
        {
            var isClone = reader.Take().Is("CLONE");
            of = reader.Table();
            keepGrants |= reader.Skip("COPY", "GRANTS");
            var columns = session.Rows(
                $"SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE database_name = {StandInSession.Literal(of[0])} "
                    + $"AND schema_name = {StandInSession.Literal(of[1])} AND table_name = {StandInSession.Literal(of[2])} ORDER BY column_index"
            );
            if (columns.Count == 0)
                throw SnowflakeError.Missing("Object", string.Join('.', of));
            reader.Granting.Demand("SELECT", "TABLE", of);
            if (isClone)
                Cloning.RequireTable(session, of, isTransient || account.IsTransient(string.Join('.', parts.Take(2))));
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
        // What is in a transient schema is transient.
        account.Keep(string.Join('.', parts), kind is "TABLE" && (isTransient || account.IsTransient(string.Join('.', parts.Take(2)))));
        foreach (var key in account.Loaded.Keys.Where(k => k.StartsWith(name + "|", StringComparison.Ordinal)))
            account.Loaded.TryRemove(key, out _);
        return Result.Done($"Table {parts[2]} successfully created.");
    }

    private List<string> Columns()
    {
        reader.Expect("(");
        var columns = new List<string>();
        do
        {
            var name = reader.Take();
            var type = reader.Type();
            columns.Add(
                $"{StandInSession.Name(name.Value)} {type}{(type is "VARCHAR" && IgnoresCase() ? " COLLATE NOCASE" : "")}"
                    + $"{(reader.Skip("NOT", "NULL") ? " NOT NULL" : "")}"
            );
        } while (reader.Skip(","));
        reader.Expect(")");
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
        var options = reader.Options();
        if (options.Keys.FirstOrDefault(n => !FormatNames.Contains(n)) is { } unknown)
            throw new SnowflakeError(1420, "22023", $"SQL compilation error:\ninvalid property '{unknown}' for 'FILE FORMAT'");
        return options;
    }

    private bool SchemaExists(List<string> parts) =>
        session.CatalogScalar(
            $"SELECT count(*) FROM duckdb_schemas() WHERE database_name = {StandInSession.Literal(parts.Count == 1 ? session.Database : parts[0])} "
                + $"AND schema_name = {StandInSession.Literal(parts[^1])}"
        )
            is not "0";
}
