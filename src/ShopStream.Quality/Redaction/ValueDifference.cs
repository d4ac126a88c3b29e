using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Redaction;

/// <summary>Says how two values differ that a reader can hardly tell apart: in case, blanks, invisible characters, Unicode form, digits or script.</summary>
public static class ValueDifference
{
    private const int MostCodePoints = 6;

    // In pairs: a letter of another script, and the Latin letter it looks like.
    private const string LookAlikes = "АAаaВBЕEеeКKМMНHОOоoРPрpСCсcТTуyУYХXхxіiІIјjЈJѕsЅSΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOοoΡPΤTΥYΧXνv";

    // The ligatures ﬀ to ﬆ, from U+FB00.
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    // If two kinds explain a difference alone, it is the one named first.
    private static readonly (string Name, Func<string, string> Fold)[] Kinds =
    [
        ("Unicode form", UnicodeForm.Decomposed),
        ("case", v => v.ToUpperInvariant().ToLowerInvariant()),
        ("blanks", v => Without(v, Rune.IsWhiteSpace)),
        ("invisible characters", v => Without(v, IsInvisible)),
        ("digits of another script", Digits),
        ("letters of another script", Letters),
        ("width of characters", Width),
    ];

    /// <summary>What the values differ in, without showing them, such as "case and blanks"; null if they are equal or differ visibly.</summary>
    public static string? Kind(string? expected, string? found)
    {
        if (expected is null || found is null || string.Equals(expected, found, StringComparison.Ordinal))
            return null;
        var needed = Kinds.ToList();
        if (!Agree(needed, expected, found))
            return null;
        foreach (var kind in Kinds.Reverse())
        {
            List<(string Name, Func<string, string> Fold)> others = [.. needed.Where(k => !string.Equals(k.Name, kind.Name, StringComparison.Ordinal))];
            if (Agree(others, expected, found))
                needed = others;
        }
        return string.Join(" and ", needed.Select(k => k.Name));
    }

    /// <summary>
    /// What the values differ in, with the characters that differ, such as "they differ only in case: expected U+0061, found U+0041"; null
    /// if they are equal or differ visibly.
    /// </summary>
    public static string? Describe(string? expected, string? found)
    {
        if (Kind(expected, found) is not { } kind)
            return null;
        var (wanted, there) = CodePoints(expected!, found!);
        return $"they differ only in {kind}: expected {wanted}, found {there}";
    }

    /// <summary>A text that is the same for all values that look alike.</summary>
    public static string Likeness(string value) => Kinds.Aggregate(value, (folded, kind) => kind.Fold(folded));

    /// <summary>The characters in which two values differ, as code points such as "U+0061"; "nothing" where one has none.</summary>
    public static (string Expected, string Found) CodePoints(string expected, string found)
    {
        var (wanted, there) = (CodePoints(expected), CodePoints(found));
        var start = wanted.Zip(there).TakeWhile(p => p.First == p.Second).Count();
        var end = Enumerable.Range(1, Math.Min(wanted.Count, there.Count) - start).TakeWhile(i => wanted[^i] == there[^i]).Count();
        return (Shown(wanted[start..^end]), Shown(there[start..^end]));
    }

    private static bool Agree(IEnumerable<(string Name, Func<string, string> Fold)> kinds, string a, string b)
    {
        foreach (var (_, fold) in kinds)
            (a, b) = (fold(a), fold(b));
        return string.Equals(a, b, StringComparison.Ordinal);
    }

    private static string Shown(List<int> codePoints) =>
        codePoints.Count == 0
            ? "nothing"
            : string.Join(" ", codePoints.Take(MostCodePoints).Select(c => string.Create(CultureInfo.InvariantCulture, $"U+{c:X4}")))
                + (codePoints.Count > MostCodePoints ? " …" : "");

    // Lone surrogates are code points, too.
    private static List<int> CodePoints(string value)
    {
        var points = new List<int>();
        for (var i = 0; i < value.Length; i++)
            points.Add(i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]) ? char.ConvertToUtf32(value[i], value[++i]) : value[i]);
        return points;
    }

    private static string Without(string value, Func<Rune, bool> removed) =>
        string.Concat(value.EnumerateRunes().Where(r => !removed(r)).Select(r => r.ToString()));

    private static bool IsInvisible(Rune rune) =>
        (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control && !Rune.IsWhiteSpace(rune))
        || rune.Value is 0x3164 or 0xFFA0 or 0x180E or 0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static string Digits(string value) =>
        string.Concat(
            value
                .EnumerateRunes()
                .Select(r => Rune.GetUnicodeCategory(r) is UnicodeCategory.DecimalDigitNumber ? $"{(int)Rune.GetNumericValue(r)}" : r.ToString())
        );

    private static string Letters(string value) =>
        string.Concat(value.Select(c => LookAlikes.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i && i % 2 == 0 ? LookAlikes[i + 1] : c));

    private static string Width(string value) =>
        string.Concat(
            value.Select(c =>
                c switch
                {
                    >= '\uFF01' and <= '\uFF5E' => $"{(char)(c - 0xFEE0)}",
                    >= '\uFB00' and <= '\uFB06' => Ligatures[c - 0xFB00],
                    _ => $"{c}",
                }
            )
        );
}
