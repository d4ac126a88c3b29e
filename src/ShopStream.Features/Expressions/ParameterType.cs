using System.Text.RegularExpressions;
using CucumberExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>What may stand for {name} in an expression.</summary>
/// <param name="Name">Without its braces; "" is anything.</param>
/// <param name="Pattern">What it looks like; its own groups are not captured.</param>
internal sealed record ParameterType(string Name, string Pattern) : IParameterType
{
    /// <summary>Cucumber's own, for whole numbers, decimals, words, quoted texts and anything.</summary>
    public static IReadOnlyList<ParameterType> BuiltIn { get; } =
    [
        new("int", "-?[0-9]+"),
        new("decimal", Number),
        new("float", Number),
        new("word", @"\S+"),
        new("string", """
            "(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'
            """),
        new("", ".*"),
    ];

    private const string Number = @"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)";

    /// <summary>Characters that a name may not have, as in Cucumber.</summary>
    public static bool IsName(string name) => name.IndexOfAny(['(', ')', '[', ']', '{', '}', '$', '.', '|', '?', '*', '+', '\\', '/', ' ']) < 0;

    string[] IParameterType.RegexStrings => [Pattern];

    // An argument is handed on as text; the step's method decides what it becomes.
    Type IParameterType.ParameterType => typeof(string);

    int IParameterType.Weight => 0;

    bool IParameterType.UseForSnippets => false;

    /// <summary>The argument's text: without its quotes, where it is a {string}.</summary>
    public string Text(string matched) => string.Equals(Name, "string", StringComparison.Ordinal) ? Escaped.Replace(matched[1..^1], "${quote}") : matched;

    private static readonly Regex Escaped = new("""\\(?<quote>["'])""", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
