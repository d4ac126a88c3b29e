namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>What the stand-in starts with: an account without a database, warehouse or role of the product's.</summary>
internal sealed record StandInOptions
{
    /// <summary>Holds the buckets: s3://bucket/key is LakeFolder/key. Null where <see cref="S3"/> is the lake.</summary>
    public string? LakeFolder { get; init; }

    /// <summary>An endpoint that speaks S3, signed in to as the environment says.</summary>
    public Uri? S3 { get; init; }

    /// <summary>For the age of what COPY remembers, and of key pairs' tokens.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Passwords by user, in upper case.</summary>
    public Dictionary<string, string> Passwords { get; init; } = new(StringComparer.Ordinal) { ["TESTER"] = "testing", ["NIGHTLY"] = "testing" };

    /// <summary>Users, in upper case, who have the role ACCOUNTADMIN.</summary>
    public IReadOnlyList<string> Administrators { get; init; } = ["TESTER"];

    /// <summary>Public keys (PEM) by user, in upper case.</summary>
    public Dictionary<string, string> PublicKeys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>OAuth and programmatic tokens by user, in upper case.</summary>
    public Dictionary<string, string> Tokens { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>What was sent, by whom, and what became of it.</summary>
internal sealed record StandInStatement(string Sql, string? Role, string? Warehouse, string? QueryTag, string? Error)
{
    public DateTimeOffset At { get; init; }
}

/// <summary>What goes wrong on purpose. A predicate hears the statement as it was sent.</summary>
internal sealed class StandInFaults
{
    /// <summary>Number and message of a refused login, such as 390100.</summary>
    public (int Code, string Message)? Login { get; set; }

    /// <summary>Warehouses that cannot be used: 000606.</summary>
    public HashSet<string> Suspended { get; } = new(StringComparer.Ordinal);

    /// <summary>What a role may not do: 003001.</summary>
    public Func<string?, string, bool>? Denied { get; set; }

    /// <summary>Statements that do not end until they are aborted.</summary>
    public Func<string, bool>? Hang { get; set; }

    /// <summary>Statements at which the connection is dropped, before they run.</summary>
    public Func<string, bool>? Drop { get; set; }

    /// <summary>Any other error of a statement.</summary>
    public Func<string, SnowflakeError?>? Error { get; set; }
}

/// <summary>An answer of success: false.</summary>
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
