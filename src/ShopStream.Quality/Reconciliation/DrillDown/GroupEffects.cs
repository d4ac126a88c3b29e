namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Places the difference of a key in the groups of a reconciliation.</summary>
internal static class GroupEffects
{
    /// <summary>
    /// Effects of a difference between two levels that both have all group keys. A group whose rows differ has an effect, even if its amount does not.
    /// </summary>
    public static IReadOnlyDictionary<string, GroupEffect> Of(KeyDifference difference) =>
        difference.IsGroup
            // The key is the group itself.
            ? new Dictionary<string, GroupEffect>(StringComparer.Ordinal) { [difference.Key] = new(difference.Net, 0) }
            : difference
                .ByGroup()
                .Where(g => g.Differs(difference.ByRow))
                .ToDictionary(g => g.Group, g => new GroupEffect(g.Found - g.Wanted, g.FoundRows - g.WantedRows), StringComparer.Ordinal);

    /// <summary>
    /// Effects where the last level does not have all group keys: what changes up to the last level that has them, then what is lost or added after it.
    /// </summary>
    /// <param name="regrouped">Difference between the first level and the last one with all group keys; null if there is none.</param>
    /// <param name="difference">Difference between the first and the last level; null if there is none.</param>
    /// <param name="before">Entries in the last level with all group keys.</param>
    /// <param name="after">Entries in the last level.</param>
    public static (IReadOnlyDictionary<string, GroupEffect> Effects, decimal Unplaced) Of(
        KeyDifference? regrouped,
        KeyDifference? difference,
        IReadOnlyList<Entry> before,
        IReadOnlyList<Entry> after
    )
    {
        var effects = new Dictionary<string, GroupEffect>(
            regrouped is null ? new Dictionary<string, GroupEffect>(StringComparer.Ordinal) : Of(regrouped),
            StringComparer.Ordinal
        );
        var rest = (difference?.Net ?? 0) - (regrouped?.Net ?? 0);
        if (rest == 0)
            return (effects, 0);
        var groups = before.GroupBy(e => KeyText.Identity(e.Group), StringComparer.Ordinal).ToList();
        if (after.All(e => e.Counted == 0))
        {
            foreach (var group in groups)
                Add(effects, group.Key, -group.Sum(e => e.Counted));
            return (effects, 0);
        }
        if (groups.Count != 1)
            return (effects, rest);
        Add(effects, groups[0].Key, rest);
        return (effects, 0);
    }

    private static void Add(Dictionary<string, GroupEffect> effects, string group, decimal amount)
    {
        var known = effects.GetValueOrDefault(group);
        effects[group] = known with { Amount = known.Amount + amount };
    }
}
