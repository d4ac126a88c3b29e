namespace ShopStream.Quality.Changes;

/// <summary>A business metric that differs in a table.</summary>
/// <param name="Metric">Name of the metric definition.</param>
/// <param name="Dataset">The table.</param>
/// <param name="Before">Its total at the base.</param>
/// <param name="After">Its total at the head.</param>
public sealed record MetricChange(string Metric, string Dataset, decimal Before, decimal After)
{
    /// <summary>Head minus base.</summary>
    public decimal Net => After - Before;

    /// <summary>Whether the definition of the metric differs, not only the rows.</summary>
    public bool IsRedefined { get; init; }

    /// <summary>The dimensions in which it moved, in the order of the definition; last the keys of the rows, if the table has them.</summary>
    public IReadOnlyList<DimensionChange> Dimensions { get; init; } = [];

    /// <summary>Whether it moved in total or in a group.</summary>
    public bool Moved => Net != 0 || Dimensions.Any(d => d.Moved > 0);
}

/// <summary>How a metric moved within a dimension.</summary>
/// <param name="Name">Name of the dimension in the definition, such as day; the entity of a row, such as order.</param>
/// <param name="Groups">Groups on either side.</param>
/// <param name="Moved">Groups whose amount differs.</param>
/// <param name="Top">Those that moved most, largest first.</param>
public sealed record DimensionChange(string Name, long Groups, long Moved, IReadOnlyList<GroupChange> Top)
{
    /// <summary>Whether its groups are single rows rather than groups of them.</summary>
    public bool IsRowKey { get; init; }

    /// <summary>The differences of all groups, for expected changes; null if there are more than are listed. Never written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<KeyedChange>? Keyed { get; init; }

    /// <summary>All groups with their amounts on both sides, for charts of a dimension of days; empty otherwise. Never written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<GroupChange> Series { get; init; } = [];
}

/// <summary>The amount of a group.</summary>
/// <param name="Key">Its value, as the privacy settings allow.</param>
/// <param name="Before">Its amount at the base; null if it does not exist there.</param>
/// <param name="After">Its amount at the head; null if it does not exist there.</param>
public sealed record GroupChange(string Key, decimal? Before, decimal? After)
{
    /// <summary>Head minus base.</summary>
    public decimal Difference => (After ?? 0) - (Before ?? 0);
}
