using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>
/// A sentence as Cucumber writes it: {int} for an argument, row(s) for an optional text, is/are for one of several words,
/// \ before a { ( / \ that is meant literally. It matches a whole text or nothing.
/// </summary>
internal sealed class CucumberExpression
{
    private readonly Regex _regex;
    private readonly string _landmark;

    private CucumberExpression(string text, string pattern, string landmark, IReadOnlyList<ParameterType> parameters)
    {
        Text = text;
        Inner = NamedGroup.Replace(pattern, "(?:");
        Parameters = parameters;
        _landmark = landmark;
        _regex = new Regex($@"\A{pattern}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    public string Text { get; }

    public IReadOnlyList<ParameterType> Parameters { get; }

    /// <summary>What it matches, as a part of another pattern.</summary>
    public string Inner { get; }

    private static readonly Regex NamedGroup = new(@"\(\?<argument__[0-9]+>", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <param name="text">The sentence.</param>
    /// <param name="types">What may stand in braces.</param>
    /// <param name="typographic">Whether a blank is also a no-break one, and an apostrophe also a curly one.</param>
    /// <exception cref="FormatException">The message gives the character, and what is wrong there.</exception>
    public static CucumberExpression Parse(string text, IReadOnlyDictionary<string, ParameterType> types, bool typographic = false)
    {
        // As Cucumber does, rather than take a regular expression for a sentence that nobody ever writes.
        if (text.StartsWith('^') || text.EndsWith('$'))
            throw new FormatException($"'{text}' is a regular expression; expected a Cucumber expression such as {{dataset}} has exactly {{int}} row(s)");
        var reader = new ExpressionReader(text, types, typographic);
        var pattern = reader.Read();
        return new CucumberExpression(text, pattern, reader.Landmark, reader.Parameters);
    }

    /// <summary>The arguments' texts, in their order; null where the text is another sentence.</summary>
    public IReadOnlyList<string>? Match(string text)
    {
        // Most sentences are told apart by their words alone, for a hundredth of the time.
        if (!text.Contains(_landmark, StringComparison.Ordinal)) return null;
        var match = _regex.Match(text);
        return match.Success
            ? [.. Parameters.Select((p, i) => p.Text(match.Groups[Group(i)].Value))]
            : null;
    }

    internal static string Group(int parameter) => string.Create(CultureInfo.InvariantCulture, $"argument__{parameter}");
}
