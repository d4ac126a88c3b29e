namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>CLONE: copies the current tables. Views are cloned as views of the originals.</summary>
internal static class Cloning
{
    /// <summary>CREATE SCHEMA … CLONE. The role needs SELECT on every table, and owns the clones.</summary>
    /// <param name="session">The session that runs the statement.</param>
    /// <param name="granting">The privileges that the statement needs.</param>
    /// <param name="schema">Database and schema, just created.</param>
    /// <param name="of">Database and schema to clone.</param>
    public static void Run(StandInSession session, Granting granting, IReadOnlyList<string> schema, IReadOnlyList<string> of)
    {
        if (
            session.CatalogScalar(
                $"SELECT count(*) FROM duckdb_schemas() WHERE database_name = {StandInSession.Literal(of[0])} AND schema_name = {StandInSession.Literal(of[1])}"
            )
            is "0"
        )
            throw SnowflakeError.Missing("Schema", string.Join('.', of));
        foreach (
            var table in session.CatalogRows(
                "SELECT TABLE_NAME, TABLE_TYPE FROM memory.main.SF_TABLES "
                    + $"WHERE TABLE_CATALOG = {StandInSession.Literal(of[0])} AND TABLE_SCHEMA = {StandInSession.Literal(of[1])}"
            )
        )
        {
            var kind = table[1] is "VIEW" ? "VIEW" : "TABLE";
            granting.Demand("SELECT", "TABLE", [.. of, table[0]!]);
            session.Run($"CREATE {kind} {Name([.. schema, table[0]!])} AS SELECT * FROM {Name([.. of, table[0]!])}");
            session.Account.Rights.Made(kind, string.Join('.', [.. schema, table[0]!]), session.Role);
        }
    }

    /// <summary>CREATE TABLE … CLONE takes a table, and a transient one only for a transient one.</summary>
    public static void RequireTable(StandInSession session, IReadOnlyList<string> of, bool isTransient)
    {
        if (
            session.CatalogScalar(
                $"SELECT count(*) FROM duckdb_views() WHERE database_name = {StandInSession.Literal(of[0])} "
                    + $"AND schema_name = {StandInSession.Literal(of[1])} AND view_name = {StandInSession.Literal(of[2])}"
            )
            is not "0"
        )
            throw new SnowflakeError(2203, "42601", $"SQL compilation error:\nObject found is of type 'VIEW', specified type 'TABLE': {of[2]}.");
        RequireKept(session.Account, string.Join('.', of), isTransient);
    }

    /// <summary>A permanent object cannot be a clone of a transient one.</summary>
    public static void RequireKept(Account account, string of, bool isTransient)
    {
        if (account.IsTransient(of) && !isTransient)
            throw new SnowflakeError(2119, "0A000", "SQL compilation error:\nTransient object cannot be cloned to a permanent object.");
    }

    private static string Name(IEnumerable<string> parts) => string.Join('.', parts.Select(StandInSession.Name));
}
