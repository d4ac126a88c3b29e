using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Translates failures of PostgreSQL and of the connection to it: the one place that decides between "change something" and "run again";
/// see <see cref="SqlStates"/>.
/// </summary>
internal static class SourceFailure
{
    // What a server or a pooler says to a session that it does not take as it is.
    private const string RefusedParameter = "unsupported startup parameter";

    /// <summary>
    /// Whether the source or its driver threw this, or the connection was lost: Npgsql throws InvalidOperationException on a connection
    /// that an earlier statement lost.
    /// </summary>
    /// <param name="e">The exception.</param>
    /// <param name="lease">The connection; null if none was rented.</param>
    public static bool Is(Exception e, Lease? lease = null) =>
        e is NpgsqlException or SocketException or TimeoutException || (e is InvalidOperationException && lease is { IsLost: true });

    /// <summary>Whether the same may succeed later.</summary>
    public static bool IsRetryable(Exception e) =>
        e switch
        {
            PostgresException p => !IsRefusedParameter(p) && SqlStates.Of(p.SqlState).Retryable,
            NpgsqlException { InnerException: AuthenticationException } => false,
            NpgsqlException n when IsWithoutTls(n) => false,
            _ => !Within(e).OfType<SocketException>().Any(s => s.SocketErrorCode == SocketError.HostNotFound),
        };

    /// <summary>The problem that ends a run.</summary>
    /// <param name="place">Where it happened: the source, the table or the file; the beginning of the message.</param>
    /// <param name="e">A failure; see <see cref="Is"/>.</param>
    /// <param name="sql">The statement, whose own words are shown; null if there was none.</param>
    /// <param name="table">The table that was read; null if there was none.</param>
    public static ProblemException Problem(string place, Exception e, string? sql = null, string? table = null)
    {
        var message = $"{place}: {Explain(e, sql, table)}";
        return IsRetryable(e) ? new InfrastructureException(message, e) : new UsageException(message, e);
    }

    /// <summary>The reason why a metric was not measured.</summary>
    /// <inheritdoc cref="Problem"/>
    public static MissingMeasurement Missing(string place, Exception e, string? sql) =>
        IsRetryable(e)
            ? new MissingMeasurement($"{place}: {Explain(e, sql, null)}", MissingMeasurementKind.Unavailable)
            : new MissingMeasurement(
                e is PostgresException ? $"PostgreSQL rejects the query: {Explain(e, sql, null)}" : $"{place}: {Explain(e, sql, null)}",
                MissingMeasurementKind.Refused
            );

    /// <summary>What happened and what to do; ends in a full stop. No value of a row is shown.</summary>
    /// <param name="e">A failure; see <see cref="Is"/>.</param>
    /// <param name="sql">The statement, whose own words are shown; null if there was none.</param>
    /// <param name="table">The table that was read; null if there was none.</param>
    public static string Explain(Exception e, string? sql = null, string? table = null) =>
        e switch
        {
            PostgresException p when IsRefusedParameter(p) =>
                $"{p.MessageText} ({p.SqlState}). A pooler refuses what PGOPTIONS or the options of the service ask for: "
                    + "unset them, or let the pooler accept them (ignore_startup_parameters = options).",
            PostgresException p when IsCancelledByOthers(p) =>
                $"another session cancelled the statement ({p.SqlState}): {p.MessageText.TrimEnd('.')}. Run again.",
            PostgresException p when SqlStates.Of(p.SqlState) is var rule => $"{Text(p, rule, sql).TrimEnd('.')} ({p.SqlState}). "
                + $"{rule.Advice.Replace("{table}", table is null ? "<table>" : Identifier.Written(table), StringComparison.Ordinal)}",
            NpgsqlException n when IsWithoutTls(n) => "the server offers no TLS, and PGSSLMODE or source.sslmode requires it. "
                + "Switch TLS on in the server (ssl = on), or set PGSSLMODE=prefer or disable.",
            NpgsqlException { InnerException: AuthenticationException } => $"no trusted TLS connection: {Innermost(e)} "
                + "Name the authority of the server's certificate with PGSSLROOTCERT or source.sslrootcert, and the server as its certificate does.",
            _ when Within(e).OfType<SocketException>().Any(s => s.SocketErrorCode == SocketError.HostNotFound) =>
                $"{Innermost(e)} Correct PGHOST or source.host, or fix this machine's DNS.",
            InvalidOperationException => $"the connection was lost ({Innermost(e).TrimEnd('.')}). Run again.",
            _ => $"{Innermost(e)} Run again.",
        };

    /// <summary>
    /// Whether another session cancelled the statement, by pg_cancel_backend or as a conflict; a passed deadline has the same state. The server
    /// also says so of a statement_timeout that fires just as a statement ends.
    /// </summary>
    public static bool IsCancelledByOthers(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.QueryCanceled && e.MessageText.Contains("user request", StringComparison.Ordinal);

    /// <summary>Whether a statement's deadline passed, at the server or while waiting for it.</summary>
    public static bool IsDeadline(Exception e) =>
        e switch
        {
            PostgresException p => p.SqlState is PostgresErrorCodes.QueryCanceled && !IsCancelledByOthers(p),
            NpgsqlException { InnerException: TimeoutException } or SourceTooSlowException => true,
            _ => false,
        };

    /// <summary>Message of the innermost exception, which says more than Npgsql's "Exception while reading from stream"; ends in a full stop.</summary>
    public static string Innermost(Exception e) => Within(e).Last().Message.TrimEnd('.') + ".";

    private static bool IsRefusedParameter(PostgresException e) => e.MessageText.Contains(RefusedParameter, StringComparison.OrdinalIgnoreCase);

    // Npgsql has no type for it.
    private static bool IsWithoutTls(NpgsqlException e) =>
        e is not PostgresException && e.Message.Contains("No SSL enabled connection", StringComparison.Ordinal);

    // A function may raise any text.
    private static string Text(PostgresException e, SqlStateRule rule, string? sql) =>
        rule.State is "P0" ? "a function raised an exception; its text is in the server's log, because it may quote data"
        : rule.QuotesValues ? EngineMessages.Redact(e.MessageText, sql ?? "")
        : e.MessageText;

    private static IEnumerable<Exception> Within(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
            yield return at;
    }
}
