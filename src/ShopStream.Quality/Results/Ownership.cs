namespace ShopStream.Quality.Results;

/// <summary>Who is asked when a scenario does not hold, from tags such as @owner:finance.</summary>
public static class Ownership
{
    /// <summary>What such a tag begins with.</summary>
    public const string Tag = "@owner:";

    /// <summary>The names in the tags' order; empty where there are none.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> tags) =>
        [.. tags.Where(t => t.Length > Tag.Length && t.StartsWith(Tag, StringComparison.Ordinal)).Select(t => t[Tag.Length..]).Distinct(StringComparer.Ordinal)];

    /// <summary>What is whose, by name; what is nobody's last, under null. What has two owners is listed for both.</summary>
    public static IReadOnlyList<(string? Owner, IReadOnlyList<T> Owned)> Group<T>(IEnumerable<T> items, Func<T, IReadOnlyList<string>> ownersOf) =>
    [
        .. items.SelectMany(i => ownersOf(i).Count == 0 ? [(Owner: (string?)null, Item: i)] : ownersOf(i).Select(o => (Owner: (string?)o, Item: i)))
            .GroupBy(x => x.Owner, StringComparer.Ordinal)
            .OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, (IReadOnlyList<T>)[.. g.Select(x => x.Item)]))
    ];
}
