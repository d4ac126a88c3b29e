using System.Text.RegularExpressions;
using CucumberExpressions;
using CucumberExpressions.Ast;
using CucumberExpressions.Parsing;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Expressions;

/// <summary>A Cucumber expression, parsed by Cucumber's own library. It matches a whole text or nothing.</summary>
internal sealed class StepExpression
{
    private readonly Regex regex;
    private readonly string landmark;
    private readonly bool typographic;
    private readonly Lazy<string> simplifiedLandmark;
    private readonly Lazy<Regex> resembling;

    private StepExpression(string text, CucumberExpression expression, string landmark, bool typographic)
    {
        (Text, this.landmark, this.typographic) = (text, landmark, typographic);
        // Removes the anchors ^ and $: the latter would accept a line feed at the end.
        Inner = expression.Regex.ToString()[1..^1];
        Parameters = [.. expression.ParameterTypes.Cast<ParameterType>()];
        regex = new Regex($@"\A{Inner}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        simplifiedLandmark = new Lazy<string>(() => Typography.Simplified(landmark).Trim());
        resembling = new Lazy<Regex>(() =>
            new Regex(
                $@"\A{Typography.Simplified(Inner)}\z",
                RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnoreCase,
                TimeSpan.FromSeconds(1)
            )
        );
    }

    public string Text { get; }

    /// <summary>The types of the arguments, in order.</summary>
    public IReadOnlyList<ParameterType> Parameters { get; }

    /// <summary>The regular expression without anchors, for use in a <see cref="ParameterType"/>; its groups are the arguments.</summary>
    public string Inner { get; }

    /// <summary>Parses a sentence.</summary>
    /// <param name="text">The sentence as a Cucumber expression.</param>
    /// <param name="types">The known parameter types, by name.</param>
    /// <param name="typographic">Whether no-break spaces and curly apostrophes match plain ones.</param>
    /// <exception cref="FormatException">The expression is invalid; the message gives the character and the reason.</exception>
    public static StepExpression Parse(string text, IReadOnlyDictionary<string, ParameterType> types, bool typographic = false)
    {
        // Like Cucumber: otherwise the regular expression would be a sentence that no step matches.
        if (text.StartsWith('^') || text.EndsWith('$'))
            throw new FormatException($"'{text}' is a regular expression; expected a Cucumber expression such as {{dataset}} has exactly {{int}} row(s)");
        var plain = typographic ? Typography.Plain(text) : text;
        try
        {
            return new StepExpression(text, new CucumberExpression(plain, new ParameterTypes(types)), Landmark(plain), typographic);
        }
        catch (UndefinedParameterTypeException e)
        {
            var name = e.UndefinedParameterTypeName;
            throw new FormatException(
                $"'{text}', character {plain.IndexOf($"{{{name}}}", StringComparison.Ordinal) + 1}: "
                    + $"there is no argument '{{{name}}}'{Nearest.Hint(name, types.Keys.Where(k => k.Length > 0))}",
                e
            );
        }
        catch (CucumberExpressionException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The arguments as written in the text, in order; null if the text does not match.</summary>
    /// <exception cref="RegexMatchTimeoutException">The comparison took more than a second.</exception>
    public IReadOnlyList<string>? Match(string text)
    {
        // Plain() keeps the length, so that positions in the two texts are the same.
        var plain = typographic ? Typography.Plain(text) : text;
        // Most texts already differ in these words; comparing them takes a hundredth of the time of the regular expression.
        if (!plain.Contains(landmark, StringComparison.Ordinal))
            return null;
        var match = regex.Match(plain);
        return match.Success ? [.. Parameters.Select((p, i) => p.Text(text.Substring(match.Groups[i + 1].Index, match.Groups[i + 1].Length)))] : null;
    }

    /// <summary>Whether the text is this sentence but for case and accents.</summary>
    /// <param name="simplified">The text, without accents: see <see cref="Typography.Simplified"/>.</param>
    public bool Resembles(string simplified)
    {
        if (!simplified.Contains(simplifiedLandmark.Value, StringComparison.OrdinalIgnoreCase))
            return false;
        try
        {
            return resembling.Value.IsMatch(simplified);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The longest literal that every match contains.</summary>
    private static string Landmark(string expression)
    {
        var (longest, literal) = ("", "");
        foreach (var node in new CucumberExpressionParser().Parse(expression).Nodes)
        {
            literal = node.Type == NodeType.TEXT_NODE ? literal + node.Text : "";
            if (literal.Length > longest.Length)
                longest = literal;
        }
        return longest;
    }
}
