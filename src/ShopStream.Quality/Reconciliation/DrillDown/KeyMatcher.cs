namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Recognizes keys that are the same in two levels without comparing them group by group: of the thousands that are compared, few differ.</summary>
internal sealed class KeyMatcher
{
    private readonly int[] expectedGroups;
    private readonly int[] actualGroups;
    private readonly bool byRow;

    /// <param name="expected">Expected level.</param>
    /// <param name="actual">Other level.</param>
    /// <param name="groups">Names of the group keys of the reconciliation.</param>
    public KeyMatcher(DrillDownLevel expected, DrillDownLevel actual, IReadOnlyList<string> groups)
    {
        var common = expected.CommonGroups(actual, groups);
        (expectedGroups, actualGroups) = (Positions(expected), Positions(actual));
        byRow = expected.HasSameShape(actual);

        int[] Positions(DrillDownLevel level) => level.KnownGroups(groups).ToList() is var known ? [.. common.Select(c => known.IndexOf(c))] : [];
    }

    /// <summary>
    /// Whether both levels have the key with the same entries in the same order. If not, they may still agree: see <see cref="KeyDifference.Of"/>.
    /// </summary>
    public bool AreSame(List<Entry>? wanted, List<Entry>? found)
    {
        if (wanted is null || found is null || wanted.Count != found.Count)
            return false;
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!IsSame(wanted[i], found[i]))
                return false;
        }
        return true;
    }

    private bool IsSame(Entry wanted, Entry found)
    {
        if (wanted.Counted != found.Counted || (byRow && (wanted.CountedRows != found.CountedRows || wanted.Digest != found.Digest)))
            return false;
        for (var k = 0; k < expectedGroups.Length; k++)
        {
            if (!string.Equals(wanted.Group[expectedGroups[k]], found.Group[actualGroups[k]], StringComparison.Ordinal))
                return false;
        }
        return true;
    }
}
