using ShopStream.Application.Settings;

namespace ShopStream.Application.Comparing;

/// <summary>What to compare with what.</summary>
public sealed record CompareRequest
{
    /// <summary>The validated settings of the head.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The settings file of the head; the base has its own at the same path.</summary>
    public required string SettingsFile { get; init; }

    /// <summary>Values that outrank the settings file, on both sides.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>A branch, tag or commit; null for the merge base with the main branch.</summary>
    public string? Ref { get; init; }

    /// <summary>The warehouse that the base is built from: a file of DuckDB, or a database of the Snowflake account. Null for the head's.</summary>
    public string? BaseWarehouse { get; init; }

    /// <summary>Date of the lake whose rows the base is built from; null for the head's rows.</summary>
    public DateOnly? BaseDate { get; init; }

    /// <summary>What is written about accepted changes; null to accept none.</summary>
    public Acceptance? Accept { get; init; }
}

/// <summary>Accepts every difference, for review.</summary>
/// <param name="Reason">Why they are meant.</param>
/// <param name="Owner">Person or team that answers for them.</param>
public sealed record Acceptance(string Reason, string Owner);
