using System.Reflection;
using ShopStream.Features.Expressions;
using ShopStream.Features.Languages;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Sentences;

/// <summary>All sentences of a language.</summary>
public sealed class StepRegistry
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly List<Sentence> sentences;
    private readonly List<MethodInfo> methods;
    private LanguageSet languages;

    private StepRegistry(IReadOnlyList<SentenceFamily> families, List<MethodInfo> methods, LanguageSet? languages = null)
    {
        Families = families;
        this.methods = methods;
        this.languages = languages ?? LanguageSet.EnglishOnly(this);
        sentences = [.. families.SelectMany(f => f.Sentences)];
    }

    /// <summary>The sentences by family, in the order of the families; within a family in source order.</summary>
    public IReadOnlyList<SentenceFamily> Families { get; }

    /// <summary>The codes of the available languages, English first.</summary>
    public IReadOnlyList<string> Languages => languages.Codes;

    /// <summary>The sentences of a language, bound to the same methods; the English ones if the language is not available.</summary>
    /// <exception cref="InvalidOperationException">
    /// A programming error: the language's file has missing or unknown entries. The message lists all of them.
    /// </exception>
    public StepRegistry In(string language) => languages[language];

    /// <summary>How cells write numbers and days in a language; as in English if the language is not available.</summary>
    public CellNotation NotationIn(string language) => languages.NotationIn(language);

    /// <summary>Builds the registry from the [Binding] classes and the language files of an assembly.</summary>
    /// <inheritdoc cref="From(Type[])"/>
    public static StepRegistry From(Assembly assembly)
    {
        var registry = From([
            .. assembly.GetTypes().Where(t => t.GetCustomAttribute<BindingAttribute>() is not null).OrderBy(t => t.FullName, StringComparer.Ordinal),
        ]);
        registry.languages = new LanguageSet(registry, LanguageFile.Of(assembly));
        return registry;
    }

    /// <summary>The registry of a translation, even if its file is incomplete.</summary>
    internal StepRegistry With(Translation translation) =>
        new(translation.Families, [], languages) { Types = Types, Command = $"shopstream steps --language {translation.Language}" };

    /// <summary>The parameter types of these sentences, by name.</summary>
    internal IReadOnlyDictionary<string, ParameterType> Types { get; private init; } = new Dictionary<string, ParameterType>(StringComparer.Ordinal);

    /// <summary>Finds the text in another language; returns that language's name and the same sentence in this one. Null if no language has it.</summary>
    internal (string Language, Sentence Here)? FindInOtherLanguage(StepType type, string text) => languages.FindInOtherLanguage(this, type, text);

    /// <summary>The file of an available language.</summary>
    internal LanguageFile File(string language) => languages.File(language);

    /// <summary>Translates these sentences with a language file, and reports the file's problems.</summary>
    internal Translation Translated(LanguageFile file) => languages.Translated(file);

    /// <summary>The command that lists these sentences.</summary>
    internal string Command { get; init; } = "shopstream steps";

    /// <summary>All sentences.</summary>
    internal IReadOnlyList<Sentence> Sentences => sentences;

    /// <summary>Builds the registry from classes marked [Binding].</summary>
    /// <exception cref="InvalidOperationException">
    /// A programming error: an expression, a pattern or a method is invalid. The message names the method.
    /// </exception>
    public static StepRegistry From(params Type[] types)
    {
        foreach (var type in types)
        {
            if (type.GetCustomAttribute<BindingAttribute>() is null)
                throw new InvalidOperationException($"{type.Name} is not marked [Binding]");
            if (!type.IsAbstract)
                StepClasses.Constructor(type);
        }
        var declared = types.SelectMany(t => t.GetMethods(Declared).OrderBy(m => m.MetadataToken)).ToList();
        var transformations = declared
            .SelectMany(m => m.GetCustomAttributes<StepArgumentTransformationAttribute>().Select(a => new Transformation(m, a)))
            .ToList();
        var parameters = ParameterTypes(transformations);

        var families = types
            .GroupBy(FamilyOf, StringComparer.Ordinal)
            .Select(g => (Order: g.Min(t => t.GetCustomAttribute<FamilyAttribute>()?.Order ?? 0), Name: g.Key, Types: g.ToHashSet()))
            .OrderBy(f => f.Order)
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => new SentenceFamily(
                f.Name,
                [
                    .. declared
                        .Where(m => f.Types.Contains(m.DeclaringType!))
                        .SelectMany(m => m.GetCustomAttributes<StepDefinitionBaseAttribute>().Select(a => new Sentence(m, a, parameters, transformations))),
                ]
            ))
            .Where(f => f.Sentences.Count > 0);
        return new StepRegistry([.. families], declared) { Types = parameters };
    }

    /// <summary>Finds the sentence of a step.</summary>
    public StepMatch Match(Step step) => Match(step.Type, step.Text);

    /// <summary>
    /// Translates a step to English, for Reqnroll, which knows the English sentences only. A step that no sentence matches is returned unchanged.
    /// </summary>
    /// <param name="step">The step as written.</param>
    /// <param name="language">The code of the step's language; see <see cref="Feature.Language"/>.</param>
    /// <exception cref="FormatException">An argument or a word of the table cannot be read.</exception>
    internal Step InEnglish(Step step, string language) =>
        In(language).Match(step) is StepMatch.Bound bound ? bound.Sentence.ToEnglish(step, bound.Arguments) : step;

    /// <inheritdoc cref="Match(Step)"/>
    public StepMatch Match(StepType type, string text)
    {
        var all = sentences.Select(s => (Sentence: s, Arguments: s.Arguments(text))).Where(x => x.Arguments is not null).ToList();
        return all.Where(x => x.Sentence.AppliesTo(type)).ToList() switch
        {
            [var (sentence, arguments)] => new StepMatch.Bound(sentence, arguments!),
            [] => new StepMatch.Unbound(all.Count > 0 ? [] : NearestSentences.Of(type, text, sentences), [.. all.Select(x => x.Sentence)]),
            var many => new StepMatch.Ambiguous([.. many.Select(x => x.Sentence)]),
        };
    }

    /// <summary>
    /// Validates the examples, for tests: each has to bind to its own method only and to have the table or doc string that its sentence
    /// needs, and every sentence needs one. Empty if everything is valid.
    /// </summary>
    public IReadOnlyList<string> ExampleProblems()
    {
        // The examples of another language come from its file.
        var problems = sentences.Where(s => s.English is not null).SelectMany(s => s.Examples.SelectMany(e => Problems(s.Expression, [s], e))).ToList();
        foreach (var method in methods)
        {
            var own = sentences.Where(s => s.Is(method)).ToList();
            foreach (var example in method.GetCustomAttributes<ExampleAttribute>().Select(e => e.Text.ReplaceLineEndings("\n").Trim()))
                problems.AddRange(Problems(Transformation.Describe(method), own, example));
            problems.AddRange(own.Where(s => s.Examples.Count == 0).Select(s => $"{s.Method}: '{s}' has no example"));
        }
        return problems;
    }

    private IEnumerable<string> Problems(string method, List<Sentence> own, string example)
    {
        var text = Sentence.FirstLine(example);
        var fitting = own.Where(s => s.Arguments(text) is not null).ToList();
        if (fitting.Count == 0)
            yield return $"{method}: the example '{text}' does not match its own sentence";
        foreach (var sentence in fitting)
        {
            if (Match(sentence.Type ?? StepType.Context, text) is StepMatch.Ambiguous many)
                yield return $"{sentence.Method}: the example '{text}' can be read in {many.Sentences.Count} ways: "
                    + $"{string.Join(", ", many.Sentences.Select(s => $"'{s}' ({s.Method})"))}";
            var below =
                example.Length == text.Length ? Attachment.None
                : example[text.Length..].TrimStart().StartsWith('|') ? Attachment.Table
                : Attachment.DocString;
            if (below != sentence.Attachment)
                yield return $"{sentence.Method}: the example '{text}' is followed by {below}, expected {sentence.Attachment}";
        }
    }

    private static Dictionary<string, ParameterType> ParameterTypes(List<Transformation> transformations)
    {
        var types = ParameterType.BuiltIn.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var transformation in transformations)
        {
            if (!types.TryAdd(transformation.Type.Name, transformation.Type))
                throw new InvalidOperationException(
                    $"{transformation.Method}: the argument {{{transformation.Type.Name}}} already exists; choose another name"
                );
        }
        if (transformations.GroupBy(t => t.Returns).FirstOrDefault(g => g.Count() > 1) is { } sameType)
            throw new InvalidOperationException(
                $"{string.Join(" and ", sameType.Select(t => t.Method))} return the same type {sameType.Key.Name}; "
                    + "expected distinct types, because Reqnroll chooses transformations by their return type"
            );
        return types;
    }

    private static string FamilyOf(Type type)
    {
        if (type.GetCustomAttribute<FamilyAttribute>() is { } family)
            return family.Name;
        var name = type.Name.EndsWith("Steps", StringComparison.Ordinal) ? type.Name[..^"Steps".Length] : type.Name;
        var words = name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString());
        return string.Concat(words);
    }
}
