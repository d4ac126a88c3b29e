using System.Globalization;
using Gherkin;
using ShopStream.Features.Expressions;
using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Parsing;

/// <summary>
/// Finds steps that the parser takes as free text, because their keyword differs in case, accents or blanks, is misspelled or missing.
/// Such a step would be lost: its filter or its check would not count.
/// </summary>
/// <param name="dialect">The keywords of the feature's language.</param>
/// <param name="likeness">Recognizes sentences.</param>
internal sealed class LostSteps(GherkinDialect dialect, ISentenceLikeness likeness)
{
    private static readonly GherkinDialect English = new GherkinDialectProvider("en").DefaultDialect;

    // Longest first, so that "Étant donné que" is not taken as "Étant donné".
    private readonly List<string> keywords = Ordered(dialect.StepKeywords);
    private readonly List<string> outcomes = Ordered(dialect.ThenStepKeywords.Except(dialect.AndStepKeywords, StringComparer.Ordinal));

    // In another language, the English And and But can be ordinary words.
    private readonly List<string> foreign = Ordered([.. English.GivenStepKeywords, .. English.WhenStepKeywords, .. English.ThenStepKeywords]);

    /// <summary>An error for each lost step of a file.</summary>
    public IEnumerable<Problem> Of(Blocks blocks)
    {
        foreach (var line in DescriptionLine.Of(blocks))
        {
            if (Reason(line) is { } reason)
                yield return new Problem(
                    blocks.File,
                    line.Line,
                    $"'{line.Text}' reads like a step, but Gherkin treats it as a description: {reason}, or reword the description"
                );
        }
        foreach (
            var (location, name) in blocks
                .Scenarios.Values.Select(s => s.Scenario)
                .SelectMany(s => s.Examples.Select(e => (e.Location, e.Name)).Prepend((s.Location, s.Name)))
                .Concat(blocks.Backgrounds.Select(b => (b.Location, b.Name)))
        )
        {
            if (Keyword(name ?? "", [.. keywords, .. foreign]) is { } keyword && likeness.IsSentence(keyword.Rest))
                yield return new Problem(
                    blocks.File,
                    FeatureFile.Line(location),
                    $"'{name}' reads like a step, but Gherkin treats it as a name: write the step on a line of its own, or reword the name"
                );
        }
    }

    private string? Reason(DescriptionLine line)
    {
        if (
            line.AmongSteps
            && (line.Text.StartsWith('|') || line.Text.StartsWith("\"\"\"", StringComparison.Ordinal) || line.Text.StartsWith("```", StringComparison.Ordinal))
        )
            return "write the step above it with its exact keyword, followed by one space";
        if (Keyword(line.Text, line.AmongSteps ? [.. keywords, .. foreign] : outcomes) is { } keyword && IsMeantAsKeyword(keyword, line))
            return keyword.Fix;
        if (line.AmongSteps && IsMisspelledKeyword(line.Text))
            return "write the exact keyword, followed by one space";
        return likeness.IsSentence(line.Filled) ? $"write one of the keywords {Listed()} in front of it, followed by one space, below a 'Scenario:'" : null;
    }

    /// <summary>A keyword in lower case inside a paragraph may be an ordinary word, unless a sentence follows it.</summary>
    private bool IsMeantAsKeyword(FoundKeyword keyword, DescriptionLine line) =>
        keyword.EndsWord
        && (
            keyword.IsExact
            || (keyword.Written.Any(char.IsUpper) && (line.AmongSteps || keyword.Written.All(c => !char.IsLower(c))))
            || (line.AmongSteps && BeginsParagraph(line))
            || likeness.IsNearlySentence(line.Filled)
        );

    private bool BeginsParagraph(DescriptionLine line) =>
        line.Previous.Length == 0 || line.Previous[^1] is '.' or '!' or '?' or ':' or '|' or '"' || Keyword(line.Previous, keywords) is { EndsWord: true };

    private static FoundKeyword? Keyword(string text, IReadOnlyList<string> keywords)
    {
        var start = text.TakeWhile(c => !char.IsLetterOrDigit(c) && !IsMark(c)).Count();
        var words = text[start..];
        foreach (var keyword in keywords)
        {
            var simple = Typography.Simplified(keyword);
            // The shortest part of the text that reads like the keyword; then the marks of its last letter.
            var length = Enumerable
                .Range(1, Math.Min(words.Length, 2 * keyword.Length + 4))
                .FirstOrDefault(n => string.Equals(Typography.Simplified(words[..n]), simple, StringComparison.OrdinalIgnoreCase));
            if (length == 0)
                continue;
            while (length < words.Length && IsMark(words[length]))
                length++;
            return new FoundKeyword(keyword, text[..start], words[..length], words[length..]);
        }
        return text is ['*', _, ..] && char.IsWhiteSpace(text[1]) ? new FoundKeyword("*", "", "*", text[1..]) : null;
    }

    private static bool IsMark(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;

    /// <summary>Prose often begins with words one letter away from Then and When (The, Them), but hardly ever from Given.</summary>
    private bool IsMisspelledKeyword(string text)
    {
        var word = Typography.Simplified(text.Split((char[]?)null, 2)[0].TrimEnd(':'));
        return word.Length > 0
            && dialect
                .GivenStepKeywords.Select(k => Typography.Simplified(k))
                .Any(k =>
                    k.Length >= 5
                    && (Quality.Data.Nearest.Distance(word, k) <= 1 || string.Equals(SortedLetters(word), SortedLetters(k), StringComparison.Ordinal))
                );
    }

    private string Listed() =>
        string.Join(
            ", ",
            new[] { dialect.GivenStepKeywords, dialect.WhenStepKeywords, dialect.ThenStepKeywords, dialect.AndStepKeywords }.Select(k => k.Last().Trim())
        );

    private static string SortedLetters(string word) => string.Concat(word.ToLowerInvariant().Order());

    private static List<string> Ordered(IEnumerable<string> keywords) =>
        [.. keywords.Select(k => k.Trim()).Where(k => k is not "*").Distinct(StringComparer.Ordinal).OrderByDescending(k => k.Length)];
}

/// <summary>A keyword at the start of a line.</summary>
/// <param name="Keyword">The keyword as Gherkin expects it.</param>
/// <param name="Before">Marks in front of it, such as a bullet.</param>
/// <param name="Written">The keyword as written.</param>
/// <param name="Rest">The text after it.</param>
internal sealed record FoundKeyword(string Keyword, string Before, string Written, string Rest)
{
    /// <summary>Whether it is written as Gherkin expects it.</summary>
    public bool IsExact => string.Equals(Keyword, Written, StringComparison.Ordinal);

    /// <summary>Whether a blank or a colon follows it, or nothing. A comma, for example, follows an ordinary word.</summary>
    public bool EndsWord => Keyword.EndsWith('\'') || Rest.Length == 0 || char.IsWhiteSpace(Rest[0]) || Rest[0] is ':' or '\uFF1A';

    /// <summary>What to write instead.</summary>
    public string Fix =>
        (Before.Length, IsExact, Rest) switch
        {
            (> 0, _, _) => $"found '{Before}' in front of '{Written}'; write '{Keyword}' as the first word, followed by one space",
            (_, false, _) => $"found '{Written}'; write the exact keyword '{Keyword}', followed by one space",
            (_, _, [' ' or ':', ..]) => $"write the exact keyword '{Keyword}', followed by one space, below a 'Scenario:'",
            (_, _, [var blank, ..]) => string.Create(
                CultureInfo.InvariantCulture,
                $"found the blank U+{(int)blank:X4} after '{Written}'; write the exact keyword '{Keyword}', followed by one space"
            ),
            _ => $"write the exact keyword '{Keyword}', followed by one space",
        };
}
