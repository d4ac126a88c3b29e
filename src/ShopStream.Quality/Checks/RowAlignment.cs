using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>A row whose cells are typed, with the cells as shown.</summary>
internal sealed record TypedRow(IReadOnlyList<CellValue> Values, IReadOnlyList<string> Shown)
{
    /// <summary>Equal rows have equal keys.</summary>
    public string Key { get; } = string.Concat(Values.Select(v => Identity.Value(v.Canonical)));

    public bool IsSame(TypedRow other) => string.Equals(Key, other.Key, StringComparison.Ordinal);

    public bool IsSame(TypedRow other, int column) => string.Equals(Values[column].Canonical, other.Values[column].Canonical, StringComparison.Ordinal);
}

/// <summary>Puts the rows of two tables side by side.</summary>
internal static class RowAlignment
{
    // Two tables of a thousand rows; the table of the longest common subsequence has a cell for every pair.
    private const int MostPairs = 1_000_000;

    /// <summary>Rows in any order: equal rows are the same, the others are paired by their equal cells.</summary>
    public static IReadOnlyList<RowLine> InAnyOrder(IReadOnlyList<TypedRow> expected, IReadOnlyList<TypedRow> found)
    {
        var free = found.GroupBy(r => r.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new Queue<TypedRow>(g), StringComparer.Ordinal);
        var same = expected.Select(e => free.TryGetValue(e.Key, out var equal) && equal.TryDequeue(out _)).ToList();
        var rest = free.Values.SelectMany(q => q).ToHashSet(ReferenceEqualityComparer.Instance);
        var unexpected = found.Where(rest.Contains).ToList();
        var lines = new List<RowLine>(expected.Count);
        foreach (var (i, row) in expected.Index())
        {
            if (same[i])
                lines.Add(new RowLine(RowStatus.Same, row.Shown, row.Shown, []));
            else if (Nearest(row, unexpected) is { } nearest)
            {
                unexpected.Remove(nearest);
                lines.Add(Changed(row, nearest));
            }
            else
                lines.Add(Missing(row));
        }
        return [.. lines, .. unexpected.Select(Unexpected)];
    }

    /// <summary>Rows in their order: what both tables have in the same order is the same.</summary>
    public static IReadOnlyList<RowLine> InOrder(IReadOnlyList<TypedRow> expected, IReadOnlyList<TypedRow> found)
    {
        var lines = new List<RowLine>();
        var (e, f) = (0, 0);
        foreach (var (nextE, nextF) in CommonRows(expected, found).Append((expected.Count, found.Count)))
        {
            // Between two common rows, rows at the same place belong together.
            for (; e < nextE && f < nextF; e++, f++)
                lines.Add(Changed(expected[e], found[f]));
            for (; e < nextE; e++)
                lines.Add(Missing(expected[e]));
            for (; f < nextF; f++)
                lines.Add(Unexpected(found[f]));
            if (nextE < expected.Count)
                lines.Add(new RowLine(RowStatus.Same, expected[e++].Shown, found[f++].Shown, []));
        }
        return lines;
    }

    private static List<(int Expected, int Found)> CommonRows(IReadOnlyList<TypedRow> expected, IReadOnlyList<TypedRow> found)
    {
        if ((long)expected.Count * found.Count > MostPairs)
            return [.. Enumerable.Range(0, Math.Min(expected.Count, found.Count)).Where(i => expected[i].IsSame(found[i])).Select(i => (i, i))];
        var lengths = new int[expected.Count + 1, found.Count + 1];
        for (var e = expected.Count - 1; e >= 0; e--)
        for (var f = found.Count - 1; f >= 0; f--)
            lengths[e, f] = expected[e].IsSame(found[f]) ? lengths[e + 1, f + 1] + 1 : Math.Max(lengths[e + 1, f], lengths[e, f + 1]);
        var common = new List<(int, int)>();
        for (var (e, f) = (0, 0); e < expected.Count && f < found.Count; )
        {
            if (expected[e].IsSame(found[f]))
                common.Add((e++, f++));
            else if (lengths[e + 1, f] >= lengths[e, f + 1])
                e++;
            else
                f++;
        }
        return common;
    }

    // At least one equal cell. The first column counts most, because it usually names the row.
    private static TypedRow? Nearest(TypedRow row, List<TypedRow> others)
    {
        var (best, nearest) = (0, (TypedRow?)null);
        foreach (var other in others)
        {
            var likeness = Enumerable
                .Range(0, row.Values.Count)
                .Sum(c =>
                    !row.IsSame(other, c) ? 0
                    : c == 0 ? row.Values.Count
                    : 1
                );
            if (likeness > best)
                (best, nearest) = (likeness, other);
        }
        return nearest;
    }

    private static RowLine Changed(TypedRow expected, TypedRow found) =>
        new(RowStatus.Changed, expected.Shown, found.Shown, [.. Enumerable.Range(0, expected.Values.Count).Where(c => !expected.IsSame(found, c))]);

    private static RowLine Missing(TypedRow row) => new(RowStatus.Missing, row.Shown, null, []);

    private static RowLine Unexpected(TypedRow row) => new(RowStatus.Unexpected, null, row.Shown, []);
}
