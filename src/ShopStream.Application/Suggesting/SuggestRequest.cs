using ShopStream.Application.Settings;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Suggesting;

/// <summary>The tables to profile, and the tags of the suggested scenarios.</summary>
public sealed record SuggestRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>Datasets such as "raw orders", or a layer for all its tables; words may be separate entries.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>Whether every table of every layer is meant; <see cref="Datasets"/> is empty then.</summary>
    public bool All { get; init; }

    /// <summary>Tags of every suggested scenario, with their @, separated by blanks. Default: @suggested.</summary>
    public string Tags { get; init; } = "@suggested";

    /// <summary>Sentences that there are already, and that are not suggested. Default: none.</summary>
    public IReadOnlySet<string> Besides { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <exception cref="UsageException">A tag is malformed.</exception>
    internal IReadOnlyList<string> ParseTags()
    {
        var tags = Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(tags, t => t.Length < 2 || t[0] != '@' || t.AsSpan(1).IndexOfAny('@', '#', ',') >= 0) is { } wrong
            ? throw new UsageException($"--tags names '{wrong}': expected tags with their @, separated by blanks, such as '@suggested @owner:finance'")
            : tags;
    }
}
