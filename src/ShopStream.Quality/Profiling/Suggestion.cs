using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Profiling;

/// <summary>What a suggestion is about, in the order in which they are shown.</summary>
public enum Subject
{
    /// <summary>How many rows there are.</summary>
    Rows,

    /// <summary>What names a row.</summary>
    Keys,

    /// <summary>Values that are never missing.</summary>
    Completeness,

    /// <summary>Which values there are.</summary>
    Values,

    /// <summary>Between which bounds numbers lie.</summary>
    Ranges,

    /// <summary>Which form texts have.</summary>
    Patterns,

    /// <summary>What is pointed to.</summary>
    References,

    /// <summary>Columns that are computed of others.</summary>
    RowsAgree,

    /// <summary>Amounts that are the same at the hop before.</summary>
    Amounts,

    /// <summary>Which columns there are.</summary>
    Shape,
}

/// <summary>A claim that holds of the data as they are. Whether it must hold is for a person to say.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Check">The claim.</param>
/// <param name="Evidence">What was measured, in words with units. It names no value of a column that looks personal.</param>
public sealed record Suggestion(Subject Subject, ICheck Check, string Evidence)
{
    /// <summary>By which keys of a rule amounts are compared; empty where they are not.</summary>
    public IReadOnlyList<string> By { get; init; } = [];
}

/// <summary>What was learned of a table.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Suggestions">By subject, then in the order of the columns.</param>
/// <param name="SkippedReason">Why nothing was learned; null where the table was asked.</param>
public sealed record SuggestedTable(Dataset Dataset, IReadOnlyList<Suggestion> Suggestions, string? SkippedReason = null);
