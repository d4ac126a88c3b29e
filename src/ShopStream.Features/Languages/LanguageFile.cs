using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopStream.Features.Languages;

/// <summary>A language as its file has it; what is left out is told by <see cref="Translation.Problems"/>.</summary>
internal sealed record LanguageFile
{
    private const string Folder = ".Languages.";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>As "# language:" names it: fr.</summary>
    public required string Language { get; init; }

    /// <summary>In English, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Between the last two of a list.</summary>
    public required string And { get; init; }

    /// <summary>Between a number's whole part and its fraction.</summary>
    public required string Decimal { get; init; }

    /// <summary>Headings of the documentation.</summary>
    public required IReadOnlyDictionary<string, string> Titles { get; init; }

    /// <summary>Given, When and Then.</summary>
    public required IReadOnlyDictionary<string, string> Keywords { get; init; }

    /// <summary>By their English names.</summary>
    public required IReadOnlyDictionary<string, FamilyText> Families { get; init; }

    /// <summary>By the English sentence; none in the English file.</summary>
    public IReadOnlyDictionary<string, SentenceText> Sentences { get; init; } = new Dictionary<string, SentenceText>(StringComparer.Ordinal);

    /// <summary>What the arguments are, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Explained { get; init; }

    /// <summary>Arguments that are words: by name, the English form and this language's; in the English file an example.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Arguments { get; init; }

    /// <summary>Tables' column names: English, this language's.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Words in tables' cells: by the English column name, English, this language's. The column * is any other.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Cells { get; init; }

    /// <exception cref="InvalidOperationException">The file is not a language's: the message says where.</exception>
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

    /// <summary>The languages whose files lie in an assembly, by code.</summary>
    public static IReadOnlyDictionary<string, Lazy<LanguageFile>> Of(Assembly assembly) =>
        assembly.GetManifestResourceNames().Where(n => n.Contains(Folder, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .ToDictionary(
                n => n[(n.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".json".Length],
                n => new Lazy<LanguageFile>(() => Parse(Text(assembly, n), n)),
                StringComparer.Ordinal);

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <param name="Name">In a word or two.</param>
/// <param name="About">What its sentences are about.</param>
internal sealed record FamilyText(string Name, string About);

/// <param name="Says">The sentence, in Cucumber's expressions; {column:2} is the second {column} of the English one.</param>
/// <param name="Examples">The English examples, in this language and in their order.</param>
internal sealed record SentenceText(string Says, IReadOnlyList<string> Examples)
{
    /// <summary>Where the usual keyword would not agree with it: Étant données.</summary>
    public string? Keyword { get; init; }
}
