using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>How far a stage is.</summary>
/// <param name="Stage">extract, load, transform, …</param>
/// <param name="Item">The table or model at work; null for the stage as a whole.</param>
/// <param name="Done">Units done: bytes, rows or models, as the stage counts.</param>
/// <param name="Total">Of how many; null where unknown.</param>
public sealed record StageProgress(string Stage, string? Item, long Done, long? Total)
{
    /// <summary>The stage as a whole, once it has ended; null before.</summary>
    public StageResult? Ended { get; init; }
}
