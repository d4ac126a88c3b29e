using ShopStream.Features.Languages;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Sentences;

/// <summary>The step registries of all languages; each is built when it is first needed.</summary>
internal sealed class LanguageSet
{
    private const string English = "en";

    private readonly StepRegistry english;
    private readonly IReadOnlyDictionary<string, Lazy<LanguageFile>> files;
    private readonly Dictionary<string, Lazy<StepRegistry>> registries = new(StringComparer.Ordinal);

    public LanguageSet(StepRegistry english, IReadOnlyDictionary<string, Lazy<LanguageFile>> files)
    {
        (this.english, this.files) = (english, files);
        foreach (var (code, file) in files.Where(f => f.Key is not English))
            registries[code] = new Lazy<StepRegistry>(() => Validate(file.Value));
        Codes = [English, .. registries.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Codes { get; }

    public static LanguageSet EnglishOnly(StepRegistry english) => new(english, new Dictionary<string, Lazy<LanguageFile>>(StringComparer.Ordinal));

    public StepRegistry this[string code] => registries.TryGetValue(code, out var registry) ? registry.Value : english;

    /// <summary>The file of an existing language.</summary>
    public LanguageFile File(string code) => files[code].Value;

    /// <summary>How cells write numbers and days in a language.</summary>
    public CellNotation NotationIn(string code) => files.TryGetValue(code, out var file) && file.Value.Decimal is "," ? CellNotation.Comma : CellNotation.Point;

    /// <summary>Translates the English sentences, and reports the problems of the language file.</summary>
    public Translation Translated(LanguageFile file) => new(file, File(English), english.Families, english.Types);

    /// <summary>Finds the text in another language; returns that language and the same sentence in <paramref name="own"/>.</summary>
    public (string Language, Sentence Here)? FindInOtherLanguage(StepRegistry own, StepType type, string text)
    {
        foreach (var code in Codes.Where(c => !ReferenceEquals(this[c], own)))
        {
            if (
                this[code].Match(type, text) is StepMatch.Bound { Sentence: var there }
                && own.Sentences.FirstOrDefault(s => ReferenceEquals(s.English ?? s, there.English ?? there)) is { Examples.Count: > 0 } here
            )
                return (File(code).Name, here);
        }
        return null;
    }

    private StepRegistry Validate(LanguageFile file)
    {
        var translation = Translated(file);
        return translation.Problems.Count == 0
            ? english.With(translation)
            : throw new InvalidOperationException($"the language file {file.Language}.json is not complete:\n{string.Join("\n", translation.Problems)}");
    }
}
