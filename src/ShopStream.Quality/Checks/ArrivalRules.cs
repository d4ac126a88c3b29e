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

    /// <summary>The age up to which rows of a table need not have arrived.</summary>
    public Age FreshnessOf(string table) => Freshnesses.GetValueOrDefault(table) ?? Freshness;
}
