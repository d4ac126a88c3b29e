namespace ShopStream.Quality.Results;

/// <summary>
/// Drill-down of a failed reconciliation: from the total to the keys, and from layer to layer. Amounts are in the unit of the reconciled amount.
/// </summary>
public sealed record DrillDownResult
{
    /// <summary>Name of the reconciled amount, such as revenue.</summary>
    public required string Metric { get; init; }

    /// <summary>Name of the metric definition that the amount belongs to, also where the sentence names columns; null if there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? BusinessMetric { get; init; }

    /// <summary>Actual minus expected, over all rows that the metric definition includes.</summary>
    public required decimal Difference { get; init; }

    /// <summary>Levels from the total to the finest rows.</summary>
    public required IReadOnlyList<DrillDownLevelResult> Levels { get; init; }

    /// <summary>Amount in every layer between the two sides, both included, in the order of the lineage.</summary>
    public required IReadOnlyList<DrillDownLayer> Layers { get; init; }

    /// <summary>The dataset in which most of the difference first occurs; null if it could not be determined.</summary>
    public string? FirstDivergentLayer { get; init; }

    /// <summary>Causes of the differences, the largest first. Their net amounts add up to <see cref="Difference"/>, their shares to 100.</summary>
    public required IReadOnlyList<DrillDownCause> Causes { get; init; }

    /// <summary>Keys that differ, the largest difference first; at most <see cref="MostRows"/>.</summary>
    public required IReadOnlyList<DrillDownRow> Rows { get; init; }

    /// <summary>Every key with its difference, for reconciling items; null if there are too many. Not serialized.</summary>
    internal IReadOnlyList<(string Key, decimal Amount)>? Differences { get; init; }

    /// <summary>What part of the difference no row explains; null if the rows explain all of it. Not serialized: <see cref="Note"/> says it, too.</summary>
    internal string? Unexplained { get; init; }

    /// <summary>What could not be determined, and why; null if the drill-down is complete.</summary>
    public string? Note { get; init; }

    /// <summary>Maximum number of keys listed.</summary>
    public const int MostRows = 20;
}

/// <summary>A level of the drill-down.</summary>
/// <param name="Level">"total", or the name of the keys: day, order, line.</param>
/// <param name="Compared">Number of keys compared.</param>
/// <param name="Differing">Number of keys that differ.</param>
public sealed record DrillDownLevelResult(string Level, long Compared, long Differing);

/// <summary>The amount in one dataset of the lineage.</summary>
/// <param name="Dataset">Layer and table, such as raw orders.</param>
/// <param name="Amount">Amount over the rows that the metric definition includes.</param>
/// <param name="Difference">Amount minus that of the expected side.</param>
public sealed record DrillDownLayer(string Dataset, decimal Amount, decimal Difference);

/// <summary>A cause of differences, and how much it accounts for.</summary>
/// <param name="Cause">
/// Name of the cause: missing, extra, more than once, amount changed, sign flipped, moved to another day, rounding, status changed; only
/// where the live source was queried: arrived late, deleted since the snapshot, status changed since the snapshot; of a pipeline of other tools:
/// not yet loaded, changed since the load.
/// </param>
/// <param name="Keys">Number of keys.</param>
/// <param name="Net">Sum of actual minus expected.</param>
/// <param name="Gross">Sum of the absolute differences of the reconciled groups; an amount that moved between two groups counts in both.</param>
/// <param name="Share">Share of the gross difference, in percent with two decimal places.</param>
/// <param name="Detail">What its keys have in common, such as "all by +1 day"; null if nothing.</param>
public sealed record DrillDownCause(string Cause, long Keys, decimal Net, decimal Gross, decimal Share, string? Detail);

/// <summary>A key that differs.</summary>
/// <param name="Key">Name and value of the key, such as order=17.</param>
/// <param name="Cause">Cause of the difference; see <see cref="DrillDownCause"/>.</param>
/// <param name="Expected">Amount on the expected side.</param>
/// <param name="Actual">Amount on the actual side.</param>
/// <param name="Difference">Actual minus expected.</param>
/// <param name="FirstDivergentLayer">First dataset in which the key differs.</param>
/// <param name="Detail">Rows of the key that differ, and other details; null if there are none.</param>
public sealed record DrillDownRow(string Key, string Cause, decimal Expected, decimal Actual, decimal Difference, string FirstDivergentLayer, string? Detail);
