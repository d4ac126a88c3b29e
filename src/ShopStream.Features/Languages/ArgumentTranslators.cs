using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Languages;

/// <summary>How a language writes every argument.</summary>
internal sealed partial class ArgumentTranslators
{
    private const string Column = "[A-Za-z_][A-Za-z0-9_]*";
    private const string Digits = $"[0-9]{{1,3}}(?:{Typography.Blank}[0-9]{{3}})+";

    private readonly Dictionary<string, ArgumentTranslator> translators = new(StringComparer.Ordinal);
    private readonly LanguageFile file;
    private readonly IReadOnlyDictionary<string, ParameterType> types;

    /// <param name="file">The language.</param>
    /// <param name="types">The English arguments.</param>
    public ArgumentTranslators(LanguageFile file, IReadOnlyDictionary<string, ParameterType> types)
    {
        (this.file, this.types) = (file, types);
        Types = new Dictionary<string, ParameterType>(StringComparer.Ordinal);
    }

    /// <summary>For expressions of the language; an argument is there once it was asked for.</summary>
    public Dictionary<string, ParameterType> Types { get; }

    /// <summary>A rule's name is an argument {column} in English; the language may write it as more than a bare name.</summary>
    public static string EnglishNameOf(string argument) => argument is "rule" ? "column" : argument;

    /// <exception cref="FormatException">There is no such argument, or what the file says of it is wrong.</exception>
    public ArgumentTranslator this[string name]
    {
        get
        {
            if (translators.TryGetValue(name, out var made)) return made;
            made = Create(name);
            Types[name] = new ParameterType(name, made.Pattern);
            return translators[name] = made;
        }
    }

    /// <summary>A text of the language, as an expression.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public StepExpression Expression(string says)
    {
        foreach (var name in PlaceholderMap.NamesIn(says)) _ = this[name];
        return StepExpression.Parse(PlaceholderMap.WithoutNumbers(says), Types, typographic: true);
    }

    private ArgumentTranslator Create(string name) => name switch
    {
        "rule" => Phrases(name, null, RewrittenArgument.Unchanged(Column)),
        "key" => Phrases(name, null, RewrittenArgument.Unchanged("[a-z_]+")),
        "keys" => new ListTranslator(this["key"], file.And, andNeeded: false),
        "names" => new ListTranslator(RewrittenArgument.Unchanged(Column), file.And, andNeeded: false),
        "columns" => new ListTranslator(RewrittenArgument.Unchanged(Column), file.And, andNeeded: true),
        // Anything is taken for a condition, so that one that is none is told what there are.
        "condition" => Phrases(name, types[name].Pattern, null),
        "count" => new RewrittenArgument($"(?:{Digits}|[0-9]+)", Number),
        "number" => new RewrittenArgument($"(?:(?:{Digits}|[0-9]+)(?:[.{Mark}][0-9]+)?)", Number),
        "value" => new RewrittenArgument($"(?:\"[^\"]*\"|-?{Digits}(?:[.{Mark}][0-9]+)?|[^ \"]+)", t => WholeNumber().IsMatch(t) ? Number(t) : t),
        "values" => new RewrittenArgument("(?:.+)", Values),
        "formula" => new RewrittenArgument("(?:[A-Za-z0-9_.,+*() -]+)", Fractions),
        "date" => new RewrittenArgument("(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4})", Day),
        _ when file.Arguments.ContainsKey(name) => Phrases(name, null, null),
        _ => RewrittenArgument.Unchanged(types.TryGetValue(name, out var type) ? $"(?:{type.Pattern})" : throw new FormatException($"there is no argument {{{name}}}")),
    };

    private string Mark => Regex.Escape(file.Decimal);

    private PhraseForms Phrases(string name, string? pattern, ArgumentTranslator? otherwise) => new(
        [.. file.Arguments.GetValueOrDefault(name, new Dictionary<string, string>(StringComparer.Ordinal)).Select(f => new PhraseForm(f.Key, Expression(f.Value), new PlaceholderMap(PlaceholderMap.NamesIn(f.Key), f.Value, this)))],
        pattern,
        otherwise);

    private string Number(string text) => Blank().Replace(text, "").Replace(file.Decimal, ".", StringComparison.Ordinal);

    private string Fractions(string text) => file.Decimal is "," ? Fraction().Replace(text, ".") : text;

    // A comma parts values; between two figures without a blank it is the fraction's.
    private string Values(string text) => file.Decimal is "," ? QuotedOrNumbers().Replace(text, found =>
        found.ValueSpan.Count(',') > 1 && found.ValueSpan[0] != '"'
            ? throw new FormatException($"'{found.Value}' can be read as a list or as numbers with fractions: write a blank behind every comma that parts values")
            : found.ValueSpan[0] == '"' ? found.Value : Fractions(found.Value)) : text;

    private static string Day(string text) => text.Contains('/', StringComparison.Ordinal)
        ? DateOnly.TryParseExact(text, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : throw new FormatException($"'{text}' is no day: expected one such as 28/11/2025 or 2025-11-28")
        : text;

    [GeneratedRegex(Typography.Blank, RegexOptions.None, 1000)]
    private static partial Regex Blank();

    [GeneratedRegex($@"\A-?({Digits}|[0-9]+)([.,][0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("(?<=[0-9]),(?=[0-9])", RegexOptions.None, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex("\"([^\"]|\"\")*\"|[0-9]+(,[0-9]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedOrNumbers();
}
