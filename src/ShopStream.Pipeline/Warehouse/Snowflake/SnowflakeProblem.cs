using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>What Snowflake says of a statement or a sign-in, and what to do.</summary>
internal static partial class SnowflakeProblem
{
    /// <summary>What somebody has to change: by the error's number.</summary>
    private static string? Remedy(int code) => code switch
    {
        390100 => "check SNOWFLAKE_USER and SNOWFLAKE_PASSWORD",
        390101 or 390102 or 390114 or 390195 or 390303 or 390318 => "the credential has expired or is not accepted: renew it",
        390144 => "the key pair is not the user's: register its public key with ALTER USER … SET RSA_PUBLIC_KEY, and check the account's and the user's name and this machine's clock",
        390189 or 390186 or 390201 => "grant the role to the user, or name another: shopstream setup snowflake prints the grants",
        606 => "resume that warehouse (ALTER WAREHOUSE … RESUME; with AUTO_RESUME it wakes by itself), or create it and grant USAGE on it: shopstream setup snowflake prints how",
        2043 or 2003 => "create it, or grant the role its use: shopstream setup snowflake prints how",
        3001 => "grant the role what it lacks: shopstream setup snowflake prints the grants",
        _ => null,
    };

    /// <summary>Whether a retry may help: the network, an outage, too many at once.</summary>
    private static bool IsTransient(int code) => code is 0 or 604 or 625 or 630 or 390112 or 390111 or 270001 or 270007 or 270055 or >= 393000 and < 394000;

    /// <summary>Null for an exception that is none of the driver's.</summary>
    public static ProblemException? Of(Exception e, string where, string consequence) => e switch
    {
        TimeoutException => new InfrastructureException($"{where}: {e.Message}{WithConsequence(consequence)}{RetryHint(consequence)}", e),
        DbException d when Remedy(Code(d)) is { } remedy => new UsageException($"{where}: {Numbered(d)} What to do: {remedy}.{WithConsequence(consequence)}", e),
        DbException d => new InfrastructureException($"{where}: {OriginalMessage(d)}{WithConsequence(consequence)}{RetryHint(consequence)}", e),
        HttpRequestException or IOException or System.Net.Sockets.SocketException => new InfrastructureException($"{where}: {e.Message}{WithConsequence(consequence)}{RetryHint(consequence)}", e),
        _ => null,
    };

    /// <summary>Why a question has no answer; null for an exception that is none of the driver's.</summary>
    public static MissingMeasurement? Explain(Exception e, string where) => e switch
    {
        TimeoutException or HttpRequestException or IOException or System.Net.Sockets.SocketException => new MissingMeasurement($"{where}: {e.Message}", MissingMeasurementKind.Unavailable),
        DbException d when IsTransient(Code(d)) => new MissingMeasurement($"{where}: {OriginalMessage(d)}", MissingMeasurementKind.Unavailable),
        DbException d when Remedy(Code(d)) is { } remedy => new MissingMeasurement($"{where}: {Numbered(d)} What to do: {remedy}.", MissingMeasurementKind.Refused),
        DbException d => new MissingMeasurement($"Snowflake refuses the query: {OriginalMessage(d)}", MissingMeasurementKind.Refused),
        _ => null,
    };

    /// <summary>Whether the SQL is at fault, and not the network, the account or its rights.</summary>
    public static bool IsSqlError(DbException e) => !IsTransient(Code(e)) && Remedy(Code(e)) is null or "" || Code(e) is 2003;

    /// <summary>Snowflake's number of an error; 0 where there is none.</summary>
    public static int Code(DbException e) => Root(e).ErrorCode is > 0 and < 1_000_000 and var code ? code : 0;

    // What the server says of a sign-in is wrapped several times.
    private static DbException Root(DbException e)
    {
        Exception? at = e;
        for (var inner = e.InnerException; inner is not null; inner = inner is AggregateException { InnerExceptions: [var first, ..] } ? first : inner.InnerException)
            if (inner is DbException) at = inner;
        return (DbException)at;
    }

    // Errors of SQL begin with their number, those of the sign-in do not tell it.
    private static string Numbered(DbException e) =>
        string.Create(CultureInfo.InvariantCulture, $"{Code(e):000000}") is var code && OriginalMessage(e) is var said && said.Contains(code, StringComparison.Ordinal) ? said : $"{said} ({code}).";

    // The driver puts number, state and query id around what the server said.
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
