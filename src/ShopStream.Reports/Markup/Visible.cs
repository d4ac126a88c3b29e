using System.Globalization;
using System.Text;

namespace ShopStream.Reports.Markup;

/// <summary>Text as it may stand in XML 1.0 and HTML, with what would be invisible or misleading made visible.</summary>
internal static class Visible
{
    /// <summary>
    /// Characters that XML forbids and marks that turn the reading direction of what follows appear as [U+202E];
    /// line breaks become line feeds; everything else stays. Null is the empty string.
    /// </summary>
    public static string Text(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        var i = 0;
        while (i < value.Length && IsPlain(value[i])) i++;
        if (i == value.Length) return value;

        var text = new StringBuilder(value.Length + 16).Append(value, 0, i);
        for (; i < value.Length; i++)
        {
            var c = value[i];
            if (IsPlain(c)) text.Append(c);
            else if (c == '\r')
            {
                if (i + 1 == value.Length || value[i + 1] != '\n') text.Append('\n');
            }
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) text.Append(c).Append(value[++i]);
            else text.Append(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]");
        }

        return text.ToString();
    }

    /// <summary>At most <paramref name="length"/> characters as a reader counts them, the last one an ellipsis where some were cut.</summary>
    public static string Short(string value, int length)
    {
        var text = Text(value);
        var elements = new StringInfo(text);
        return elements.LengthInTextElements <= length ? text : elements.SubstringByTextElements(0, Math.Max(1, length - 1)).TrimEnd() + "…";
    }

    private static bool IsPlain(char c) => c switch
    {
        '\t' or '\n' => true,
        < ' ' => false,
        >= '\u007F' and <= '\u009F' => false,
        // Embeddings, overrides and isolates of the bidirectional algorithm: they can make a value read as another one.
        >= '\u202A' and <= '\u202E' => false,
        >= '\u2066' and <= '\u2069' => false,
        >= '\uD800' and <= '\uDFFF' => false,
        '\uFFFE' or '\uFFFF' => false,
        _ => true,
    };
}
