using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Languages;

/// <summary>How a language writes an argument: what it looks like there, and what it is in English.</summary>
/// <param name="pattern">What it looks like.</param>
internal abstract class Wording(string pattern)
{
    /// <summary>What it looks like.</summary>
    public string Pattern { get; } = pattern;

    /// <exception cref="FormatException">It is none.</exception>
    public abstract string English(string text);
}

/// <summary>Written as in English, or nearly so.</summary>
internal sealed class Rewritten(string pattern, Func<string, string> english) : Wording(pattern)
{
    public static Rewritten Same(string pattern) => new(pattern, text => text);

    public override string English(string text) => english(text);
}

/// <summary>Words, some with arguments in them: "à {number} % près".</summary>
internal sealed class Forms : Wording
{
    private readonly IReadOnlyList<Form> _forms;
    private readonly Wording? _otherwise;

    /// <param name="forms">Tried in their order.</param>
    /// <param name="pattern">What is taken for one before its form is looked for; null for exactly the forms.</param>
    /// <param name="otherwise">What it is if none of them.</param>
    public Forms(IReadOnlyList<Form> forms, string? pattern = null, Wording? otherwise = null)
        : base(pattern ?? $"(?:{string.Join('|', forms.Select(f => f.Says.Inner).Append(otherwise?.Pattern).OfType<string>())})")
    {
        _forms = forms;
        _otherwise = otherwise;
    }

    public override string English(string text) =>
        _forms.Select(f => f.English(text)).FirstOrDefault(e => e is not null)
        ?? _otherwise?.English(text)
        ?? throw new FormatException($"'{text}' cannot be read; expected {string.Join(", ", _forms.Select(f => $"'{f.Says.Text}'"))}");
}

/// <summary>One way of saying an argument.</summary>
/// <param name="Template">In English, with the arguments in braces.</param>
/// <param name="Says">In the language.</param>
/// <param name="Gaps">How its arguments are read.</param>
internal sealed record Form(string Template, StepExpression Says, Gaps Gaps)
{
    /// <summary>Null where the text is another form.</summary>
    public string? English(string text) => Says.Match(text) is { } found ? Gaps.Fill(Template, Gaps.English(found)) : null;
}

/// <summary>a, b et c.</summary>
internal sealed class Listed(Wording item, string and, bool andNeeded)
    : Wording($"(?:{item.Pattern}(?:,{Typography.Blank}{item.Pattern})*(?:{Last(and)}{item.Pattern}){(andNeeded ? "" : "?")})")
{
    private readonly Regex separator = new($",{Typography.Blank}|{Last(and)}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public override string English(string text)
    {
        var items = separator.Split(text).Select(item.English).ToList();
        return items.Count == 1 ? items[0] : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
    }

    private static string Last(string and) => $"{Typography.Blank}{Regex.Escape(and)}{Typography.Blank}";
}
