using ShopStream.Quality.Checks;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>
/// The differences of the groups, and what the keys found explain of them. A drill-down is whole only if what its keys add up to in every
/// group is what its check found there; otherwise a second fault would hide behind the first.
/// </summary>
internal sealed class GroupLedger
{
    private const int MaxGroups = 100_000;
    private const int MaxNamed = 10;

    private readonly Dictionary<string, KeyDifference> gaps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupEffect> explained = new(StringComparer.Ordinal);
    private readonly List<TracedDifference> unplaced = [];

    /// <summary>Groups that differ between the two sides, by identity.</summary>
    public IReadOnlyDictionary<string, KeyDifference> Gaps => gaps;

    /// <summary>Keys whose difference is in a group that is not known yet.</summary>
    public IReadOnlyList<TracedDifference> Unplaced => unplaced;

    /// <summary>Amount that is in a group that could not be determined.</summary>
    public decimal Lost { get; private set; }

    /// <summary>Whether there are more groups than are compared.</summary>
    public bool Overflows { get; private set; }

    /// <summary>Number of groups that differ.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a group that differs.</summary>
    public void AddGap(KeyDifference gap)
    {
        Count++;
        if (gaps.Count < MaxGroups)
            gaps[gap.Key] = gap;
        else
            Overflows = true;
    }

    /// <summary>Adds a key that was found.</summary>
    public void Add(TracedDifference found)
    {
        foreach (var (group, effect) in found.Effects)
            Explain(group, effect);
        if (found.Unplaced == 0)
            return;
        if (unplaced.Count < CauseTallies.MaxDifferences)
            unplaced.Add(found);
        else
            Lost += found.Unplaced;
    }

    /// <summary>Adds what a key contributes to a group.</summary>
    public void Explain(string group, GroupEffect effect)
    {
        var known = explained.GetValueOrDefault(group);
        explained[group] = new GroupEffect(known.Amount + effect.Amount, known.Rows + effect.Rows);
    }

    /// <summary>What is left of a group's difference after all keys.</summary>
    public decimal Rest(string group) => (gaps.GetValueOrDefault(group)?.Net ?? 0) - explained.GetValueOrDefault(group).Amount;

    /// <summary>Groups whose difference the keys do not explain, or explain wrongly.</summary>
    public IReadOnlyList<string> Open =>
        [
            .. gaps
                .Keys.Union(explained.Keys, StringComparer.Ordinal)
                .Where(g => Rest(g) != 0 || (gaps.TryGetValue(g, out var gap) && gap.IsOnOneSide && !explained.ContainsKey(g)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Moves the amounts of <see cref="Unplaced"/> to where they belong: known effects, then groups that lack exactly this amount.</summary>
    /// <param name="effects">Effects found row by row.</param>
    /// <param name="rests">Amounts that remain without a group.</param>
    public void Place(IReadOnlyDictionary<string, GroupEffect> effects, IEnumerable<decimal> rests)
    {
        foreach (var (group, effect) in effects)
            Explain(group, effect);
        foreach (var rest in rests.Where(r => r != 0))
        {
            if (gaps.Keys.FirstOrDefault(g => Rest(g) == rest) is { } group)
                Explain(group, new GroupEffect(rest, 0));
            else
                Lost += rest;
        }
        unplaced.Clear();
    }

    /// <summary>What no key explains; null if the keys add up to what the check found, in total and in every group.</summary>
    /// <param name="net">Sum of all keys found.</param>
    /// <param name="difference">Difference of the check.</param>
    /// <param name="ofCheck">Groups that differ in the check; empty if it compares totals.</param>
    /// <param name="name">Names a group for people.</param>
    public string? Unexplained(decimal net, decimal difference, IReadOnlyList<GroupGap> ofCheck, Func<string, string> name)
    {
        var off = Open.Select(g => $"{name(g)} ({FigureText.SignedAmount(Rest(g))})").ToList();
        off.AddRange(
            ofCheck
                .Where(g => g.Actual - g.Expected != (gaps.GetValueOrDefault(g.Group)?.Net ?? 0))
                .Select(g =>
                    $"{name(g.Group)} differs by {FigureText.SignedAmount(g.Actual - g.Expected)} in the check, "
                    + $"by {FigureText.SignedAmount(gaps.GetValueOrDefault(g.Group)?.Net ?? 0)} in the drill-down"
                )
        );
        off.AddRange(ofCheck.Where(g => g.Actual == g.Expected && !explained.ContainsKey(g.Group)).Select(g => $"rows of {name(g.Group)}"));
        if (off.Count > 0)
            return $"{string.Join("; ", off.Take(MaxNamed))}{(off.Count > MaxNamed ? $" and {off.Count - MaxNamed} more" : "")}";
        return Lost != 0 ? $"{FigureText.SignedAmount(Lost)} in groups that could not be determined"
            : net != difference ? $"the keys add up to {FigureText.SignedAmount(net)}, the check found {FigureText.SignedAmount(difference)}"
            : null;
    }
}
