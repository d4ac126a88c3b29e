using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>How a fault is planted: the table of its dataset becomes what a SELECT gives.</summary>
/// <param name="Fault">In words.</param>
/// <param name="Select">Over the table as it was, "{0}"; of a model mutant its whole SELECT.</param>
/// <param name="AmountColumn">The exact number whose change is told; null where none is.</param>
internal sealed record FaultPlan(Fault Fault, string Select, string? AmountColumn)
{
    /// <summary>Whether it is a model that is changed, and not its rows.</summary>
    public bool IsMutant { get; init; }
}
