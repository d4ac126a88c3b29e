using ShopStream.Features.Languages;

namespace ShopStream.Features.Sentences;

/// <summary>A sentence that was found.</summary>
/// <param name="Family">Name of its family, in its language.</param>
/// <param name="Sentence">The sentence.</param>
/// <param name="Forms">Forms of its arguments by which it was found, such as "is never blank"; empty if it was found by itself.</param>
public sealed record FoundSentence(string Family, Sentence Sentence, IReadOnlyList<string> Forms);

/// <summary>Finds sentences by words.</summary>
public static class SentenceSearch
{
    /// <summary>
    /// Finds the sentences in which all words occur, whatever their case: in the sentence, its examples, its family, or a form of its arguments.
    /// </summary>
    /// <param name="registry">The English sentences.</param>
    /// <param name="language">The code of the language, such as "fr".</param>
    /// <param name="words">Words, separated by blanks; none finds every sentence.</param>
    /// <returns>Sentences in the order of the page of all sentences.</returns>
    public static IReadOnlyList<FoundSentence> Find(StepRegistry registry, string language, string words)
    {
        var wanted = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var file = registry.File(language);
        return
        [
            .. from family in registry.In(language).Families
            from sentence in family.Sentences
            let missing = wanted.Where(w => !Texts(family, sentence).Any(t => Has(t, w))).ToList()
            let forms = missing.Count == 0 ? [] : Forms(file, sentence).Where(f => missing.TrueForAll(w => Has(f, w))).ToList()
            where missing.Count == 0 || forms.Count > 0
            select new FoundSentence(family.Name, sentence, forms),
        ];
    }

    private static IEnumerable<string> Texts(SentenceFamily family, Sentence sentence) => [family.Name, $"{sentence.Expression}", .. sentence.Examples];

    // The English file has examples, which have no other words than the phrases.
    private static IEnumerable<string> Forms(LanguageFile file, Sentence sentence) =>
        sentence
            .Parameters.Distinct(StringComparer.Ordinal)
            .SelectMany(p => file.Arguments.GetValueOrDefault(p) ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Select(f => file.Language is "en" ? f.Key : f.Value);

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
