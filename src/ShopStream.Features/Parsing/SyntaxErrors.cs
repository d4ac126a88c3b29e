using System.Text.RegularExpressions;
using Gherkin;
using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Parsing;

/// <summary>Translates the parser's errors into the words of a feature file.</summary>
internal static partial class SyntaxErrors
{
    private static readonly Dictionary<string, string> TokenNames = new(StringComparer.Ordinal)
    {
        ["#FeatureLine"] = "Feature:",
        ["#BackgroundLine"] = "Background:",
        ["#RuleLine"] = "Rule:",
        ["#ScenarioLine"] = "Scenario:",
        ["#ExamplesLine"] = "Examples:",
        ["#StepLine"] = "a step (Given, When, Then, And, But)",
        ["#TableRow"] = "a table row (| … |)",
        ["#DocStringSeparator"] = "a doc string's quotes (\"\"\")",
        ["#TagLine"] = "tags (@…)",
        ["#Other"] = "text",
    };

    public static IEnumerable<Problem> Of(ParserException error, string file) =>
        error is CompositeParserException many ? many.Errors.SelectMany(e => Of(e, file)) : [new Problem(file, error.Location?.Line ?? 1, Describe(error))];

    private static string Describe(ParserException error) =>
        error switch
        {
            UnexpectedTokenException e => $"found '{e.ReceivedToken.GetTokenValue().Trim()}', expected {Expected(e.ExpectedTokenTypes)}",
            UnexpectedEOFException e => $"the file ends here, expected {Expected(e.ExpectedTokenTypes)}",
            NoSuchLanguageException => $"{Place().Replace(error.Message, "")}; see the list at cucumber.io/docs/gherkin/languages",
            _ => Place().Replace(error.Message, ""),
        };

    private static string Expected(IEnumerable<string> tokens)
    {
        var words = tokens.Where(TokenNames.ContainsKey).Select(t => TokenNames[t]).ToList();
        return words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";
    }

    [GeneratedRegex(@"^\(\d+:\d+\): ", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
