namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Reads a statement from its first token to its last: keywords, names, types, options and queries.</summary>
internal sealed class StatementReader(StandInSession session, List<Token> tokens)
{
    private int at;

    /// <summary>The privileges that the statement needs.</summary>
    public Granting Granting { get; } = new(session);

    /// <summary>The token that is read next; the last one at the end.</summary>
    public Token Current => tokens[Math.Min(at, tokens.Count - 1)];

    /// <summary>The name that <see cref="Object"/> has read.</summary>
    public List<string> Named { get; private set; } = [];

    public bool Is(string word) => at < tokens.Count && tokens[at].Is(word);

    public Token Take() => tokens[at++];

    public void Restart() => at = 0;

    public SnowflakeError SyntaxError() => SnowflakeError.Syntax(Current.Line, Current.Position, Current.Value);

    /// <summary>Reads a column's type.</summary>
    public string Type()
    {
        var (type, taken) = Translation.Type(tokens, at);
        at += taken;
        return type;
    }

    /// <summary>The rest as a query of DuckDB.</summary>
    public string Query()
    {
        var rest = tokens.Skip(at).ToList();
        Granting.DemandRead(rest);
        return Translation.Query(rest, Names(), session, rest.Exists(t => t.Is("INFORMATION_SCHEMA")) ? Granting.Visible() : null);
    }

    public string Kind()
    {
        if (Skip("FILE", "FORMAT"))
            return "FILE FORMAT";
        return Skip("STORAGE", "INTEGRATION") ? "STORAGE INTEGRATION" : tokens[at++].Value;
    }

    public bool Skip(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
            if (at + i >= tokens.Count || !tokens[at + i].Is(words[i]))
                return false;
        at += words.Length;
        return true;
    }

    public void Expect(string word)
    {
        if (!Skip(word))
            throw SyntaxError();
    }

    public List<string> Parts() => Names(tokens, ref at);

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

    public List<string> Qualified(List<string> parts) => Qualified(session, parts);

    /// <summary>Reads the name of an object in a schema, and completes it.</summary>
    public List<string> Table() => Qualified(Parts());

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
    public string Object(string privilege)
    {
        var parts = Named = Table();
        var found = session.CatalogRows(
            "SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME FROM memory.main.SF_TABLES "
                + $"WHERE lower(TABLE_NAME) = lower({StandInSession.Literal(parts[2])}) AND lower(TABLE_SCHEMA) = lower({StandInSession.Literal(parts[1])})"
        );
        if (found.Count > 0 && !found.Exists(f => f.SequenceEqual(parts, StringComparer.Ordinal)))
            throw SnowflakeError.Missing("Object", string.Join('.', parts));
        if (found.Count > 0)
            Granting.Demand(privilege, "TABLE", parts);
        return string.Join('.', parts.Select(StandInSession.Name));
    }

    public Dictionary<string, string> Options() => ReadOptions(tokens, at);

    public static Dictionary<string, string> ReadOptions(List<Token> tokens, int at)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = at; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word || !tokens[i + 1].Is("="))
                continue;
            if (!tokens[i + 2].Is("("))
                options[tokens[i].Value] = tokens[i + 2].Value;
            else
                options[tokens[i].Value] = string.Join(
                    '\n',
                    tokens.Skip(i + 3).Take(Translation.Close(tokens, i + 2) - i - 3).Where(t => t.Kind == TokenKind.Text).Select(t => t.Value)
                );
        }
        return options;
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
            .. session.Account.Databases,
        ];
}
