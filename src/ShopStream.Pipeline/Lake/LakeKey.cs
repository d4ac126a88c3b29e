using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>What may name an object: the keys that mean the same on every file system and in S3, and sort alike in both.</summary>
internal static class LakeKey
{
    /// <summary>The folder of a local lake's unfinished files; no key lies in it.</summary>
    public const string UnfinishedFolder = ".tmp";

    // Windows refuses these in a file name; some shells and S3 consoles stumble over them.
    private const string NotPortable = "\\:*?\"<>|";

    public static bool IsValid(string key) => Fault(key) is null;

    /// <returns>The key itself.</returns>
    /// <exception cref="UsageException">It is none.</exception>
    public static string Checked(string key) => Fault(key) is { } fault ? throw Refused("key", key, fault) : key;

    /// <returns>The prefix itself: empty, or the beginning of a key.</returns>
    /// <exception cref="UsageException">No key can begin so.</exception>
    public static string CheckedPrefix(string prefix)
    {
        // 'x' makes a key of "raw/", "raw/man" and "" alike.
        return Fault(prefix + "x") is { } fault ? throw Refused("prefix", prefix, fault) : prefix;
    }

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Fault(string key)
    {
        if (key.Length == 0) return "is empty";
        if (key[0] == '/') return "begins with '/'";

        foreach (var c in key)
            if (c is < ' ' or > '~' || NotPortable.Contains(c, StringComparison.Ordinal))
                return $"holds {Shown(c)}";

        var parts = key.Split('/');
        if (parts.Contains("")) return "has an empty part";
        if (parts.FirstOrDefault(p => p is "." or "..") is { } dots) return $"has the part '{dots}'";
        return string.Equals(parts[0], UnfinishedFolder, StringComparison.Ordinal) ? $"lies in '{UnfinishedFolder}', where unfinished files are kept" : null;
    }

    private static UsageException Refused(string what, string text, string fault) => new(
        $"lake {what} '{string.Concat(text.Select(c => char.IsControl(c) ? '?' : c))}' {fault}. Expected: parts of printable ASCII "
        + $"without {string.Join(' ', NotPortable.AsEnumerable())}, with '/' between them, none of them '.' or '..', "
        + $"such as {LakeLayout.KeyOf("orders", new DateOnly(2026, 1, 31))}");

    private static string Shown(char c) => c is < ' ' or > '~'
        ? "the character U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture)
        : $"the character {c}";
}
