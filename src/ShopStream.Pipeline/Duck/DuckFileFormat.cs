using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Duck;

/// <summary>The storage format of a DuckDB file that this version of DuckDB does not read.</summary>
/// <param name="Found">The file's format.</param>
/// <param name="Oldest">The oldest format that this version reads.</param>
/// <param name="Newest">The newest format that this version reads.</param>
internal sealed partial record DuckFileFormat(int Found, int Oldest, int Newest)
{
    // The first version that reads the format.
    private static readonly Dictionary<int, string> Versions = new()
    {
        [64] = "0.9",
        [65] = "1.2",
        [66] = "1.3",
        [67] = "1.4",
        [68] = "1.5",
        [69] = "2.0",
    };

    /// <summary>The formats in a message of DuckDB; null if it is about something else.</summary>
    public static DuckFileFormat? Of(string message) =>
        Refusal().Match(message) is { Success: true } match
            ? new DuckFileFormat(Number(match, "found"), Number(match, "oldest"), Number(match, "newest"))
            : null;

    /// <summary>What to do about the file.</summary>
    /// <param name="path">The file.</param>
    public string Explain(string path)
    {
        var advice =
            Found < Oldest
                ? "Write it again with a later version: EXPORT DATABASE 'folder' there, then IMPORT DATABASE 'folder' with DuckDB 1.0 or later."
                : $"Write an older format, which newer versions read and keep: ATTACH '{path}' AS newer (READ_ONLY); "
                    + "ATTACH 'older.duckdb' (STORAGE_VERSION 'v1.0.0'); COPY FROM DATABASE newer TO older. For dbt, let it build into such a file.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{path} has DuckDB's storage format {Found}, which {Reader} reads; this program's DuckDB reads the formats {Oldest} to {Newest}. {advice}"
        );
    }

    private string Reader =>
        Versions.TryGetValue(Found, out var version) ? $"DuckDB {version} or later"
        : Found < Oldest ? "only an old version of DuckDB"
        : "only a newer version of DuckDB";

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "version number (?<found>[0-9]{1,4}), but we can only read versions between (?<oldest>[0-9]{1,4}) and (?<newest>[0-9]{1,4})",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Refusal();
}
