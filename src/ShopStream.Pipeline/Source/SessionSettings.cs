using Npgsql;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Pins every setting of a session that changes how values are written, compared or found, so that the settings of the role, the database
/// and the environment change no byte and no verdict. The one place; every transaction at the source begins with it. For the transaction alone:
/// behind a pooler, the next one may be at another server connection, and this one goes to another program.
/// </summary>
internal static class SessionSettings
{
    private static readonly (string Name, string Value)[] Pinned =
    [
        // How values are written.
        ("DateStyle", "ISO, YMD"),
        ("IntervalStyle", "postgres"),
        ("TimeZone", "UTC"),
        ("extra_float_digits", "3"),
        ("bytea_output", "hex"),
        ("xmlbinary", "base64"),
        ("lc_monetary", "C"),
        ("lc_numeric", "C"),
        ("lc_time", "C"),
        ("client_encoding", "UTF8"),
        // How text in a query is read and compared.
        ("standard_conforming_strings", "on"),
        ("backslash_quote", "safe_encoding"),
        ("escape_string_warning", "on"),
        ("array_nulls", "on"),
        ("xmloption", "content"),
        ("timezone_abbreviations", "Default"),
        ("transform_null_equals", "off"),
        ("default_text_search_config", "pg_catalog.simple"),
        // Which rows are found, and in which order. row_security = off makes PostgreSQL refuse a query rather than hide rows from it.
        ("row_security", "off"),
        ("gin_fuzzy_search_limit", "0"),
        ("synchronize_seqscans", "off"),
        ("enable_seqscan", "on"),
        ("debug_parallel_query", "off"),
        ("force_parallel_mode", "off"),
        ("parallel_setup_cost", "1000"),
        ("parallel_tuple_cost", "0.1"),
        ("exit_on_error", "off"),
    ];

    // Enough for a join of a million rows in one pass, where the server's default of 4 MB takes twice the processor time.
    private const string WorkMemory = "64MB";

    /// <summary>
    /// Pins the settings for the transaction, which only reads from then on. Settings that the server's version does not have are left out. work_mem becomes
    /// 64 MB where it is lower, unless it was set for the role or the database, or by the connection.
    /// </summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="schema">The schema of the tables, alone on the search path.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    public static async Task PinAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using (var reading = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection))
            await reading.ExecuteNonQueryAsync(cancellationToken);
        var values = string.Join(", ", Pinned.Append(("search_path", Sql.Quote(schema))).Select(p => $"({Sql.Literal(p.Item1)}, {Sql.Literal(p.Item2)})"));
        // count(…): one row comes back, and every call is made. E'' and '' mean the same in these values, whatever the settings were before.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT count(set_config(s.name, v.value, true))
            FROM (VALUES {values}) AS v (name, value)
            JOIN pg_catalog.pg_settings AS s ON lower(s.name) = lower(v.name) AND s.context = 'user';
            SELECT count(set_config(s.name, '{WorkMemory}', true))
            FROM pg_catalog.pg_settings AS s
            WHERE s.name = 'work_mem' AND s.source IN ('default', 'configuration file', 'command line', 'environment variable')
              AND pg_size_bytes(s.setting || s.unit) < pg_size_bytes('{WorkMemory}')
            """,
            connection
        );
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
