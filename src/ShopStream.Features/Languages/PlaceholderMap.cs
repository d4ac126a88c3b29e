using System.Text.RegularExpressions;

namespace ShopStream.Features.Languages;

/// <summary>Maps the arguments of a translated text to those of the English text.</summary>
internal sealed partial class PlaceholderMap
{
    private readonly List<(int English, ArgumentTranslator Translator)> placeholders = [];

    /// <param name="english">The names of the English arguments, in order.</param>
    /// <param name="text">The translated text; its arguments are numbered if their order differs from the English one.</param>
    /// <param name="translators">The argument translators of the language.</param>
    /// <exception cref="FormatException">The arguments are not those of the English text.</exception>
    public PlaceholderMap(IReadOnlyList<string> english, string text, ArgumentTranslators translators)
    {
        var free = Enumerable.Range(0, english.Count).ToList();
        foreach (Match placeholder in Placeholder().Matches(text))
        {
            var name = placeholder.Groups["name"].Value;
            var englishName = ArgumentTranslators.EnglishNameOf(name);
            var same = Enumerable.Range(0, english.Count).Where(i => string.Equals(english[i], englishName, StringComparison.Ordinal)).ToList();
            var at = placeholder.Groups["nth"] is { Success: true, ValueSpan: var nth }
                ? same.Skip(nth[0] - '1').FirstOrDefault(-1)
                : same.Where(free.Contains).FirstOrDefault(-1);
            if (!free.Remove(at))
                throw new FormatException($"'{text}' has an argument {placeholder.Value} that the English text does not have, or that is used twice");
            placeholders.Add((at, translators[name]));
        }
        if (free.Count > 0)
            throw new FormatException($"'{text}' lacks {string.Join(" and ", free.Select(i => $"{{{english[i]}}}"))}");
    }

    /// <summary>Removes the numbers of the arguments: {column:2} becomes {column}.</summary>
    public static string WithoutNumbers(string text) => Placeholder().Replace(text, "{${name}}");

    /// <summary>The names of the arguments, in order.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Placeholder().Matches(text).Select(m => m.Groups["name"].Value)];

    /// <summary>Translates the arguments, and puts them in the English order.</summary>
    /// <exception cref="FormatException">An argument cannot be read.</exception>
    public IReadOnlyList<string> ToEnglish(IReadOnlyList<string> found)
    {
        var english = new string[found.Count];
        for (var i = 0; i < found.Count; i++)
            english[placeholders[i].English] = placeholders[i].Translator.ToEnglish(found[i]);
        return english;
    }

    /// <summary>Fills the arguments into an English text; optional text in parentheses is kept.</summary>
    public static string Fill(string template, IReadOnlyList<string> arguments)
    {
        var next = 0;
        return Placeholder().Replace(template.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal), _ => arguments[next++]);
    }

    [GeneratedRegex(@"\{(?<name>[\w-]+)(:(?<nth>[1-9]))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
