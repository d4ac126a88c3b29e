using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Languages;

/// <summary>The argument translators of one language, by the argument's name.</summary>
internal sealed partial class ArgumentTranslators
{
    private const string Column = $"(?:{Identifier.Pattern})";
    private const string Digits = $"[0-9]{{1,3}}(?:{Typography.Blank}[0-9]{{3}})+";

    private readonly Dictionary<string, ArgumentTranslator> translators = new(StringComparer.Ordinal);
    private readonly LanguageFile file;
    private readonly IReadOnlyDictionary<string, ParameterType> types;

    /// <param name="file">The language file.</param>
    /// <param name="types">The parameter types of the English sentences, by name.</param>
    public ArgumentTranslators(LanguageFile file, IReadOnlyDictionary<string, ParameterType> types)
    {
        (this.file, this.types) = (file, types);
        Types = new Dictionary<string, ParameterType>(StringComparer.Ordinal);
    }

    /// <summary>The parameter types of the language, by name. A type is added when its translator is first used.</summary>
    public Dictionary<string, ParameterType> Types { get; }

    /// <summary>The English argument: {rule}, the name of a business metric, is {column} in English because there it is always a bare name.</summary>
    public static string EnglishNameOf(string argument) => argument is "rule" ? "column" : argument;

    /// <summary>The translator of an argument.</summary>
    /// <exception cref="FormatException">The argument does not exist, or its entry in the language file is invalid.</exception>
    public ArgumentTranslator this[string name]
    {
        get
        {
            if (translators.TryGetValue(name, out var translator))
                return translator;
            translator = Create(name);
            Types[name] = new ParameterType(name, translator.Pattern);
            return translators[name] = translator;
        }
    }

    /// <summary>Parses a sentence or phrase of the language.</summary>
    /// <exception cref="FormatException">The text is not a valid expression.</exception>
    public StepExpression Expression(string text)
    {
        foreach (var name in PlaceholderMap.NamesIn(text))
            _ = this[name];
        return StepExpression.Parse(PlaceholderMap.WithoutNumbers(text), Types, typographic: true);
    }

    private ArgumentTranslator Create(string name) =>
        name switch
        {
            "rule" => Phrases(name, null, RewrittenArgument.Unchanged(Column)),
            "key" => Phrases(name, null, RewrittenArgument.Unchanged("[a-z_]+")),
            "keys" => new ListTranslator(this["key"], file.And, requireAnd: false),
            "names" => new ListTranslator(RewrittenArgument.Unchanged(Column), file.And, requireAnd: false),
            "modifiers" => new SequenceTranslator(Phrases(name, null, null)),
            "columns" => new ListTranslator(RewrittenArgument.Unchanged(Column), file.And, requireAnd: true),
            // Matches any text, so that the error for an unknown condition lists the known ones.
            "condition" => Phrases(name, types[name].Pattern, null),
            "count" => new RewrittenArgument($"(?:{Digits}|[0-9]+)", Number),
            "number" => new RewrittenArgument($"(?:(?:{Digits}|[0-9]+)(?:[.{DecimalMark}][0-9]+)?)", Number),
            "value" => new RewrittenArgument($"(?:\"[^\"]*\"|-?{Digits}(?:[.{DecimalMark}][0-9]+)?|[^ \"]+)", t => WholeNumber().IsMatch(t) ? Number(t) : t),
            "values" => new RewrittenArgument("(?:.+?)", Values),
            "formula" => new RewrittenArgument("(?:[A-Za-z0-9_.,+*() -]|\"[^\"]*\")+", Formula),
            "date" => new RewrittenArgument("(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4})", Day),
            _ when file.Arguments.ContainsKey(name) => Phrases(name, null, null),
            _ => RewrittenArgument.Unchanged(
                types.TryGetValue(name, out var type) ? $"(?:{type.Pattern})" : throw new FormatException($"there is no argument {{{name}}}")
            ),
        };

    private string DecimalMark => Regex.Escape(file.Decimal);

    private PhraseTranslator Phrases(string name, string? pattern, ArgumentTranslator? fallback) =>
        new(
            [
                .. file
                    .Arguments.GetValueOrDefault(name, new Dictionary<string, string>(StringComparer.Ordinal))
                    .Select(f => new Phrase(f.Key, Expression(f.Value), new PlaceholderMap(PlaceholderMap.NamesIn(f.Key), f.Value, this))),
            ],
            pattern,
            fallback
        );

    private string Number(string text) => Blank().Replace(text, "").Replace(file.Decimal, ".", StringComparison.Ordinal);

    private string Formula(string text) => QuotedName().Replace(text, found => found.ValueSpan[0] == '"' ? found.Value : Fractions(found.Value));

    private string Fractions(string text) => file.Decimal is "," ? Fraction().Replace(text, ".") : text;

    // A comma separates values; between two digits, without a space, it is a decimal comma.
    private string Values(string text) =>
        file.Decimal is ","
            ? QuotedOrNumbers()
                .Replace(
                    text,
                    found =>
                        found.ValueSpan.Count(',') > 1 && found.ValueSpan[0] != '"'
                            ? throw new FormatException(
                                $"'{found.Value}' can be read as a list or as numbers with fractions: write a space after every comma that separates values"
                            )
                        : found.ValueSpan[0] == '"' ? found.Value
                        : Fractions(found.Value)
                )
            : text;

    private static string Day(string text) =>
        text.Contains('/', StringComparison.Ordinal)
            ? DateOnly.TryParseExact(text, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : throw new FormatException($"'{text}' is not a date: expected one such as 28/11/2025 or 2025-11-28")
            : text;

    [GeneratedRegex(Typography.Blank, RegexOptions.None, 1000)]
    private static partial Regex Blank();

    [GeneratedRegex($@"\A-?({Digits}|[0-9]+)([.,][0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("(?<=[0-9]),(?=[0-9])", RegexOptions.None, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex("\"[^\"]*\"|[^\"]+", RegexOptions.None, 1000)]
    private static partial Regex QuotedName();

    [GeneratedRegex("\"([^\"]|\"\")*\"|[0-9]+(,[0-9]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedOrNumbers();
}
