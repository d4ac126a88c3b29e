using System.Text.RegularExpressions;
using CucumberExpressions;
using CucumberExpressions.Ast;
using CucumberExpressions.Parsing;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Expressions;

/// <summary>A sentence as a Cucumber expression, read by Cucumber's own parser. It matches a whole text or nothing.</summary>
internal sealed class StepExpression
{
    private readonly Regex regex;
    private readonly string landmark;
    private readonly bool typographic;

    private StepExpression(string text, CucumberExpression expression, string landmark, bool typographic)
    {
        (Text, this.landmark, this.typographic) = (text, landmark, typographic);
        // Without the anchors ^ and $: the latter would accept a line feed at the end.
        Inner = expression.Regex.ToString()[1..^1];
        Parameters = [.. expression.ParameterTypes.Cast<ParameterType>()];
        regex = new Regex($@"\A{Inner}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    public string Text { get; }

    /// <summary>The types of the arguments, in the order of the text.</summary>
    public IReadOnlyList<ParameterType> Parameters { get; }

    /// <summary>The pattern that it matches, for use in a <see cref="ParameterType"/>; its groups are the arguments.</summary>
    public string Inner { get; }

    /// <param name="text">The sentence.</param>
    /// <param name="types">The types of arguments that may stand in braces, by name.</param>
    /// <param name="typographic">Whether no-break blanks and curly apostrophes match plain ones.</param>
    /// <exception cref="FormatException">The message gives the character and the reason.</exception>
    public static StepExpression Parse(string text, IReadOnlyDictionary<string, ParameterType> types, bool typographic = false)
    {
        // As Cucumber does, rather than take a regular expression for a sentence that nobody ever writes.
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
            throw new FormatException($"'{text}', character {plain.IndexOf($"{{{name}}}", StringComparison.Ordinal) + 1}: there is no argument '{{{name}}}'{Nearest.Hint(name, types.Keys.Where(k => k.Length > 0))}", e);
        }
        catch (CucumberExpressionException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The arguments as they are written in the text, in their order; null where the text is another sentence.</summary>
    /// <exception cref="RegexMatchTimeoutException">The comparison took more than a second.</exception>
    public IReadOnlyList<string>? Match(string text)
    {
        // Character for character, so that a place in the one is the same place in the other.
        var plain = typographic ? Typography.Plain(text) : text;
        // Most sentences differ in their words alone; comparing those takes a hundredth of the time.
        if (!plain.Contains(landmark, StringComparison.Ordinal)) return null;
        var match = regex.Match(plain);
        return match.Success
            ? [.. Parameters.Select((p, i) => p.Text(text.Substring(match.Groups[i + 1].Index, match.Groups[i + 1].Length)))]
            : null;
    }

    /// <summary>The longest text that every match contains.</summary>
    private static string Landmark(string expression)
    {
        var (longest, literal) = ("", "");
        foreach (var node in new CucumberExpressionParser().Parse(expression).Nodes)
        {
            literal = node.Type == NodeType.TEXT_NODE ? literal + node.Text : "";
            if (literal.Length > longest.Length) longest = literal;
        }
        return longest;
    }
}
