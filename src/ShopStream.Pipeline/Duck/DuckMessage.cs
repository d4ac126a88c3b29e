using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace ShopStream.Pipeline.Duck;

/// <summary>Shortens DuckDB's messages: drops the file's line, which may be megabytes of data, and the reader's options.</summary>
internal static partial class DuckMessage
{
    private const int Longest = 1000;

    public static string Of(DuckDBException e) => Of(e.Message);

    /// <summary>The first line, without DuckDB's own hints; ends without a full stop.</summary>
    public static string FirstLine(string message) => Of(message).Split('\n')[0].Trim().TrimEnd('.', '!');

    public static string Of(string message)
    {
        var text = Options().Replace(message, "");
        if (text.IndexOf("Original Line:", StringComparison.Ordinal) is >= 0 and var line)
            text = $"{text[..line].Trim()}: {Reason().Matches(text[line..]).LastOrDefault()?.Value ?? "the line cannot be read"}";
        text = text.Trim();
        return text.Length <= Longest ? text : $"{text[..Longest]}…";
    }

    [GeneratedRegex(@"\n\n  file = .*\z", RegexOptions.Singleline, 1000)]
    private static partial Regex Options();

    [GeneratedRegex(
        "^(Error when|Maximum line size|Expected Number|Value with unterminated|Invalid unicode|The CSV Parser).*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Reason();
}
