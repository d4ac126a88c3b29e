using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Features.Sentences;

namespace ShopStream.Features.Languages;

/// <summary>The content of a language file. <see cref="Translation.Problems"/> reports what is missing.</summary>
internal sealed record LanguageFile
{
    private const string Folder = ".Languages.";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>The code that "# language:" uses, such as "fr".</summary>
    public required string Language { get; init; }

    /// <summary>The language's English name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The word between the last two items of a list.</summary>
    public required string And { get; init; }

    /// <summary>The decimal mark: "." or ",".</summary>
    public required string Decimal { get; init; }

    /// <summary>Headings and introduction of the page of all sentences, by English key.</summary>
    public required IReadOnlyDictionary<string, string> Titles { get; init; }

    /// <summary>The keywords for Given, When and Then.</summary>
    public required IReadOnlyDictionary<string, string> Keywords { get; init; }

    /// <summary>The families of sentences, by their English names.</summary>
    public required IReadOnlyDictionary<string, FamilyText> Families { get; init; }

    /// <summary>The translated sentences, by the English sentence; empty in the English file.</summary>
    public IReadOnlyDictionary<string, SentenceText> Sentences { get; init; } = new Dictionary<string, SentenceText>(StringComparer.Ordinal);

    /// <summary>Descriptions of the arguments, by name.</summary>
    public required IReadOnlyDictionary<string, string> Explained { get; init; }

    /// <summary>Arguments that are phrases, by name: English phrase → this language's phrase (in the English file: an example).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Arguments { get; init; }

    /// <summary>Column names of step tables: English → this language.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Words in cells of step tables, by English column name: English → this language. The column "*" stands for all other columns.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Cells { get; init; }

    /// <summary>Reads a language file.</summary>
    /// <exception cref="InvalidOperationException">The JSON is invalid; the message gives the position.</exception>
    public static LanguageFile Parse(string json, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<LanguageFile>(json, Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"the language file {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The language files embedded in an assembly, by code.</summary>
    public static IReadOnlyDictionary<string, Lazy<LanguageFile>> Of(Assembly assembly) =>
        assembly
            .GetManifestResourceNames()
            .Where(n => n.Contains(Folder, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .ToDictionary(
                n => n[(n.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".json".Length],
                n => new Lazy<LanguageFile>(() => Parse(Text(assembly, n), n)),
                StringComparer.Ordinal
            );

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>A family of sentences in one language.</summary>
/// <param name="Name">One or two words.</param>
/// <param name="About">What the sentences check.</param>
internal sealed record FamilyText(string Name, string About);

/// <summary>A sentence in one language.</summary>
/// <param name="Says">The sentence as a Cucumber expression; {column:2} is the second {column} of the English sentence.</param>
/// <param name="Examples">Translations of the English examples, in the same order.</param>
internal sealed record SentenceText(string Says, IReadOnlyList<string> Examples)
{
    /// <summary>The keyword, if the usual one does not agree grammatically: "Étant données"; null for the usual one.</summary>
    public string? Keyword { get; init; }
}
