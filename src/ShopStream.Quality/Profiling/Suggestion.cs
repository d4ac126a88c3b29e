using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Profiling;

/// <summary>Subject of a suggestion, in the order shown.</summary>
public enum Subject
{
    /// <summary>Number of rows.</summary>
    Rows,

    /// <summary>Unique keys.</summary>
    Keys,

    /// <summary>Columns that are never null.</summary>
    Completeness,

    /// <summary>Lists of values.</summary>
    Values,

    /// <summary>Bounds of numbers.</summary>
    Ranges,

    /// <summary>Patterns of text.</summary>
    Patterns,

    /// <summary>Rows of every day.</summary>
    Days,

    /// <summary>References to other tables.</summary>
    References,

    /// <summary>Columns that are computed from others.</summary>
    RowsAgree,

    /// <summary>Amounts that are equal in the upstream table.</summary>
    Amounts,

    /// <summary>Columns of the table.</summary>
    Shape,
}

/// <summary>A check that passes on the current data. Whether it should always pass must be decided by a person.</summary>
/// <param name="Subject">Subject of the check.</param>
/// <param name="Check">Suggested check.</param>
/// <param name="Evidence">What was measured, in words with units. Contains no values of personal columns.</param>
public sealed record Suggestion(Subject Subject, ICheck Check, string Evidence)
{
    /// <summary>Names of the group keys by which amounts are compared; empty for other checks.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>The sentence, where the check alone does not say it; null where it does.</summary>
    public string? Sentence { get; init; }
}

/// <summary>Suggestions for a table.</summary>
/// <param name="Dataset">Layer and table.</param>
/// <param name="Suggestions">Suggestions by subject, then in column order.</param>
/// <param name="SkippedReason">Why the table was skipped; null if it was measured.</param>
public sealed record SuggestedTable(Dataset Dataset, IReadOnlyList<Suggestion> Suggestions, string? SkippedReason = null);
