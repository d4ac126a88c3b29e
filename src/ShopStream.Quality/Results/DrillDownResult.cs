namespace ShopStream.Quality.Results;

/// <summary>Where a reconciliation that failed parts: from the total down to the keys, and along the hops. Amounts are in the unit of what is reconciled.</summary>
public sealed record DrillDownResult
{
    /// <summary>The reconciled metric, such as revenue.</summary>
    public required string Metric { get; init; }

    /// <summary>Actual less expected, over all rows that count.</summary>
    public required decimal Difference { get; init; }

    /// <summary>From the total to the finest rows: how many were compared, how many differ.</summary>
    public required IReadOnlyList<DrillDownLevelResult> Levels { get; init; }

    /// <summary>The amount by layer, in layer order; empty if there is no layer between the two sides.</summary>
    public required IReadOnlyList<DrillDownLayer> Layers { get; init; }

    /// <summary>The dataset where most of the difference begins; null if it is unknown.</summary>
    public string? FirstDivergentLayer { get; init; }

    /// <summary>What kinds of difference there are; their net amounts add up to <see cref="Difference"/>, their shares to 100. The largest first.</summary>
    public required IReadOnlyList<DrillDownCause> Causes { get; init; }

    /// <summary>The keys, the largest difference first; at most <see cref="MostRows"/>.</summary>
    public required IReadOnlyList<DrillDownRow> Rows { get; init; }

    /// <summary>Every key with what it is off by, to be explained by reconciling items; null where there are too many. Not written.</summary>
    internal IReadOnlyList<(string Key, decimal Amount)>? Differences { get; init; }

    /// <summary>What could not be told, and why; null where all could.</summary>
    public string? Note { get; init; }

    /// <summary>No more keys than these are kept.</summary>
    public const int MostRows = 20;
}

/// <param name="Level">total, or what was compared: day, order, line.</param>
/// <param name="Compared">How many of them.</param>
/// <param name="Differing">How many differ.</param>
public sealed record DrillDownLevelResult(string Level, long Compared, long Differing);

/// <param name="Dataset">Such as raw orders.</param>
/// <param name="Amount">Of the rows that count.</param>
/// <param name="Difference">Less the expected side's amount.</param>
public sealed record DrillDownLayer(string Dataset, decimal Amount, decimal Difference);

/// <param name="Cause">missing, extra, more than once, amount changed, sign flipped, moved to another day, rounding, status changed since the snapshot, arrived late.</param>
/// <param name="Keys">How many keys are of it.</param>
/// <param name="Net">Actual less expected, added up.</param>
/// <param name="Gross">What is off in the groups that are reconciled, without regard to sign: what moved from one to another counts in both.</param>
/// <param name="Share">Of all that is off, in percent with two decimals.</param>
/// <param name="Detail">What its keys have in common, such as "all by +1 day"; null where nothing.</param>
public sealed record DrillDownCause(string Cause, long Keys, decimal Net, decimal Gross, decimal Share, string? Detail);

/// <param name="Key">Such as order=17.</param>
/// <param name="Cause">See <see cref="DrillDownCause"/>.</param>
/// <param name="Expected">The amount on the expected side.</param>
/// <param name="Actual">The amount on the actual side.</param>
/// <param name="Difference">Actual less expected.</param>
/// <param name="FirstDivergentLayer">The first dataset where the key differs.</param>
/// <param name="Detail">Which row of it, and what else is to be known; null where nothing.</param>
public sealed record DrillDownRow(string Key, string Cause, decimal Expected, decimal Actual, decimal Difference, string FirstDivergentLayer, string? Detail);
