using System.Buffers;
using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Makes invisible and misleading characters visible, for example U+202E as [U+202E]: control characters, characters that XML 1.0 forbids,
/// bidirectional formatting characters, zero-width characters, and separators that some programs treat as line breaks. Joiners (U+200C,
/// U+200D) are kept, because scripts and emoji need them.
/// </summary>
public static class VisibleCharacters
{
    // Surrogates are included because they are examined in pairs.
    private static readonly SearchValues<char> Suspects = SearchValues.Create([
        .. Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(c => (char)c).Where(c => c is '\r' || char.IsSurrogate(c) || !IsPlain(c)),
    ]);

    /// <summary>Text of several lines: line breaks are kept, as line feeds. Null becomes the empty string.</summary>
    public static string Text(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        return value.AsSpan().ContainsAny(Suspects) ? Reveal(value.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), AppendMark) : value;
    }

    /// <summary>Text on one line: line breaks are made visible as well. Null becomes the empty string.</summary>
    public static string Line(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        return value.AsSpan().ContainsAny(Suspects) || value.Contains('\n', StringComparison.Ordinal) ? Reveal(value, AppendMark, '\n') : value;
    }

    /// <summary>Truncates text to <paramref name="length"/> grapheme clusters, the last one an ellipsis if text was cut off.</summary>
    public static string Short(string value, int length)
    {
        var text = Text(value);
        var elements = new StringInfo(text);
        return elements.LengthInTextElements <= length ? text : elements.SubstringByTextElements(0, Math.Max(1, length - 1)).TrimEnd() + "…";
    }

    /// <summary>Equivalent JSON with these characters escaped. In valid JSON they only occur in strings.</summary>
    public static string Json(string json) => json.AsSpan().ContainsAny(Suspects) ? Reveal(json, Escape) : json;

    private static void AppendMark(StringBuilder text, int c) => text.Append(CultureInfo.InvariantCulture, $"[U+{c:X4}]");

    // A carriage return may be whitespace between tokens.
    private static void Escape(StringBuilder text, int c)
    {
        if (c is '\r')
            text.Append('\r');
        else if (c <= char.MaxValue)
            text.Append(CultureInfo.InvariantCulture, $"\\u{c:x4}");
        else
            foreach (var unit in char.ConvertFromUtf32(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
    }

    private static string Reveal(string value, Action<StringBuilder, int> mark, char? additional = null)
    {
        var text = new StringBuilder(value.Length + 16);
        for (var i = 0; i < value.Length; i++)
        {
            var c = i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]) ? char.ConvertToUtf32(value[i], value[++i]) : value[i];
            if (!IsPlain(c) || c == additional)
                mark(text, c);
            else if (c <= char.MaxValue)
                text.Append((char)c);
            else
                text.Append(value[i - 1]).Append(value[i]);
        }

        return text.ToString();
    }

    private static bool IsPlain(int c) =>
        c switch
        {
            '\t' or '\n' => true,
            < ' ' => false,
            >= 0x7F and <= 0x9F => false,
            // Soft hyphen, vowel separator, zero width space, fillers, byte order mark: all invisible.
            0xAD or 0x180E or 0x200B or 0x3164 or 0xFEFF or 0xFFA0 => false,
            // Bidirectional marks, embeddings, overrides and isolates can make a value look like a different one. The ranges also contain
            // line and paragraph separators, the word joiner and other zero-width characters.
            0x061C or 0x200E or 0x200F => false,
            >= 0x2028 and <= 0x202E => false,
            >= 0x2060 and <= 0x206F => false,
            >= 0xFFF9 and <= 0xFFFB => false,
            0xFFFE or 0xFFFF => false,
            >= 0xD800 and <= 0xDFFF => false,
            // Tag characters, which are invisible.
            >= 0xE0000 and <= 0xE007F => false,
            _ => true,
        };
}
