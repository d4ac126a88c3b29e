using System.Text.Json;
using ShopStream.Features.Expressions;
using ShopStream.Features.Languages;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Sentences;

/// <summary>The sentences of a language, bound to the methods of the English sentences.</summary>
internal sealed class Translation
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly LanguageFile file;
    private readonly ArgumentTranslators translators;
    private readonly TableWords tables;
    private readonly List<string> problems = [];

    /// <param name="file">The file of the language.</param>
    /// <param name="english">The English file; it lists everything that a language needs.</param>
    /// <param name="families">The English sentences, by family.</param>
    /// <param name="types">The parameter types of the English sentences, by name.</param>
    public Translation(LanguageFile file, LanguageFile english, IReadOnlyList<SentenceFamily> families, IReadOnlyDictionary<string, ParameterType> types)
    {
        this.file = file;
        translators = new ArgumentTranslators(file, types);
        tables = new TableWords(file, translators);
        Require("titles", english.Titles.Keys, file.Titles);
        Require("keywords", english.Keywords.Keys, file.Keywords);
        Require("headers", english.Headers.Keys, file.Headers);
        Require("explained", english.Explained.Keys, file.Explained);
        Require("families", families.Select(f => f.Name), file.Families);
        Require("cells", english.Cells.Keys, file.Cells);
        foreach (var (column, words) in english.Cells.Where(c => file.Cells.ContainsKey(c.Key)))
            Require($"cells.{column}", words.Keys, file.Cells[column]);
        Require("arguments", english.Arguments.Keys, file.Arguments);
        foreach (var (name, forms) in english.Arguments.Where(a => file.Arguments.ContainsKey(a.Key)))
        {
            // Names of business metrics and keys come from the settings; the English file lists examples only.
            if (name is not ("rule" or "key"))
                Require($"arguments.{name}", forms.Keys, file.Arguments[name]);
            if (TryCreate(() => translators[name]) is { } problem)
                problems.Add($"arguments.{name}: {problem}");
        }
        Families = [.. families.Select(Family)];
        ReportUnknown("sentences", file.Sentences.Keys, [.. families.SelectMany(f => f.Sentences).Select(s => s.Expression)]);
    }

    /// <summary>The code of the language.</summary>
    public string Language => file.Language;

    /// <summary>The families in English order, without the sentences that the file lacks.</summary>
    public IReadOnlyList<SentenceFamily> Families { get; }

    /// <summary>Missing and unknown entries of the file, each with its fix.</summary>
    public IReadOnlyList<string> Problems => problems;

    private SentenceFamily Family(SentenceFamily family)
    {
        var text = file.Families.GetValueOrDefault(family.Name);
        return new SentenceFamily(text?.Name ?? family.Name, [.. family.Sentences.Select(Sentence).OfType<Sentence>()]) { About = text?.About ?? "" };
    }

    private Sentence? Sentence(Sentence english)
    {
        if (!file.Sentences.TryGetValue(english.Expression, out var text))
        {
            problems.Add($"sentences lacks '{english}'; add:\n  {Line(english)}");
            return null;
        }
        try
        {
            var expression = translators.Expression(text.Says);
            var placeholders = new PlaceholderMap(english.Parameters, text.Says, translators);
            if (text.Examples.Count != english.Examples.Count)
                problems.Add(
                    $"sentences, '{english}': {text.Examples.Count} examples; expected one for each English example: {string.Join(" · ", english.Examples)}"
                );
            return english.Translate(
                expression,
                text.Keyword ?? file.Keywords.GetValueOrDefault(english.Keyword, english.Keyword),
                [.. text.Examples],
                placeholders,
                tables
            );
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            problems.Add($"sentences, '{english}': {e.Message}");
            return null;
        }
    }

    private static string Line(Sentence english) =>
        $"{Json(english.Expression)}: {{ \"says\": {Json(english.Expression)}, \"examples\": [{string.Join(", ", english.Examples.Select(Json))}] }},";

    private static string Json(string text) => JsonSerializer.Serialize(text, Readable);

    private void Require<T>(string what, IEnumerable<string> wanted, IReadOnlyDictionary<string, T> there)
    {
        var all = wanted.ToList();
        foreach (var missing in all.Where(w => !there.ContainsKey(w)))
            problems.Add(
                $"{what} lacks '{missing}'; add:\n  {Json(missing)}: "
                    + $"{(typeof(T) == typeof(string) ? Json("…") : typeof(T) == typeof(FamilyText) ? "{ \"name\": \"…\", \"about\": \"…\" }" : "{ … }")},"
            );
        ReportUnknown(what, there.Keys, all);
    }

    private void ReportUnknown(string what, IEnumerable<string> there, IReadOnlyList<string> known) =>
        problems.AddRange(
            there
                .Except(known, StringComparer.Ordinal)
                .Select(u => $"{what} has '{u}', which the English file does not have{Nearest.Hint(u, known)}: correct or remove it")
        );

    private static string? TryCreate(Func<ArgumentTranslator> make)
    {
        try
        {
            make();
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return e.Message;
        }
    }
}
