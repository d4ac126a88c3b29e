using System.Buffers;
using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Text with what would be invisible or misleading made visible: U+202E becomes [U+202E]. So do characters that XML 1.0 forbids, control
/// codes, marks that turn the reading direction, characters without a width, and separators that some readers take for line breaks.
/// What joins or parts letters (U+200C, U+200D) stays: scripts and emoji need it.
/// </summary>
public static class VisibleCharacters
{
    // Halves of characters are looked at in pairs.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(c => (char)c).Where(c => c is '\r' || char.IsSurrogate(c) || !IsPlain(c))]);

    /// <summary>Line breaks become line feeds and stay. Null is the empty string.</summary>
    public static string Text(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        return value.AsSpan().ContainsAny(Suspects) ? Reveal(value.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), AppendMark) : value;
    }

    /// <summary>On one line: line breaks are made visible, too. Null is the empty string.</summary>
    public static string Line(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        return value.AsSpan().ContainsAny(Suspects) || value.Contains('\n', StringComparison.Ordinal) ? Reveal(value, AppendMark, '\n') : value;
    }

    /// <summary>At most <paramref name="length"/> characters as a reader counts them, the last one an ellipsis where some were cut.</summary>
    public static string Short(string value, int length)
    {
        var text = Text(value);
        var elements = new StringInfo(text);
        return elements.LengthInTextElements <= length ? text : elements.SubstringByTextElements(0, Math.Max(1, length - 1)).TrimEnd() + "…";
    }

    /// <summary>JSON that says the same, with such characters escaped: they can only stand in its strings.</summary>
    public static string Json(string json) =>
        json.AsSpan().ContainsAny(Suspects) ? Reveal(json, Escape) : json;

    private static void AppendMark(StringBuilder text, int c) => text.Append(CultureInfo.InvariantCulture, $"[U+{c:X4}]");

    // Between its strings JSON may have line breaks.
    private static void Escape(StringBuilder text, int c)
    {
        if (c is '\r') text.Append('\r');
        else if (c <= char.MaxValue) text.Append(CultureInfo.InvariantCulture, $"\\u{c:x4}");
        else foreach (var half in char.ConvertFromUtf32(c)) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)half:x4}");
    }

    private static string Reveal(string value, Action<StringBuilder, int> mark, char? besides = null)
    {
        var text = new StringBuilder(value.Length + 16);
        for (var i = 0; i < value.Length; i++)
        {
            var c = i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]) ? char.ConvertToUtf32(value[i], value[++i]) : value[i];
            if (!IsPlain(c) || c == besides) mark(text, c);
            else if (c <= char.MaxValue) text.Append((char)c);
            else text.Append(value[i - 1]).Append(value[i]);
        }

        return text.ToString();
    }

    private static bool IsPlain(int c) => c switch
    {
        '\t' or '\n' => true,
        < ' ' => false,
        >= 0x7F and <= 0x9F => false,
        // Soft hyphen, vowel separator, zero width space, fillers, byte order mark: nothing is seen of them.
        0xAD or 0x180E or 0x200B or 0x3164 or 0xFEFF or 0xFFA0 => false,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm can make a value read as another one; among them
        // the separators of lines and paragraphs, the word joiner and what else has no width.
        0x061C or 0x200E or 0x200F => false,
        >= 0x2028 and <= 0x202E => false,
        >= 0x2060 and <= 0x206F => false,
        >= 0xFFF9 and <= 0xFFFB => false,
        0xFFFE or 0xFFFF => false,
        >= 0xD800 and <= 0xDFFF => false,
        // Tags: letters that nobody sees.
        >= 0xE0000 and <= 0xE007F => false,
        _ => true,
    };
}
