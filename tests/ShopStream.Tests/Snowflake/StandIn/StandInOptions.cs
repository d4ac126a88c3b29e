namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Initial state of the stand-in: an account without the product's database, warehouses and roles.</summary>
internal sealed record StandInOptions
{
    /// <summary>Folder of the buckets: s3://bucket/key is LakeFolder/key. Null if <see cref="S3"/> is the lake.</summary>
    public string? LakeFolder { get; init; }

    /// <summary>An S3 endpoint; credentials come from the environment.</summary>
    public Uri? S3 { get; init; }

    /// <summary>Supplies the time, for the age of COPY's load metadata and of key-pair tokens.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Passwords by user, in upper case.</summary>
    public Dictionary<string, string> Passwords { get; init; } = new(StringComparer.Ordinal) { ["TESTER"] = "testing", ["NIGHTLY"] = "testing" };

    /// <summary>Users, in upper case, with the role ACCOUNTADMIN.</summary>
    public IReadOnlyList<string> Administrators { get; init; } = ["TESTER"];

    /// <summary>Public keys (PEM) by user, in upper case.</summary>
    public Dictionary<string, string> PublicKeys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Parameters that the account sets for its sessions, by name; others have Snowflake's defaults. DEFAULT_DDL_COLLATION applies to new tables.
    /// </summary>
    public Dictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    /// <summary>OAuth and programmatic tokens by user, in upper case.</summary>
    public Dictionary<string, string> Tokens { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A statement, its session and its result.</summary>
internal sealed record StandInStatement(string Sql, string? Role, string? Warehouse, string? QueryTag, string? Error)
{
    public DateTimeOffset At { get; init; }
}

/// <summary>Deliberate faults. A predicate receives the statement as sent.</summary>
internal sealed class StandInFaults
{
    private int hung;

    /// <summary>Code and message of a rejected login, such as 390100.</summary>
    public (int Code, string Message)? Login { get; set; }

    /// <summary>Suspended warehouses: error 000606.</summary>
    public HashSet<string> Suspended { get; } = new(StringComparer.Ordinal);

    /// <summary>Statements that a role may not run: error 003001.</summary>
    public Func<string?, string, bool>? Denied { get; set; }

    /// <summary>Statements that run until they are aborted.</summary>
    public Func<string, bool>? Hang { get; set; }

    /// <summary>How many statements have hung so far.</summary>
    public int Hung => Volatile.Read(ref hung);

    public void CountHung() => Interlocked.Increment(ref hung);

    /// <summary>Statements at which the connection is dropped, before they run.</summary>
    public Func<string, bool>? Drop { get; set; }

    /// <summary>Other errors, by statement.</summary>
    public Func<string, SnowflakeError?>? Error { get; set; }
}

/// <summary>A response with success: false.</summary>
internal sealed class SnowflakeError(int code, string state, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string State { get; } = state;

    public string Full => $"{Code:000000} ({State}): {Message}";

    public static SnowflakeError Syntax(int line, int position, string unexpected) =>
        new(1003, "42000", $"SQL compilation error:\nsyntax error line {line} at position {position} unexpected '{unexpected}'.");

    public static SnowflakeError Missing(string kind, string name) =>
        new(2003, "02000", $"SQL compilation error:\n{kind} '{name}' does not exist or not authorized.");

    public static SnowflakeError NotPerformed() => new(2043, "02000", "SQL compilation error:\nObject does not exist, or operation cannot be performed.");
}
