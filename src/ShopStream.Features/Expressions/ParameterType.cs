using System.Text.RegularExpressions;
using CucumberExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>A parameter type of an expression: what {name} matches.</summary>
/// <param name="Name">The name without braces; "" matches any text.</param>
/// <param name="Pattern">A regular expression; its own groups are not captured.</param>
internal sealed record ParameterType(string Name, string Pattern) : IParameterType
{
    /// <summary>Cucumber's own types: whole numbers, decimals, words, quoted strings and any text.</summary>
    public static IReadOnlyList<ParameterType> BuiltIn { get; } =
    [
        new("int", "-?[0-9]+"),
        new("decimal", Number),
        new("float", Number),
        new("word", @"\S+"),
        new(
            "string",
            """
            "(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'
            """
        ),
        new("", ".*"),
    ];

    private const string Number = @"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)";

    /// <summary>Whether Cucumber accepts the name.</summary>
    public static bool IsName(string name) => name.IndexOfAny(['(', ')', '[', ']', '{', '}', '$', '.', '|', '?', '*', '+', '\\', '/', ' ']) < 0;

    string[] IParameterType.RegexStrings => [Pattern];

    // Arguments stay text here; ArgumentReader converts them to the type that the step's method expects.
    Type IParameterType.ParameterType => typeof(string);

    int IParameterType.Weight => 0;

    bool IParameterType.UseForSnippets => false;

    /// <summary>The argument's text; a {string} without its quotes.</summary>
    public string Text(string matched) => string.Equals(Name, "string", StringComparison.Ordinal) ? Escaped.Replace(matched[1..^1], "${quote}") : matched;

    private static readonly Regex Escaped = new("""\\(?<quote>["'])""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
