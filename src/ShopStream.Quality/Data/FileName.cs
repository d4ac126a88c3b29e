using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Data;

/// <summary>
/// The name of a table as part of the name of a file. A plain name is itself. Of every other name, all but a-z, 0-9 and _ is
/// written as - and two hexadecimal digits for each byte in UTF-8, so that it is safe in every file system, URL and list of files, where a percent
/// sign may be decoded, and no two names have one file, also where a file system ignores case or changes accents: -4Frder-20-44etails for
/// "Order Details".
/// </summary>
public static class FileName
{
    // 63 bytes, the longest name of PostgreSQL, each encoded. With dates and endings it stays below 255, the limit of file systems.
    private const int Longest = 189;

    /// <summary>The part of a file's name; decoding its bytes gives the table's name.</summary>
    public static string Of(string table) =>
        Identifier.IsPlain(table)
            ? table
            : string.Concat(
                Encoding
                    .UTF8.GetBytes(table)
                    .Select(b =>
                        (char)b is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' ? $"{(char)b}" : string.Create(CultureInfo.InvariantCulture, $"-{b:X2}")
                    )
            );

    /// <summary>Why no file can have the name, with what is expected; null if one can.</summary>
    public static string? Fault(string table) =>
        Identifier.Fault(table)
        ?? (Of(table).Length > Longest ? "is too long for the name of a file: expected at most 63 bytes of UTF-8; rename it, or read it through a view" : null);
}
