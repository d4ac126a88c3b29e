using ShopStream.Quality.Data;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>A key that differs, and the first level in which it does.</summary>
/// <param name="Difference">Difference between the first and the last level.</param>
/// <param name="Expected">First level.</param>
/// <param name="Level">First level in which the key differs.</param>
/// <param name="AtLevel">Difference between the first level and <paramref name="Level"/>; determines the cause.</param>
internal sealed record TracedDifference(KeyDifference Difference, DrillDownLevel Expected, DrillDownLevel Level, KeyDifference AtLevel)
{
    /// <summary>What the key contributes to the difference of every group, by identity.</summary>
    public IReadOnlyDictionary<string, GroupEffect> Effects { get; init; } = new Dictionary<string, GroupEffect>(StringComparer.Ordinal);

    /// <summary>Amount of the difference whose group is not known.</summary>
    public decimal Unplaced { get; init; }

    /// <summary>Whether the key differs between the two sides only, and is the same at the last level.</summary>
    public bool IsOnlyBetween { get; init; }

    /// <summary>The looked-up table that has a row more than once, so that the level's own rows count repeatedly; null if there is none.</summary>
    public string? RepeatedLookup { get; init; }

    /// <summary>
    /// First divergent dataset: the looked-up table if the rows themselves are the same, or if it repeats them; otherwise that of the level.
    /// </summary>
    public Dataset Dataset => (RepeatedLookup ?? LookedUp?.Name) is { } table ? Level.Dataset with { Table = table } : Level.Dataset;

    /// <summary>Cause of the difference.</summary>
    public string Cause => LookedUp is { IsMissing: true } ? DifferenceCause.Missing : AtLevel.Cause();

    /// <summary>Details in addition to the amounts; null if there are none.</summary>
    public string? Detail => LookedUp is { IsMissing: true } ? $"not found in {Dataset}" : AtLevel.Detail;

    // The looked-up table in which the values changed; null if it is the level's own.
    private (string Name, bool IsMissing)? LookedUp
    {
        get
        {
            if (!AtLevel.SameRows || AtLevel.Actual.Count == 0)
                return null;
            var changed = AtLevel.ChangedGroups.Select(g => (Before: Expected.Groups[g].Column, Now: Level.Groups[g].Column));
            if (AtLevel.StatusesDiffer)
                changed = changed.Prepend((Expected.Status!, Level.Status!));
            var tables = changed.Select(c => TableOf(c.Before, c.Now)).ToList();
            // If the rows themselves point elsewhere, what they look up has to differ.
            return tables.Count == 0 || tables.Contains(null) ? null : tables[0];
        }
    }

    private (string Name, bool IsMissing)? TableOf(string before, string now)
    {
        var link = Level.LinkOf(now);
        if (link < 0)
            return null;
        var on = Level.Links[link].On;
        if (
            Expected.LinkOf(before) is >= 0 and var other
            && !Values(AtLevel.Expected, other).SequenceEqual(Values(AtLevel.Actual, link), StringComparer.Ordinal)
        )
            return TableOf(Expected.Links[other].On, on);
        return (Level.Links[link].Table, AtLevel.Actual.Sum(e => e.Links[link].Found) < AtLevel.Actual.Sum(e => e.Rows) && !WasMissing(before));
    }

    private bool WasMissing(string before) =>
        Expected.LinkOf(before) is >= 0 and var link && AtLevel.Expected.Sum(e => e.Links[link].Found) < AtLevel.Expected.Sum(e => e.Rows);

    private static IEnumerable<string> Values(IReadOnlyList<Entry> entries, int link) =>
        entries
            .GroupBy(e => KeyText.Identity([e.Links[link].Value]), StringComparer.Ordinal)
            .Select(g => $"{g.Key}: {g.Sum(e => e.Rows)}")
            .Order(StringComparer.Ordinal);
}

/// <summary>What a key contributes to the difference of a group.</summary>
/// <param name="Amount">Actual minus expected.</param>
/// <param name="Rows">Actual minus expected number of rows.</param>
internal readonly record struct GroupEffect(decimal Amount, decimal Rows);
