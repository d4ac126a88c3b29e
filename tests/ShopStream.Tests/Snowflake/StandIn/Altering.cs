namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>ALTER and DROP.</summary>
internal sealed class Altering(StandInSession session, StatementReader reader)
{
    private readonly Account account = session.Account;

    public Result Drop()
    {
        var first = reader.Current;
        var kind = reader.Kind();
        var ifThere = reader.Skip("IF", "EXISTS");
        if (kind is "WAREHOUSE")
            return account.Warehouses.Remove(reader.Parts()[0]) || ifThere ? Result.Done() : throw SnowflakeError.NotPerformed();
        if (kind is not ("TABLE" or "VIEW" or "SCHEMA"))
            throw SnowflakeError.Syntax(first.Line, first.Position, kind);
        var name = kind is "SCHEMA" ? Schema() : reader.Object("OWNERSHIP");
        if (kind is not "SCHEMA")
            account.Rights.Gone(string.Join('.', reader.Named));
        session.Run($"DROP {kind} {(ifThere ? "IF EXISTS " : "")}{name}");
        foreach (var key in account.Loaded.Keys.Where(k => k.StartsWith(name + "|", StringComparison.Ordinal)))
            account.Loaded.TryRemove(key, out _);
        return Result.Done($"{name} successfully dropped.");
    }

    private string Schema()
    {
        var parts = reader.Parts();
        if (parts.Count == 1)
            parts.Insert(0, session.Database!);
        var name = string.Join('.', parts.Select(StandInSession.Name));
        if (
            session.CatalogScalar(
                $"SELECT count(*) FROM duckdb_schemas() WHERE database_name = {StandInSession.Literal(parts[0])} "
                    + $"AND schema_name = {StandInSession.Literal(parts[1])}"
            )
            is not "0"
        )
            reader.Granting.Demand("OWNERSHIP", "SCHEMA", parts);
        return name + " CASCADE";
    }

    public Result Alter()
    {
        var kind = reader.Kind();
        _ = reader.Skip("IF", "EXISTS");
        return kind is "TABLE" ? AlterTable() : AlterOther(kind);
    }

    private Result AlterOther(string kind)
    {
        var name = string.Join('.', kind is "STAGE" or "FILE FORMAT" ? reader.Table() : reader.Parts());
        if (kind is "SCHEMA")
        {
            var schema = name.Contains('.', StringComparison.Ordinal) ? name : $"{session.Database}.{name}";
            reader.Granting.Demand("OWNERSHIP", "SCHEMA", schema.Split('.'));
            if (reader.Skip("ENABLE", "MANAGED", "ACCESS"))
                account.Managed.Add(schema);
            else if (reader.Skip("DISABLE", "MANAGED", "ACCESS"))
                account.Managed.Remove(schema);
            else
                throw reader.SyntaxError();
        }
        else if (kind is "DATABASE" && reader.Skip("SET"))
        {
            if (!account.Databases.Contains(name))
                throw SnowflakeError.NotPerformed();
            foreach (var (option, value) in reader.Options())
                account.Collations[name] = option is "DEFAULT_DDL_COLLATION"
                    ? value
                    : throw new NotSupportedException($"The stand-in does not know {option} of a database.");
        }
        else if (kind is "WAREHOUSE" && reader.Skip("RESUME"))
            account.Faults.Suspended.Remove(name);
        else if (kind is "WAREHOUSE" && reader.Skip("SUSPEND"))
            account.Faults.Suspended.Add(name);
        else if (reader.Skip("SET") && account.Objects.TryGetValue(kind + " " + name, out var old))
            account.Objects[kind + " " + name] = old with
            {
                Options = new Dictionary<string, string>(
                    old.Options.Concat(reader.Options())
                        .GroupBy(o => o.Key, StringComparer.Ordinal)
                        .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
            };
        else if (kind is not "WAREHOUSE" || !account.Warehouses.Contains(name))
            throw SnowflakeError.NotPerformed();
        return Result.Done();
    }

    private Result AlterTable()
    {
        var parts = reader.Table();
        reader.Granting.Demand("OWNERSHIP", "TABLE", parts);
        var table = string.Join('.', parts.Select(StandInSession.Name));
        if (reader.Skip("SWAP", "WITH"))
        {
            var other = reader.Table();
            reader.Granting.Demand("OWNERSHIP", "TABLE", other);
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
        else if (reader.Skip("RENAME", "TO"))
        {
            var next = reader.Parts()[^1];
            session.Run($"ALTER TABLE {table} RENAME TO {StandInSession.Name(next)}");
            account.Rights.Renamed(string.Join('.', parts), string.Join('.', parts.Take(2).Append(next)));
        }
        else if (reader.Skip("ADD", "COLUMN"))
        {
            var ifAbsent = reader.Skip("IF", "NOT", "EXISTS");
            var name = reader.Take().Value;
            session.Run($"ALTER TABLE {table} ADD COLUMN {(ifAbsent ? "IF NOT EXISTS " : "")}{StandInSession.Name(name)} {reader.Type()}");
        }
        else
            throw reader.SyntaxError();
        return Result.Done();
    }
}
