using System.Text.RegularExpressions;

namespace ShopStream.Features.Languages;

/// <summary>The arguments of a text: which of the English ones each is, and how it is read.</summary>
internal sealed partial class PlaceholderMap
{
    private readonly List<(int English, ArgumentTranslator Wording)> placeholders = [];

    /// <param name="english">The English arguments' names.</param>
    /// <param name="says">The text in the language, its arguments numbered where the order is not the English one.</param>
    /// <param name="translators">By argument.</param>
    /// <exception cref="FormatException">The arguments are not those of the English text.</exception>
    public PlaceholderMap(IReadOnlyList<string> english, string says, ArgumentTranslators translators)
    {
        var free = Enumerable.Range(0, english.Count).ToList();
        foreach (Match gap in Placeholder().Matches(says))
        {
            var name = gap.Groups["name"].Value;
            var meant = ArgumentTranslators.EnglishNameOf(name);
            var same = Enumerable.Range(0, english.Count).Where(i => string.Equals(english[i], meant, StringComparison.Ordinal)).ToList();
            var at = gap.Groups["nth"] is { Success: true, ValueSpan: var nth }
                ? same.Skip(nth[0] - '1').FirstOrDefault(-1)
                : same.Where(free.Contains).FirstOrDefault(-1);
            if (!free.Remove(at)) throw new FormatException($"'{says}' has an argument {gap.Value} that the English text does not have, or has twice");
            placeholders.Add((at, translators[name]));
        }
        if (free.Count > 0) throw new FormatException($"'{says}' lacks {string.Join(" and ", free.Select(i => $"{{{english[i]}}}"))}");
    }

    /// <summary>The text without the numbers of its arguments.</summary>
    public static string WithoutNumbers(string says) => Placeholder().Replace(says, "{${name}}");

    /// <summary>The arguments' names.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Placeholder().Matches(text).Select(m => m.Groups["name"].Value)];

    /// <summary>The arguments in English, in the English order.</summary>
    /// <exception cref="FormatException">One cannot be read.</exception>
    public IReadOnlyList<string> ToEnglish(IReadOnlyList<string> found)
    {
        var english = new string[found.Count];
        for (var i = 0; i < found.Count; i++) english[placeholders[i].English] = placeholders[i].Wording.ToEnglish(found[i]);
        return english;
    }

    /// <summary>An English text with its arguments; what may be left out is not.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments)
    {
        var next = 0;
        return Placeholder().Replace(template.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal), _ => arguments[next++]);
    }

    [GeneratedRegex(@"\{(?<name>[\w-]+)(:(?<nth>[1-9]))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
