namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>CREATE SCHEMA … CLONE: copies the current tables. Views are cloned as views of the originals.</summary>
internal static class Cloning
{
    /// <param name="session">The session that runs the statement.</param>
    /// <param name="schema">Database and schema, just created.</param>
    /// <param name="of">Database and schema to clone.</param>
    public static void Run(StandInSession session, IReadOnlyList<string> schema, IReadOnlyList<string> of)
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
            session.Run($"CREATE {(table[1] is "VIEW" ? "VIEW" : "TABLE")} {Name([.. schema, table[0]!])} AS SELECT * FROM {Name([.. of, table[0]!])}");
    }

    private static string Name(IEnumerable<string> parts) => string.Join('.', parts.Select(StandInSession.Name));
}
