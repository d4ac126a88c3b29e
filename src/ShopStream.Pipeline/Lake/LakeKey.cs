using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Validates object keys: allowed are keys that mean the same, and sort the same, on every file system and in S3.</summary>
internal static class LakeKey
{
    /// <summary>Folder of a local lake's unfinished files; no key may start with it.</summary>
    public const string UnfinishedFolder = ".tmp";

    // Windows rejects these in file names; some shells and S3 consoles mishandle them.
    private const string NotPortable = "\\:*?\"<>|";

    public static bool IsValid(string key) => Fault(key) is null;

    /// <returns>The key itself.</returns>
    /// <exception cref="UsageException">The key is invalid.</exception>
    public static string Checked(string key) => Fault(key) is { } fault ? throw Invalid("key", key, fault) : key;

    /// <returns>The prefix itself.</returns>
    /// <exception cref="UsageException">No valid key can start with the prefix.</exception>
    public static string CheckedPrefix(string prefix)
    {
        // Appending 'x' turns "raw/", "raw/man" and "" into keys.
        return Fault(prefix + "x") is { } fault ? throw Invalid("prefix", prefix, fault) : prefix;
    }

    /// <returns>What is wrong with the key; null if it is valid.</returns>
    public static string? Fault(string key)
    {
        if (key.Length == 0)
            return "is empty";
        if (key[0] == '/')
            return "begins with '/'";

        foreach (var c in key)
            if (c is < ' ' or > '~' || NotPortable.Contains(c, StringComparison.Ordinal))
                return $"contains {Display(c)}";

        var parts = key.Split('/');
        if (parts.Contains(""))
            return "has an empty part";
        if (parts.FirstOrDefault(p => p is "." or "..") is { } dots)
            return $"has the part '{dots}'";
        return string.Equals(parts[0], UnfinishedFolder, StringComparison.Ordinal) ? $"is in '{UnfinishedFolder}', the folder of unfinished files" : null;
    }

    private static UsageException Invalid(string what, string text, string fault) =>
        new(
            $"lake {what} '{string.Concat(text.Select(c => char.IsControl(c) ? '?' : c))}' {fault}. Expected: parts of printable ASCII "
                + $"without {string.Join(' ', NotPortable.AsEnumerable())}, with '/' between them, none of them '.' or '..', "
                + $"such as {LakeLayout.KeyOf("orders", new DateOnly(2026, 1, 31), json: false)}"
        );

    private static string Display(char c) =>
        c is < ' ' or > '~' ? "the character U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture) : $"the character {c}";
}
