using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation;

/// <summary>A check that compares an amount on two sides. If it fails, it can be drilled down to its keys.</summary>
public interface IReconciliation : ICheck
{
    /// <summary>The two sides that are compared.</summary>
    ReconciledSides Sides { get; }

    /// <summary>Finds all groups that differ, for <see cref="Gaps"/>; null if the metrics of the check do.</summary>
    Metric? GapMetric => null;

    /// <summary>The amounts of both sides, as measured.</summary>
    (decimal Expected, decimal Actual) Totals(Measurements measurements);

    /// <summary>The groups that differ, as measured; none if only totals are compared.</summary>
    /// <param name="measurements">The metrics of the check.</param>
    /// <param name="gaps">The measurement of <see cref="GapMetric"/>; null if there is none.</param>
    IReadOnlyList<GroupGap> Gaps(Measurements measurements, Measurement? gaps) => [];
}

/// <summary>A group that differs.</summary>
/// <param name="Group">Identity of the group; see <see cref="KeyText"/>.</param>
/// <param name="Expected">Expected amount.</param>
/// <param name="Actual">Actual amount.</param>
public sealed record GroupGap(string Group, decimal Expected, decimal Actual);

/// <summary>Both sides of a reconciliation.</summary>
/// <param name="AmountName">Name of the amount, such as revenue.</param>
/// <param name="Expected">Side nearer to the source.</param>
/// <param name="Actual">Other side.</param>
/// <param name="Keys">Names of the group keys, in the order of the groups of both sides: day, country.</param>
/// <param name="BusinessMetric">Metric definition that determines rows and columns; null if the sentence names columns.</param>
public sealed record ReconciledSides(string AmountName, Measure Expected, Measure Actual, IReadOnlyList<string> Keys, BusinessMetric? BusinessMetric)
{
    /// <summary>Tolerance to which single rows are compared by digest; null if only amounts are.</summary>
    public Tolerance? RowTolerance { get; init; }
}
