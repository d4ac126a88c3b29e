namespace ShopStream.Pipeline.Source;

/// <summary>What an error of PostgreSQL means for a run.</summary>
/// <param name="State">A class of SQLSTATEs (two characters), or one state (five), which outranks its class.</param>
/// <param name="Retryable">Whether the same run may succeed later: exit code 3. Otherwise something has to be changed first: exit code 2.</param>
/// <param name="Advice">What to do; ends in a full stop. <c>{table}</c> stands for the name of the table.</param>
internal sealed record SqlStateRule(string State, bool Retryable, string Advice)
{
    /// <summary>Whether messages of this class can quote values of rows; default false.</summary>
    public bool QuotesValues { get; init; }
}

/// <summary>The one table of PostgreSQL's errors: every class of its manual's appendix A, and the states that differ from their class.</summary>
internal static class SqlStates
{
    private const string Again = "Run again.";
    private const string Value =
        "Correct the value in the source, read the table through a view that does, or leave the column out with source.columns.{table}.";
    private const string Statement = "Correct the view, function, spec or setting that the statement comes from.";
    private const string View = "Correct the view or function that the table is read through, or leave the table out of source.tables.";
    private const string SignIn = "Check PGDATABASE, PGUSER and PGPASSWORD or the source settings, and the server's pg_hba.conf.";
    private const string Grant = "Let the owner grant what is missing: shopstream setup postgres prints all grants.";
    private const string Size = "Make the rows or the statement smaller: leave large columns out with source.columns.{table}.";
    private const string Server = "Let the administrator look into the server's log; running again will not help.";

    /// <summary>The rules, in the order of the appendix.</summary>
    public static IReadOnlyList<SqlStateRule> All { get; } =
    [
        new("00", false, Server),
        new("01", false, Server),
        new("02", false, Server),
        new("03", false, Statement),
        // Connection: also what a pooler or a foreign server reports.
        new("08", true, Again),
        new("09", false, View) { QuotesValues = true },
        new("0A", false, Statement),
        new("0B", false, Server),
        new("0F", false, Server),
        new("0L", false, Grant),
        new("0P", false, Grant),
        new("0Z", false, View),
        new("10", false, Statement) { QuotesValues = true },
        new("20", false, View),
        new("21", false, View),
        new("22", false, Value) { QuotesValues = true },
        new("23", false, View) { QuotesValues = true },
        new("24", false, Server),
        new("25", false, Server),
        // The server ended a session that was idle or open too long.
        new("25P03", true, Again),
        new("25P04", true, Again),
        new("26", false, "Name PostgreSQL itself with PGHOST and PGPORT, or let the pooler keep a server for each session (pool_mode = session)."),
        new("27", false, View),
        new("28", false, SignIn),
        new("2B", false, Server),
        new("2D", false, View),
        new("2F", false, View) { QuotesValues = true },
        new("34", false, Server),
        new("38", false, View) { QuotesValues = true },
        new("39", false, View) { QuotesValues = true },
        new("3B", false, Server),
        new("3D", false, SignIn),
        new("3F", false, "Correct source.schema, and check that the role has USAGE on it: shopstream setup postgres prints all grants."),
        // Serialization failure, deadlock, a conflict with recovery on a standby.
        new("40", true, Again),
        new("42", false, Statement),
        new("42501", false, Grant),
        new("42P01", false, "Correct source.tables and source.schema, or the statement that names the table."),
        new("44", false, View) { QuotesValues = true },
        // Memory, disk, connections.
        new("53", true, "Wait until the server has room, or lower source.connections, then run again."),
        new("54", false, Size),
        new("55", false, "Bring the table or view into a state in which it can be read: a materialized view is filled by REFRESH MATERIALIZED VIEW."),
        new("55006", true, Again),
        new("55P03", true, "Wait until the lock is released, then run again."),
        new("57", true, Again),
        new("58", true, "Let the administrator check the server's disk if it persists; run again."),
        new("72", true, "Run again, while fewer rows are changed."),
        new("F0", false, Server),
        new("HV", false, View) { QuotesValues = true },
        // A foreign server that cannot be reached.
        new("HV00N", true, Again),
        new("P0", false, View) { QuotesValues = true },
        new("XX", false, $"{Size} If that does not help: {char.ToLowerInvariant(Server[0])}{Server[1..]}") { QuotesValues = true },
        new("XX001", false, Server),
        new("XX002", false, Server),
    ];

    private static readonly SqlStateRule Unknown = new("", false, Server) { QuotesValues = true };

    private static readonly Dictionary<string, SqlStateRule> ByState = All.ToDictionary(r => r.State, StringComparer.Ordinal);

    /// <summary>The rule of a state: its own, else that of its class. A state of an unknown class is not retried.</summary>
    public static SqlStateRule Of(string state) =>
        ByState.GetValueOrDefault(state) ?? (state.Length >= 2 ? ByState.GetValueOrDefault(state[..2]) : null) ?? Unknown;
}
