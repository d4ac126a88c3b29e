using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Languages;

/// <summary>Recognizes an argument as a language writes it, and translates it to English.</summary>
/// <param name="pattern">A regular expression without capturing groups.</param>
internal abstract class ArgumentTranslator(string pattern)
{
    /// <summary>The regular expression that the argument matches in the language.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Translates the argument to English.</summary>
    /// <exception cref="FormatException">The text is not such an argument.</exception>
    public abstract string ToEnglish(string text);
}

/// <summary>An argument that one function translates, such as a number or a date.</summary>
internal sealed class RewrittenArgument(string pattern, Func<string, string> english) : ArgumentTranslator(pattern)
{
    public static RewrittenArgument Unchanged(string pattern) => new(pattern, text => text);

    public override string ToEnglish(string text) => english(text);
}

/// <summary>An argument that is one of several phrases, which may contain arguments themselves: "à {number} % près".</summary>
internal sealed class PhraseTranslator : ArgumentTranslator
{
    private readonly IReadOnlyList<Phrase> phrases;
    private readonly ArgumentTranslator? fallback;

    /// <param name="phrases">The phrases, tried in this order.</param>
    /// <param name="pattern">A wider pattern, so that an unknown phrase is reported as such; null for a pattern of exactly the phrases.</param>
    /// <param name="fallback">Translates a text that no phrase matches; null to reject it.</param>
    public PhraseTranslator(IReadOnlyList<Phrase> phrases, string? pattern = null, ArgumentTranslator? fallback = null)
        : base(pattern ?? $"(?:{string.Join('|', phrases.Select(p => p.Expression.Inner).Append(fallback?.Pattern).OfType<string>())})")
    {
        this.phrases = phrases;
        this.fallback = fallback;
    }

    public override string ToEnglish(string text) =>
        phrases.Select(p => p.ToEnglish(text)).FirstOrDefault(e => e is not null)
        ?? fallback?.ToEnglish(text)
        ?? throw new FormatException($"'{text}' cannot be read; expected {string.Join(", ", phrases.Select(p => $"'{p.Expression.Text}'"))}");
}

/// <summary>One phrase of a <see cref="PhraseTranslator"/>.</summary>
/// <param name="Template">The English phrase, with its arguments in braces.</param>
/// <param name="Expression">The phrase in the language.</param>
/// <param name="Placeholders">Maps the phrase's arguments to the English ones.</param>
internal sealed record Phrase(string Template, StepExpression Expression, PlaceholderMap Placeholders)
{
    /// <summary>The English phrase; null if the text does not match.</summary>
    public string? ToEnglish(string text) => Expression.Match(text) is { } found ? PlaceholderMap.Fill(Template, Placeholders.ToEnglish(found)) : null;
}

/// <summary>A list of arguments: "a, b et c".</summary>
internal sealed class ListTranslator(ArgumentTranslator item, string and, bool requireAnd)
    : ArgumentTranslator($"(?:{item.Pattern}(?:,{Typography.Blank}{item.Pattern})*(?:{Last(and)}{item.Pattern}){(requireAnd ? "" : "?")})")
{
    // Item by item: a quoted name may have such words inside.
    private readonly Regex itemOf = new(
        $@"\G(?<item>{item.Pattern})(?:,{Typography.Blank}|{Last(and)}|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public override string ToEnglish(string text)
    {
        var items = itemOf.Matches(text).Select(m => item.ToEnglish(m.Groups["item"].Value)).ToList();
        return items.Count == 1 ? items[0] : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
    }

    private static string Last(string and) => $"{Typography.Blank}{Regex.Escape(and)}{Typography.Blank}";
}

/// <summary>Any number of arguments, one behind the other: ", où status vaut shipped, pour chaque country".</summary>
internal sealed class SequenceTranslator(ArgumentTranslator item) : ArgumentTranslator($"(?:{item.Pattern})*")
{
    private readonly Regex items = new($@"\A(?<item>{item.Pattern})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public override string ToEnglish(string text) => string.Concat(items.Match(text).Groups["item"].Captures.Select(c => item.ToEnglish(c.Value)));
}
