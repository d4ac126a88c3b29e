using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation;

/// <summary>Groups that differ and whose names a reader can hardly tell apart, such as Crème in two Unicode forms.</summary>
internal static class LookAlikes
{
    private const int MostGroups = 1_000;

    /// <summary>Says how the first two such groups differ; null if there are none.</summary>
    /// <param name="groups">Values of the groups that differ.</param>
    /// <param name="hidden">Which values are hidden: of these, only the kind of difference is said.</param>
    public static string? Of(IReadOnlyList<IReadOnlyList<string?>> groups, IReadOnlyList<bool> hidden)
    {
        foreach (
            var alike in groups
                .Take(MostGroups)
                .GroupBy(g => KeyText.Identity([.. g.Select(v => v is null ? null : ValueDifference.Likeness(v))]), StringComparer.Ordinal)
        )
        {
            if (alike.Skip(1).FirstOrDefault() is { } other && Describe(alike.First(), other, hidden) is { } likeness)
                return likeness;
        }
        return null;
    }

    private static string? Describe(IReadOnlyList<string?> a, IReadOnlyList<string?> b, IReadOnlyList<bool> hidden)
    {
        string? likeness = null;
        for (var k = 0; k < a.Count; k++)
        {
            if (string.Equals(a[k], b[k], StringComparison.Ordinal))
                continue;
            if (ValueDifference.Kind(a[k], b[k]) is not { } kind)
                return null;
            var (expected, found) = ValueDifference.CodePoints(a[k]!, b[k]!);
            likeness ??= hidden[k]
                ? $"Two groups that differ have names that differ only in {kind}."
                : $"The groups {VisibleCharacters.Line(a[k])} and {VisibleCharacters.Line(b[k])} are two: "
                    + $"their names differ only in {kind}, {expected} against {found}.";
        }
        return likeness;
    }
}
