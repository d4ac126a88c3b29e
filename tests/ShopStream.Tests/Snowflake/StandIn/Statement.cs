namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Runs one statement of a session.</summary>
internal sealed class Statement(StandInSession session, List<Token> tokens)
{
    private readonly Account account = session.Account;
    private readonly StatementReader reader = new(session, tokens);

    public static Result Run(StandInSession session, string sql, bool describeOnly = false)
    {
        var tokens = SessionRewriting.Fold(Tokens.Of(sql), session.Parameters);
        if (tokens.Count > 0 && tokens[^1].Is(";"))
            tokens.RemoveAt(tokens.Count - 1);
        if (tokens.Count == 0)
            throw new SnowflakeError(900, "42601", "SQL compilation error:\nEmpty SQL statement.");
        if (tokens.Exists(t => t.Is(";")))
            throw new SnowflakeError(8, "0A000", "Actual statement count 2 did not match the desired statement count 1.");
        session.Parameters.Require(tokens);
        return new Statement(session, tokens).Run(describeOnly);
    }

    private Result Run(bool describeOnly)
    {
        if (reader.Is("SELECT") || reader.Is("WITH") || reader.Is("("))
            return Select(describeOnly);
        if (describeOnly)
            return Result.Done();
        if (reader.Skip("BEGIN") || reader.Skip("START"))
        {
            session.Begin();
            return Result.Done() with { StatementType = 0x8101 };
        }
        if (reader.Skip("COMMIT"))
        {
            session.End(commit: true);
            return Result.Done() with { StatementType = 0x8103 };
        }
        if (reader.Skip("ROLLBACK"))
        {
            session.End(commit: false);
            return Result.Done() with { StatementType = 0x8104 };
        }
        if (reader.Skip("INSERT"))
            return Insert();
        if (reader.Is("UPDATE") || reader.Is("DELETE") || reader.Is("MERGE"))
            return Change();
        if (reader.Skip("USE"))
            return Use();
        if (reader.Skip("ALTER", "SESSION", "SET"))
            return Session();
        if (reader.Is("COPY"))
            return new Copying(session).Run(tokens);
        if (reader.Skip("SHOW"))
            return Show();
        // Snowflake commits an open transaction before any DDL, and the DDL itself.
        session.End(commit: true);
        if (reader.Skip("CREATE"))
            return new Creating(session, reader).Run();
        if (reader.Skip("DROP"))
            return new Altering(session, reader).Drop();
        if (reader.Skip("ALTER"))
            return new Altering(session, reader).Alter();
        if (reader.Skip("TRUNCATE"))
        {
            _ = reader.Skip("TABLE");
            session.Run($"DELETE FROM {reader.Object("DELETE")}");
            return Result.Done();
        }
        if (reader.Skip("DESCRIBE") || reader.Skip("DESC"))
        {
            _ = reader.Skip("TABLE");
            return session.Select(
                $"SELECT column_name AS \"name\", column_type AS \"type\", \"null\" AS \"null?\" FROM (DESCRIBE {reader.Object("SELECT")})",
                false
            );
        }
        if (reader.Is("GRANT") || reader.Is("REVOKE"))
        {
            if (reader.Is("GRANT"))
                account.Grants.Enqueue(Translation.Write(tokens).Trim());
            return reader.Granting.Run(tokens);
        }
        throw reader.SyntaxError();
    }

    private Result Select(bool describeOnly)
    {
        if (tokens.Exists(t => t.Is("FROM")))
            session.RequireWarehouse();
        return session.Select(reader.Query(), describeOnly);
    }

    private Result Insert()
    {
        session.RequireWarehouse();
        session.BeginUnlessAutocommit();
        var overwrite = reader.Skip("OVERWRITE");
        reader.Expect("INTO");
        var table = reader.Object("INSERT");
        if (overwrite)
            reader.Granting.Demand("DELETE", "TABLE", reader.Named);
        var rest = reader.Query();
        return session.Together(() =>
        {
            if (overwrite)
                session.Run($"DELETE FROM {table}");
            return Result.Rowcount(session.Run($"INSERT INTO {table} {rest}"), "inserted", 0x3100);
        });
    }

    private Result Change()
    {
        session.RequireWarehouse();
        session.BeginUnlessAutocommit();
        var (what, type) = reader.Current.Value switch
        {
            "UPDATE" => ("updated", 0x3200),
            "DELETE" => ("deleted", 0x3300),
            _ => ("merged", 0x3400),
        };
        var privilege = reader.Is("MERGE") ? "INSERT" : reader.Current.Value;
        // UPDATE, DELETE FROM, MERGE INTO.
        if (reader.Take().Value is not "UPDATE")
            _ = reader.Take();
        reader.Granting.Demand(privilege, "TABLE", reader.Table());
        reader.Restart();
        return Result.Rowcount(session.Run(reader.Query()), what, type);
    }

    private Result Use()
    {
        if (reader.Skip("ROLE"))
            session.Role = Known(account.Roles, r => account.Rights.MayAssume(session.User, r));
        else if (reader.Skip("WAREHOUSE"))
            session.Warehouse = Known(account.Warehouses, w => account.Rights.May(session.Role, "USAGE", "WAREHOUSE", w));
        else
        {
            var isSchema = reader.Skip("SCHEMA");
            if (!isSchema)
                _ = reader.Skip("DATABASE");
            var parts = reader.Parts();
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
            reader.Parts() is [var name] && known.Contains(name) && may(name) ? name : throw SnowflakeError.NotPerformed();
    }

    private Result Session()
    {
        foreach (var (name, value) in reader.Options())
            session.Set(name, value);
        return Result.Done();
    }

    private Result Show()
    {
        IEnumerable<string> names = reader.Current.Value switch
        {
            "WAREHOUSES" => account.Warehouses,
            "ROLES" => account.Roles,
            "DATABASES" => account.Databases,
            "GRANTS" => account.Grants,
            "STAGES" => account.Objects.Values.Where(o => o.Kind is "STAGE").Select(o => o.Name),
            _ => throw reader.SyntaxError(),
        };
        return new Result([new("name", "text")], [.. names.Order(StringComparer.Ordinal).Select(n => (IReadOnlyList<string?>)[n])], 0x4000);
    }
}
