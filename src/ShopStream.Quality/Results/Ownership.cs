namespace ShopStream.Quality.Results;

/// <summary>Owners of scenarios, from tags such as @owner:finance.</summary>
public static class Ownership
{
    /// <summary>Prefix of owner tags.</summary>
    public const string Tag = "@owner:";

    /// <summary>Owners in the order of the tags; empty if there are none.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> tags) =>
        [
            .. tags.Where(t => t.Length > Tag.Length && t.StartsWith(Tag, StringComparison.Ordinal))
                .Select(t => t[Tag.Length..])
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Groups items by owner name. Items without an owner come last, under null; items with several owners are listed for each.</summary>
    public static IReadOnlyList<(string? Owner, IReadOnlyList<T> Owned)> Group<T>(IEnumerable<T> items, Func<T, IReadOnlyList<string>> ownersOf) =>
        [
            .. items
                .SelectMany(i => ownersOf(i).Count == 0 ? [(Owner: (string?)null, Item: i)] : ownersOf(i).Select(o => (Owner: (string?)o, Item: i)))
                .GroupBy(x => x.Owner, StringComparer.Ordinal)
                .OrderBy(g => g.Key is null)
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, (IReadOnlyList<T>)[.. g.Select(x => x.Item)])),
        ];
}
