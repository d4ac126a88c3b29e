using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Options;

/// <summary>
/// Where the files of a lake's tables are: raw/{table}/{date:yyyy-MM-dd}/*.csv. <c>*</c> stands for any text without a slash, <c>**</c> for any text.
/// </summary>
public sealed class LakePattern
{
    private const string Table = "table";
    private const string DateParts = "yMdHms";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string text;
    private readonly Regex form;

    private LakePattern(string text, Regex form) => (this.text, this.form) = (text, form);

    /// <summary>The folder that all files are in, such as raw/; "" for the lake itself.</summary>
    public string Folder => text[..(text[..(text.IndexOfAny(['{', '*']) is >= 0 and var at ? at : text.Length)].LastIndexOf('/') + 1)];

    /// <summary>Whether the name of a file is free, so that marks such as _SUCCESS match although they are no data.</summary>
    private bool HasFreeName => text[(text.LastIndexOf('/') + 1)..].StartsWith('*');

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">Relative to the lake, with forward slashes.</param>
    /// <exception cref="FormatException">A token is unknown, a date is incomplete, or no table is named.</exception>
    public static LakePattern Parse(string text)
    {
        var regex = new StringBuilder("^");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length; )
        {
            if (text[at] == '{')
            {
                var end = text.IndexOf('}', at);
                if (end < 0)
                    throw new FormatException($"'{text}' has an opening brace without a closing one: expected tokens such as {{table}}");
                regex.Append(Token(text[(at + 1)..end], seen));
                at = end + 1;
            }
            else if (text[at] == '*')
            {
                var any = text[at..].StartsWith("**", StringComparison.Ordinal);
                regex.Append(any ? ".*" : "[^/]*");
                at += any ? 2 : 1;
            }
            else
                regex.Append(Regex.Escape($"{text[at++]}"));
        }
        if (text.StartsWith('/') || text.EndsWith('/') || text.Contains("://", StringComparison.Ordinal))
            throw new FormatException($"'{text}' is not relative to the lake: expected one such as raw/{{table}}/*.csv");
        if (!seen.Contains(Table))
            throw new FormatException($"'{text}' does not say where the name of the table is: expected {{table}} in it, such as raw/{{table}}/*.csv");
        if (seen.Any(p => p is "y" or "M" or "d") && !(seen.Contains("y") && seen.Contains("M") && seen.Contains("d")))
            throw new FormatException($"'{text}' has only a part of a date: expected year, month and day, such as {{date:yyyy-MM-dd}}");
        return new LakePattern(text, new Regex($"{regex}\\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience));
    }

    /// <summary>The table of a file, and the moment in its path; null if the file is not one of the pattern.</summary>
    /// <param name="key">Path relative to the lake.</param>
    public LakeMatch? Match(string key)
    {
        var match = form.Match(key);
        if (!match.Success || (HasFreeName && key[(key.LastIndexOf('/') + 1)..] is ['_' or '.', ..]))
            return null;
        int Part(string name, int none) =>
            match.Groups[name] is { Success: true } part ? int.Parse(part.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : none;
        if (!match.Groups["y"].Success)
            return new LakeMatch(match.Groups[Table].Value, null);
        try
        {
            var moment = new DateTime(Part("y", 1), Part("M", 1), Part("d", 1), Part("H", 0), Part("m", 0), Part("s", 0), DateTimeKind.Utc);
            return new LakeMatch(match.Groups[Table].Value, moment);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Digits that are no date, such as 20261399.
            return null;
        }
    }

    /// <inheritdoc />
    public override string ToString() => text;

    // What appears again has to be the same text.
    private static string Token(string token, HashSet<string> seen)
    {
        if (string.Equals(token, Table, StringComparison.Ordinal))
            return seen.Add(Table) ? $"(?<{Table}>[^/]+)" : $"\\k<{Table}>";
        if (!token.StartsWith("date:", StringComparison.Ordinal))
            throw new FormatException($"{{{token}}} is not a token: expected {{table}}, {{date:yyyy-MM-dd}}, * or **");
        var format = token["date:".Length..];
        var regex = new StringBuilder();
        for (var at = 0; at < format.Length; )
        {
            var letter = format[at];
            var length = format[at..].TakeWhile(c => c == letter).Count();
            if (DateParts.Contains(letter, StringComparison.Ordinal))
            {
                if (length != (letter == 'y' ? 4 : 2))
                    throw new FormatException($"{{{token}}} is not a date: expected yyyy, MM, dd, HH, mm and ss in it, such as {{date:yyyy-MM-dd}}");
                regex.Append(seen.Add($"{letter}") ? $"(?<{letter}>[0-9]{{{length}}})" : $"\\k<{letter}>");
            }
            else if (char.IsAsciiLetter(letter) && letter is not 'T')
                throw new FormatException($"{{{token}}} is not a date: expected yyyy, MM, dd, HH, mm and ss in it, such as {{date:yyyy-MM-dd}}");
            else
                regex.Append(Regex.Escape(format[at..(at + length)]));
            at += length;
        }
        return regex.Length > 0 ? $"{regex}" : throw new FormatException("{date:} has no format: expected one such as {date:yyyy-MM-dd}");
    }
}

/// <summary>What the path of a file says.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Moment">The date, with the time if the pattern has one, UTC; null if it has none.</param>
public readonly record struct LakeMatch(string Table, DateTime? Moment);
