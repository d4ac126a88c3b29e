using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Reconciliation;

/// <summary>A check that compares an amount on two sides. If it fails, it can be drilled down to its keys.</summary>
public interface IReconciliation : ICheck
{
    /// <summary>The two sides that are compared.</summary>
    ReconciledSides Sides { get; }
}

/// <summary>Both sides of a reconciliation.</summary>
/// <param name="AmountName">Name of the amount, such as revenue.</param>
/// <param name="Expected">Side nearer to the source.</param>
/// <param name="Actual">Other side.</param>
/// <param name="Keys">Names of the group keys, in the order of the groups of both sides: day, country.</param>
/// <param name="BusinessMetric">Metric definition that determines rows and columns; null if the sentence names columns.</param>
public sealed record ReconciledSides(string AmountName, Measure Expected, Measure Actual, IReadOnlyList<string> Keys, BusinessMetric? BusinessMetric);
