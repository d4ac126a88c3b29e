using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Languages;

/// <summary>How a language writes every argument.</summary>
internal sealed partial class Wordings
{
    private const string Column = "[A-Za-z_][A-Za-z0-9_]*";
    private const string Digits = $"[0-9]{{1,3}}(?:{Typography.Blank}[0-9]{{3}})+";

    private readonly Dictionary<string, Wording> _wordings = new(StringComparer.Ordinal);
    private readonly LanguageFile _file;
    private readonly IReadOnlyDictionary<string, ParameterType> _types;

    /// <param name="file">The language.</param>
    /// <param name="types">The English arguments.</param>
    public Wordings(LanguageFile file, IReadOnlyDictionary<string, ParameterType> types)
    {
        (_file, _types) = (file, types);
        Types = new Dictionary<string, ParameterType>(StringComparer.Ordinal);
    }

    /// <summary>For expressions of the language; an argument is there once it was asked for.</summary>
    public Dictionary<string, ParameterType> Types { get; }

    /// <summary>A rule's name is an argument {column} in English; the language may write it as more than a bare name.</summary>
    public static string MeantBy(string argument) => argument is "rule" ? "column" : argument;

    /// <exception cref="FormatException">There is no such argument, or what the file says of it is wrong.</exception>
    public Wording this[string name]
    {
        get
        {
            if (_wordings.TryGetValue(name, out var made)) return made;
            made = Make(name);
            Types[name] = new ParameterType(name, made.Pattern);
            return _wordings[name] = made;
        }
    }

    /// <summary>A text of the language, as an expression.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public StepExpression Expression(string says)
    {
        foreach (var name in Gaps.Names(says)) _ = this[name];
        return StepExpression.Parse(Gaps.Plain(says), Types, typographic: true);
    }

    private Wording Make(string name) => name switch
    {
        "rule" => Words(name, null, Rewritten.Same(Column)),
        "key" => Words(name, null, Rewritten.Same("[a-z_]+")),
        "keys" => new Listed(this["key"], _file.And, andNeeded: false),
        "names" => new Listed(Rewritten.Same(Column), _file.And, andNeeded: false),
        "columns" => new Listed(Rewritten.Same(Column), _file.And, andNeeded: true),
        // Anything is taken for a condition, so that one that is none is told what there are.
        "condition" => Words(name, _types[name].Pattern, null),
        "count" => new Rewritten($"(?:{Digits}|[0-9]+)", Number),
        "number" => new Rewritten($"(?:(?:{Digits}|[0-9]+)(?:[.{Mark}][0-9]+)?)", Number),
        "value" => new Rewritten($"(?:\"[^\"]*\"|-?{Digits}(?:[.{Mark}][0-9]+)?|[^ \"]+)", t => WholeNumber().IsMatch(t) ? Number(t) : t),
        "values" => new Rewritten("(?:.+)", Values),
        "formula" => new Rewritten("(?:[A-Za-z0-9_.,+*() -]+)", Fractions),
        "date" => new Rewritten("(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/[0-9]{4})", Day),
        _ when _file.Arguments.ContainsKey(name) => Words(name, null, null),
        _ => Rewritten.Same(_types.TryGetValue(name, out var type) ? $"(?:{type.Pattern})" : throw new FormatException($"there is no argument {{{name}}}")),
    };

    private string Mark => Regex.Escape(_file.Decimal);

    private Forms Words(string name, string? pattern, Wording? otherwise) => new(
        [.. _file.Arguments.GetValueOrDefault(name, new Dictionary<string, string>(StringComparer.Ordinal)).Select(f => new Form(f.Key, Expression(f.Value), new Gaps(Gaps.Names(f.Key), f.Value, this)))],
        pattern,
        otherwise);

    private string Number(string text) => Blank().Replace(text, "").Replace(_file.Decimal, ".", StringComparison.Ordinal);

    private string Fractions(string text) => _file.Decimal is "," ? Fraction().Replace(text, ".") : text;

    // A comma parts values; between two figures without a blank it is the fraction's.
    private string Values(string text) => _file.Decimal is "," ? QuotedOrNumbers().Replace(text, found =>
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
