using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>The subject of a feature: its folder below the features folder, or its file name if it is in none.</summary>
internal static class Subject
{
    /// <summary>Returns the subject by file: "Row counts" for features/row-counts.feature and for every file below features/row-counts/.</summary>
    public static Func<string, string> Of(IEnumerable<string> files)
    {
        var roots = files
            .Select(f => f.Contains('/', StringComparison.Ordinal) ? f[..f.IndexOf('/', StringComparison.Ordinal)] : "")
            .Distinct(StringComparer.Ordinal)
            .Take(2)
            .ToList();
        var root = roots is [{ Length: > 0 } one] ? one.Length + 1 : 0;
        return file => InWords(file[Math.Min(root, file.Length)..]);
    }

    private static string InWords(string path)
    {
        var name = path.Split('/', 2)[0];
        if (name.EndsWith(".feature", StringComparison.OrdinalIgnoreCase))
            name = name[..^".feature".Length];
        var words = name.Replace('-', ' ').Replace('_', ' ').Trim();
        return words.Length == 0 ? "Others" : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
