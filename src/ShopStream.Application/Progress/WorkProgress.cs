using ShopStream.Quality.Results;

namespace ShopStream.Application.Progress;

/// <summary>How far a stage of long work is. Every use case reports it in this form.</summary>
/// <param name="Stage">extract, load, check, prove, …</param>
public sealed record WorkProgress(string Stage)
{
    /// <summary>The table, model or file in work; null for the stage as a whole.</summary>
    public string? Item { get; init; }

    /// <summary>Units done so far, in <see cref="Unit"/>.</summary>
    public long Done { get; init; }

    /// <summary>Units in all; null where that is not known.</summary>
    public long? Total { get; init; }

    /// <summary>bytes, rows, mutants or files.</summary>
    public string Unit { get; init; } = "rows";

    /// <summary>What was found so far, such as "3 surviving"; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Set once the stage has ended; null before.</summary>
    public StageResult? Ended { get; init; }
}
