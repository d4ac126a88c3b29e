using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Reconciliation;

/// <summary>A check of an amount on two sides: when it fails, the ladder goes down to the keys.</summary>
public interface IReconciliation : ICheck
{
    /// <summary>What is compared with what.</summary>
    ReconciledSides Sides { get; }
}

/// <summary>Both sides of a reconciliation.</summary>
/// <param name="AmountName">The amount's name: revenue.</param>
/// <param name="Expected">The side nearer to the source.</param>
/// <param name="Actual">The other.</param>
/// <param name="Keys">The names of what both are grouped by, in the order of their groups: day, country.</param>
/// <param name="BusinessMetric">The rule that chose rows and columns; null where columns were named.</param>
public sealed record ReconciledSides(string AmountName, Measure Expected, Measure Actual, IReadOnlyList<string> Keys, BusinessMetric? BusinessMetric);
