using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>Progress of a stage.</summary>
/// <param name="Stage">extract, load, transform, …</param>
/// <param name="Item">The current table or model; null for the stage as a whole.</param>
/// <param name="Done">Completed units: bytes, rows or models, depending on the stage.</param>
/// <param name="Total">Total number of units; null when unknown.</param>
public sealed record StageProgress(string Stage, string? Item, long Done, long? Total)
{
    /// <summary>The stage's result, once it has ended; null before.</summary>
    public StageResult? Ended { get; init; }
}
