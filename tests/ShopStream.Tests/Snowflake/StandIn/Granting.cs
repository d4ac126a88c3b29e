namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>GRANT and REVOKE, and the privileges that a statement needs.</summary>
internal sealed class Granting(StandInSession session)
{
    private readonly Privileges rights = session.Account.Rights;

    /// <param name="tokens">Tokens from GRANT or REVOKE on.</param>
    public Result Run(List<Token> tokens)
    {
        var isGrant = tokens[0].Is("GRANT");
        var at = 1;
        if (tokens[at].Is("ROLE"))
        {
            at++;
            var role = StatementReader.Names(tokens, ref at)[0];
            var kind = tokens[at + 1].Value;
            at += 2;
            var to = $"{kind} {StatementReader.Names(tokens, ref at)[0]}";
            if (!session.Account.Roles.Contains(role))
                throw SnowflakeError.Missing("Role", role);
            if (isGrant)
                rights.GrantRole(role, to);
            else
                rights.RevokeRole(role, to);
            return Result.Done();
        }
        var privileges = new List<string> { "" };
        for (; !tokens[at].Is("ON"); at++)
        {
            if (tokens[at].Is(","))
                privileges.Add("");
            else
                privileges[^1] = (privileges[^1] + " " + tokens[at].Value).Trim();
        }
        at++;
        var scope = tokens[at].Is("ALL") || tokens[at].Is("FUTURE") ? tokens[at++].Value : "";
        var on = tokens[at++].Value;
        if (on is "FILE")
            on += " " + tokens[at++].Value;
        var of = on;
        if (scope.Length > 0)
        {
            // IN SCHEMA, or IN DATABASE.
            of = tokens[at + 1].Value;
            at += 2;
        }
        var parts = StatementReader.Names(tokens, ref at);
        var name = Name(of, parts);
        at += 2;
        var grantee = StatementReader.Names(tokens, ref at)[0];
        if (
            session.Role is not "ACCOUNTADMIN"
            && !(
                Managed(of, scope, name) is { } schema
                    ? rights.May(session.Role, "OWNERSHIP", "SCHEMA", schema)
                    : rights.May(session.Role, "OWNERSHIP", of, name)
            )
        )
            throw Insufficient(of, name);
        var statement = Translation.Write(tokens).Trim();
        foreach (var privilege in privileges)
        {
            if (!isGrant)
                rights.Revoke(g =>
                    Is(g.Privilege, privilege)
                    && Is(g.Role, grantee)
                    && (
                        scope is "ALL"
                            ? g.Name.StartsWith(name + ".", StringComparison.Ordinal)
                            : Is(g.Name, name) && Is(g.Kind, scope is "FUTURE" ? "FUTURE " + on : on)
                    )
                );
            else if (scope is "ALL")
                foreach (var table in In(name, on is "VIEWS" ? "VIEW" : "BASE TABLE"))
                    rights.Add(new Grant(privilege, "TABLE", table, grantee, statement));
            else
                rights.Add(new Grant(privilege, scope is "FUTURE" ? "FUTURE " + on : on, name, grantee, statement));
        }
        return Result.Done();
    }

    // The schema whose owner alone grants on the object; null if the object's owner does.
    private string? Managed(string of, string scope, string name)
    {
        var schema =
            of is "TABLE" or "VIEW" or "STAGE" or "FILE FORMAT" ? string.Join('.', name.Split('.').Take(2))
            : of is "SCHEMA" && scope.Length > 0 ? name
            : null;
        return schema is not null && session.Account.Managed.Contains(schema) ? schema : null;
    }

    /// <exception cref="SnowflakeError">The role lacks a privilege: 2003 for an object that it cannot see, otherwise 3001.</exception>
    public void Demand(string privilege, string kind, IReadOnlyList<string> parts)
    {
        var name = string.Join('.', parts);
        if (kind is "TABLE" or "VIEW" or "STAGE" or "FILE FORMAT" or "SCHEMA")
        {
            if (!rights.May(session.Role, "USAGE", "DATABASE", parts[0]))
                throw SnowflakeError.Missing("Database", parts[0]);
            if (kind is not "SCHEMA" && !rights.May(session.Role, "USAGE", "SCHEMA", string.Join('.', parts.Take(2))))
                throw SnowflakeError.Missing("Schema", string.Join('.', parts.Take(2)));
        }
        if (rights.May(session.Role, privilege, kind, name))
            return;
        throw kind is "ACCOUNT" || rights.Sees(session.Role, kind, name) ? Insufficient(kind, name) : SnowflakeError.Missing("Object", name);
    }

    /// <summary>Requires SELECT on every named table and view, with a full name or after FROM or JOIN.</summary>
    public void DemandRead(IReadOnlyList<Token> tokens)
    {
        if (session.Role is "ACCOUNTADMIN")
            return;
        var known = session
            .CatalogRows("SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME FROM memory.main.SF_TABLES")
            .Select(r => string.Join('.', r))
            .ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].IsName || (i > 0 && tokens[i - 1].Is(".")))
                continue;
            var before = i > 0 ? tokens[i - 1] : null;
            var at = i;
            var parts = new List<string> { tokens[at].Value };
            while (at + 2 < tokens.Count && tokens[at + 1].Is(".") && tokens[at + 2].IsName)
                parts.Add(tokens[at += 2].Value);
            if (parts.Count > 3 || session.Database is null || (parts.Count == 1 && !(before is not null && (before.Is("FROM") || before.Is("JOIN")))))
                continue;
            var full = StatementReader.Qualified(session, parts);
            if (known.Contains(string.Join('.', full)))
                Demand("SELECT", "TABLE", full);
        }
    }

    /// <summary>Condition on INFORMATION_SCHEMA for objects that the role may see; null for all.</summary>
    public string? Visible()
    {
        if (session.Role is "ACCOUNTADMIN")
            return null;
        var seen = session
            .CatalogRows("SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME FROM memory.main.SF_TABLES")
            .Where(r => rights.Sees(session.Role, "TABLE", string.Join('.', r)) && rights.May(session.Role, "USAGE", "SCHEMA", string.Join('.', r.Take(2))))
            .Select(r => StandInSession.Literal(string.Join('.', r)));
        return $"AND TABLE_CATALOG || '.' || TABLE_SCHEMA || '.' || TABLE_NAME IN ({string.Join(", ", seen.DefaultIfEmpty("''"))})";
    }

    private string Name(string kind, List<string> parts) =>
        kind switch
        {
            "SCHEMA" => string.Join('.', parts.Count == 1 ? [session.Database!, parts[0]] : parts),
            "TABLE" or "VIEW" or "STAGE" or "FILE FORMAT" => string.Join('.', StatementReader.Qualified(session, parts)),
            _ => parts[0],
        };

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    // For a schema or a database.
    private IEnumerable<string> In(string name, string type) =>
        session
            .CatalogRows($"SELECT TABLE_CATALOG || '.' || TABLE_SCHEMA || '.' || TABLE_NAME FROM memory.main.SF_TABLES WHERE TABLE_TYPE = '{type}'")
            .Select(r => r[0]!)
            .Where(t => t.StartsWith(name + ".", StringComparison.Ordinal));

    private static SnowflakeError Insufficient(string kind, string name) =>
        new(3001, "42501", $"SQL access control error:\nInsufficient privileges to operate on {kind.ToLowerInvariant()} '{name.Split('.')[^1]}'.");
}
