using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Decomposes characters, so that é is the same whether it is one character or e and an accent. The base library does this only with
/// globalization data, which programs without ICU do not have.
/// </summary>
internal static class UnicodeForm
{
    private const int HangulBase = 0xAC00,
        HangulCount = 11_172,
        VowelCount = 21,
        TrailCount = 28;
    private const int LeadBase = 0x1100,
        VowelBase = 0x1161,
        TrailBase = 0x11A7;

    private static readonly Lazy<Dictionary<int, int[]>> Decompositions = new(Read);

    /// <summary>The value with all characters decomposed and the marks of a character in one order.</summary>
    public static string Decomposed(string value)
    {
        if (value.All(char.IsAscii))
            return value;
        var points = new List<int>();
        foreach (var rune in value.EnumerateRunes())
            Decompose(rune.Value, points);
        var text = new StringBuilder();
        var marks = new List<int>();
        foreach (var point in points)
        {
            if (IsMark(point))
            {
                marks.Add(point);
                continue;
            }
            Append(text, marks);
            text.Append(char.ConvertFromUtf32(point));
        }
        Append(text, marks);
        return text.ToString();
    }

    private static void Append(StringBuilder text, List<int> marks)
    {
        foreach (var mark in marks.Order())
            text.Append(char.ConvertFromUtf32(mark));
        marks.Clear();
    }

    private static bool IsMark(int point) => CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark;

    private static void Decompose(int point, List<int> into)
    {
        if (point - HangulBase is >= 0 and < HangulCount and var syllable)
        {
            into.AddRange([LeadBase + (syllable / (VowelCount * TrailCount)), VowelBase + (syllable / TrailCount % VowelCount)]);
            if (syllable % TrailCount is > 0 and var trail)
                into.Add(TrailBase + trail);
        }
        else if (Decompositions.Value.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
                Decompose(part, into);
        }
        else
        {
            into.Add(point);
        }
    }

    // Lines of hexadecimal code points: a character and what it consists of, from the Unicode Character Database.
    private static Dictionary<int, int[]> Read()
    {
        using var stream = typeof(UnicodeForm).Assembly.GetManifestResourceStream("CanonicalDecompositions.txt")!;
        using var reader = new StreamReader(stream);
        var read = new Dictionary<int, int[]>();
        while (reader.ReadLine() is { } line)
        {
            var points = line.Split(' ').Select(p => int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            read[points[0]] = points[1..];
        }
        return read;
    }
}
