using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Translates Snowflake's errors into messages with the fix.</summary>
internal static partial class SnowflakeProblem
{
    /// <summary>The fix for an error code; null if the code is unknown or a retry may help.</summary>
    private static string? FixFor(int code) =>
        code switch
        {
            390100 => "check SNOWFLAKE_USER and SNOWFLAKE_PASSWORD",
            390101 or 390102 or 390114 or 390195 or 390303 or 390318 => "the credential has expired or was rejected: renew it",
            390144 => "the key pair is not registered for the user: "
                + "register its public key with ALTER USER … SET RSA_PUBLIC_KEY, and check the account's and the user's name and this machine's clock",
            390189 or 390186 or 390201 => "grant the role to the user, or name another: shopstream setup snowflake prints the grants",
            606 => "resume that warehouse (ALTER WAREHOUSE … RESUME; "
                + "with AUTO_RESUME it resumes by itself), or create it and grant USAGE on it: shopstream setup snowflake prints the statements",
            2043 or 2003 => "create it, or grant the role access to it: shopstream setup snowflake prints the statements",
            3001 => "grant the missing privilege to the role: shopstream setup snowflake prints the grants",
            _ => null,
        };

    /// <summary>Whether Snowflake refused a value of a row, which its message quotes.</summary>
    public static bool IsOfValues(DbException e) => Code(e) is >= 100_000 and < 101_000;

    /// <summary>What to change where Snowflake refuses a value, or a statement for a reason that is not in the table of fixes.</summary>
    private static string Correction(int code) =>
        code is >= 100_000 and < 101_000
            ? "correct the value in the source, read the table through a view that does, or leave the column out with source.columns.<table>"
            : "correct what the message names; the same statement would fail again";

    /// <summary>Whether a retry may help: network errors, an outage, an internal error, a cancelled statement, too many requests.</summary>
    private static bool IsTransient(int code) =>
        code is 0 or 603 or 604 or 625 or 630 or 390112 or 390111 or 270001 or 270007 or 270055 or >= 393000 and < 394000;

    /// <summary>Translates an exception of the driver; null for other exceptions.</summary>
    public static ProblemException? Of(Exception e, string where, string consequence) =>
        e switch
        {
            TimeoutException => new InfrastructureException($"{where}: {e.Message}{WithConsequence(consequence)}{RetryHint(consequence)}", e),
            DbException d when FixFor(Code(d)) is { } fix => new UsageException($"{where}: {WithCode(d)} What to do: {fix}.{WithConsequence(consequence)}", e),
            DbException d when IsTransient(Code(d)) => new InfrastructureException(
                $"{where}: {OriginalMessage(d)}{WithConsequence(consequence)}{RetryHint(consequence)}",
                e
            ),
            DbException d => new UsageException($"{where}: {Shown(d)} What to do: {Correction(Code(d))}.{WithConsequence(consequence)}", e),
            HttpRequestException or IOException or System.Net.Sockets.SocketException => new InfrastructureException(
                $"{where}: {e.Message}{WithConsequence(consequence)}{RetryHint(consequence)}",
                e
            ),
            _ => null,
        };

    /// <summary>Why a measurement is missing; null for an exception that is not the driver's.</summary>
    public static MissingMeasurement? Explain(Exception e, string where) =>
        e switch
        {
            TimeoutException or HttpRequestException or IOException or System.Net.Sockets.SocketException => new MissingMeasurement(
                $"{where}: {e.Message}",
                MissingMeasurementKind.Unavailable
            ),
            DbException d when IsTransient(Code(d)) => new MissingMeasurement($"{where}: {OriginalMessage(d)}", MissingMeasurementKind.Unavailable),
            DbException d when FixFor(Code(d)) is { } fix => new MissingMeasurement(
                $"{where}: {WithCode(d)} What to do: {fix}.",
                MissingMeasurementKind.Refused
            ),
            DbException d => new MissingMeasurement($"Snowflake rejects the query: {OriginalMessage(d)}", MissingMeasurementKind.Refused),
            _ => null,
        };

    /// <summary>Whether the SQL is wrong, as opposed to the network, the account or its privileges.</summary>
    public static bool IsSqlError(DbException e) => !IsTransient(Code(e)) && FixFor(Code(e)) is null or "" || Code(e) is 2003;

    /// <summary>Snowflake's error code; 0 if there is none.</summary>
    public static int Code(DbException e) => Root(e).ErrorCode is > 0 and < 1_000_000 and var code ? code : 0;

    // Sign-in errors of the server are wrapped several times.
    private static DbException Root(DbException e)
    {
        Exception? root = e;
        for (
            var inner = e.InnerException;
            inner is not null;
            inner = inner is AggregateException { InnerExceptions: [var first, ..] } ? first : inner.InnerException
        )
            if (inner is DbException)
                root = inner;
        return (DbException)root;
    }

    private static string Shown(DbException e) => IsOfValues(e) ? EngineMessages.Redact(WithCode(e), "") : WithCode(e);

    // SQL errors begin with their code, sign-in errors do not.
    private static string WithCode(DbException e) =>
        string.Create(CultureInfo.InvariantCulture, $"{Code(e):000000}") is var code
        && OriginalMessage(e) is var text
        && text.Contains(code, StringComparison.Ordinal)
            ? text
            : $"{text} ({code}).";

    // The driver wraps the server's message in code, state and query id.
    private static string OriginalMessage(DbException wrapped)
    {
        var e = Root(wrapped);
        var match = Wrapped().Match(e.Message);
        var text = (match.Success ? match.Groups["text"].Value : e.Message).Trim().ReplaceLineEndings(" ");
        var inner = e.InnerException is { } cause && !text.Contains(cause.Message, StringComparison.Ordinal) ? $" ({cause.Message})" : "";
        return text.EndsWith('.') || inner.Length > 0 ? $"{text}{inner}" : text + ".";
    }

    private static string RetryHint(string consequence) => consequence.Length == 0 ? "" : " Run again.";

    private static string WithConsequence(string consequence) => consequence.Length == 0 ? "" : " " + consequence;

    [GeneratedRegex(@"^Error: (?<text>.*?) SqlState: ", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Wrapped();

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
