using ShopStream.Quality.Data;

namespace ShopStream.Quality.Checks;

/// <summary>How to tell rows that another pipeline has loaded from those that it has not loaded yet.</summary>
public sealed record ArrivalRules
{
    /// <summary>Default of <see cref="Freshness"/>: a nightly load, and two hours for it.</summary>
    public const string DefaultFreshness = "26 hours";

    /// <summary>The columns of a table that grow with every row or change; a table that is not named has updated_at, created_at or its key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Watermarks { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The age up to which a row need not have arrived.</summary>
    public Age Freshness { get; init; } = new(26, "hour");

    /// <summary>The same for single tables.</summary>
    public IReadOnlyDictionary<string, Age> Freshnesses { get; init; } = new Dictionary<string, Age>(StringComparer.Ordinal);

    /// <summary>Columns of raw tables that have the moment at which a row was loaded, by table.</summary>
    public IReadOnlyDictionary<string, string> LoadColumns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The table in which the loader records its loads; null for none.</summary>
    public LoadLog? Log { get; init; }

    /// <summary>When tables were loaded or built, as files or another tool recorded it, UTC. A table that is not named has no known time.</summary>
    public IReadOnlyDictionary<Dataset, DateTime> Recorded { get; init; } = new Dictionary<Dataset, DateTime>();

    /// <summary>How long before its watermark a load may have read: what was committed later is not there. Default: 5 minutes.</summary>
    public Age Overlap { get; init; } = new(5, "minute");

    /// <summary>The same for a watermark that is a key: so many numbers before it, rows may have been committed after the load. Default: 1,000.</summary>
    public int OverlapKeys { get; init; } = 1_000;

    /// <summary>The age up to which rows of a table need not have arrived.</summary>
    public Age FreshnessOf(string table) => Freshnesses.GetValueOrDefault(table) ?? Freshness;
}

/// <summary>A table in which a loader records its loads.</summary>
/// <param name="Dataset">The table, in a layer of the warehouse.</param>
/// <param name="NameColumn">Its column with the name of the loaded table, such as orders or raw.orders.</param>
/// <param name="MomentColumn">Its column with the moment of the load.</param>
public sealed record LoadLog(Dataset Dataset, string NameColumn, string MomentColumn);
