using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Languages;

/// <summary>How a language writes an argument: what it looks like there, and what it is in English.</summary>
/// <param name="pattern">What it looks like.</param>
internal abstract class ArgumentTranslator(string pattern)
{
    /// <summary>What it looks like.</summary>
    public string Pattern { get; } = pattern;

    /// <exception cref="FormatException">It is none.</exception>
    public abstract string ToEnglish(string text);
}

/// <summary>Written as in English, or nearly so.</summary>
internal sealed class RewrittenArgument(string pattern, Func<string, string> english) : ArgumentTranslator(pattern)
{
    public static RewrittenArgument Unchanged(string pattern) => new(pattern, text => text);

    public override string ToEnglish(string text) => english(text);
}

/// <summary>Words, some with arguments in them: "à {number} % près".</summary>
internal sealed class PhraseForms : ArgumentTranslator
{
    private readonly IReadOnlyList<PhraseForm> forms;
    private readonly ArgumentTranslator? otherwise;

    /// <param name="forms">Tried in their order.</param>
    /// <param name="pattern">What is taken for one before its form is looked for; null for exactly the forms.</param>
    /// <param name="otherwise">What it is if none of them.</param>
    public PhraseForms(IReadOnlyList<PhraseForm> forms, string? pattern = null, ArgumentTranslator? otherwise = null)
        : base(pattern ?? $"(?:{string.Join('|', forms.Select(f => f.Expression.Inner).Append(otherwise?.Pattern).OfType<string>())})")
    {
        this.forms = forms;
        this.otherwise = otherwise;
    }

    public override string ToEnglish(string text) =>
        forms.Select(f => f.ToEnglish(text)).FirstOrDefault(e => e is not null)
        ?? otherwise?.ToEnglish(text)
        ?? throw new FormatException($"'{text}' cannot be read; expected {string.Join(", ", forms.Select(f => $"'{f.Expression.Text}'"))}");
}

/// <summary>One way of saying an argument.</summary>
/// <param name="Template">In English, with the arguments in braces.</param>
/// <param name="Expression">In the language.</param>
/// <param name="Placeholders">How its arguments are read.</param>
internal sealed record PhraseForm(string Template, StepExpression Expression, PlaceholderMap Placeholders)
{
    /// <summary>Null where the text is another form.</summary>
    public string? ToEnglish(string text) => Expression.Match(text) is { } found ? PlaceholderMap.Fill(Template, Placeholders.ToEnglish(found)) : null;
}

/// <summary>a, b et c.</summary>
internal sealed class ListTranslator(ArgumentTranslator item, string and, bool andNeeded)
    : ArgumentTranslator($"(?:{item.Pattern}(?:,{Typography.Blank}{item.Pattern})*(?:{Last(and)}{item.Pattern}){(andNeeded ? "" : "?")})")
{
    private readonly Regex separator = new($",{Typography.Blank}|{Last(and)}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public override string ToEnglish(string text)
    {
        var items = separator.Split(text).Select(item.ToEnglish).ToList();
        return items.Count == 1 ? items[0] : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
    }

    private static string Last(string and) => $"{Typography.Blank}{Regex.Escape(and)}{Typography.Blank}";
}
