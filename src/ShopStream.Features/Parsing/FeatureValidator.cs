using System.Text.RegularExpressions;
using Gherkin;
using Io.Cucumber.Messages.Types;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;
using MessageStep = Io.Cucumber.Messages.Types.Step;

namespace ShopStream.Features.Parsing;

/// <summary>Rejects what Gherkin allows but a spec may not contain, because a check would silently be lost.</summary>
internal static partial class FeatureValidator
{
    /// <summary>Validates the blocks as written.</summary>
    public static void Validate(Blocks blocks, List<Problem> problems)
    {
        var dialect = new GherkinDialectProvider("en").GetDialect(blocks.Feature.Language, null);
        if (blocks.Feature.Name.Length == 0)
            problems.Add(new Problem(blocks.File, FeatureFile.Line(blocks.Feature.Location), "the feature has no name: add one, because reports list features by name"));
        // In the description of a feature or rule only Then is suspicious: When and Given also begin prose.
        bool IsThen(string word) => dialect.ThenStepKeywords.Any(k => k.Trim() is var then and not "*" && string.Equals(then, word, StringComparison.Ordinal));
        bool IsStep(string word) => dialect.StepKeywords.Any(k => LooksLike(word, k.Trim(), dialect));
        ValidateOwners(blocks, problems);
        ValidateDescription(blocks, blocks.Feature.Location, blocks.Feature.Description, IsThen, problems);
        foreach (var rule in blocks.Rules)
            ValidateDescription(blocks, rule.Location, rule.Description, IsThen, problems);
        foreach (var background in blocks.Backgrounds)
        {
            ValidateDescription(blocks, background.Location, background.Description, IsStep, problems);
            foreach (var step in background.Steps)
                ValidatePlaceholders(blocks.File, step, [], problems);
        }
        foreach (var (scenario, _) in blocks.Scenarios.Values)
        {
            if (scenario.Name.Length == 0)
                problems.Add(new Problem(blocks.File, FeatureFile.Line(scenario.Location), "the scenario has no name: add one, because reports list scenarios by name"));
            ValidateDescription(blocks, scenario.Location, scenario.Description, IsStep, problems);
            ValidateExamples(blocks.File, scenario, problems);
        }
    }

    /// <summary>Validates the scenarios after outlines are expanded.</summary>
    public static void Validate(IReadOnlyList<Scenario> scenarios, List<Problem> problems)
    {
        foreach (var scenario in scenarios.Where(s => !s.Steps.Any(step => step.Type == StepType.Outcome)))
            problems.Add(new Problem(scenario.Feature.File, scenario.Line, $"the scenario '{scenario.Name}' has no Then: it contains no check; add a Then"));
        foreach (var sameName in scenarios.GroupBy(s => s.Name, StringComparer.Ordinal))
        {
            foreach (var duplicate in sameName.Skip(1))
                problems.Add(new Problem(duplicate.Feature.File, duplicate.Line, $"the scenario '{duplicate.Name}' has the same name as the one in line {sameName.First().Line}: rename it, because results are found by name") { Kind = ProblemKind.Duplicate });
        }
    }

    private static void ValidateOwners(Blocks blocks, List<Problem> problems)
    {
        var tags = blocks.Feature.Tags.Concat(blocks.Rules.SelectMany(r => r.Tags))
            .Concat(blocks.Scenarios.Values.SelectMany(s => s.Scenario.Tags.Concat(s.Scenario.Examples.SelectMany(e => e.Tags))));
        foreach (var tag in tags.Where(t => string.Equals(t.Name, Quality.Results.Ownership.Tag, StringComparison.Ordinal)))
            problems.Add(new Problem(blocks.File, FeatureFile.Line(tag.Location), $"{tag.Name} names no owner: add one, such as {tag.Name}finance"));
    }

    private static void ValidateExamples(string file, MessageScenario scenario, List<Problem> problems)
    {
        foreach (var examples in scenario.Examples)
        {
            var line = FeatureFile.Line(examples.Location);
            if (examples.TableBody.Count == 0)
                problems.Add(new Problem(file, line, "these examples have no rows, so the outline would check nothing: add a row below the header, or remove them"));
            foreach (var column in (examples.TableHeader?.Cells ?? []).GroupBy(c => c.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
                problems.Add(new Problem(file, FeatureFile.Line(column.Last().Location), $"the column '{column.Key}' appears twice in these examples: rename or remove one"));
        }

        // A placeholder needs a column in every block of examples.
        var headers = scenario.Examples.Where(e => e.TableHeader is not null).Select(e => e.TableHeader.Cells.Select(c => c.Value).ToHashSet(StringComparer.Ordinal)).ToList();
        var given = headers.Count == 0 ? [] : headers.Aggregate((a, b) => [.. a.Intersect(b, StringComparer.Ordinal)]);
        foreach (var step in scenario.Steps)
            ValidatePlaceholders(file, step, given, problems);
        if (headers.Count > 0)
            ReportMissing(file, FeatureFile.Line(scenario.Location), scenario.Name, given, problems);
    }

    private static void ValidatePlaceholders(string file, MessageStep step, HashSet<string> given, List<Problem> problems)
    {
        var line = FeatureFile.Line(step.Location);
        ReportMissing(file, line, step.Text, given, problems);
        foreach (var cell in step.DataTable?.Rows.SelectMany(r => r.Cells) ?? [])
            ReportMissing(file, FeatureFile.Line(cell.Location), cell.Value, given, problems);
        // A doc string may contain markup: it has placeholders only in an outline.
        if (step.DocString is { } text && given.Count > 0)
            ReportMissing(file, line, text.Content, given, problems);
    }

    private static void ReportMissing(string file, int line, string text, HashSet<string> given, List<Problem> problems)
    {
        foreach (var name in Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Where(n => !given.Contains(n)).Distinct(StringComparer.Ordinal))
            problems.Add(new Problem(file, line, given.Count == 0
                ? $"<{name}> is a placeholder, but there are no examples here: write the value, or add 'Examples:' with a column {name}"
                : $"<{name}> is not a column of every 'Examples:'; there are: {string.Join(", ", given.Order(StringComparer.Ordinal))}"));
    }

    /// <summary>Finds steps that the parser treats as free text because the keyword is misspelled or followed by a tab, or 'Scenario:' is missing.</summary>
    private static void ValidateDescription(Blocks blocks, Location location, string? description, Func<string, bool> isStep, List<Problem> problems)
    {
        foreach (var text in (description ?? "").Split('\n').Select(l => l.Trim()))
        {
            var word = text.Split((char[]?)null, 2)[0].TrimEnd(':');
            if (word.Length > 0 && isStep(word))
                problems.Add(new Problem(blocks.File, blocks.LineOf(text, FeatureFile.Line(location)), $"'{text}' reads like a step, but Gherkin treats it as a description: write the exact keyword, followed by one space, below a 'Scenario:', or reword the description"));
        }
    }

    private static bool LooksLike(string word, string keyword, GherkinDialect dialect)
    {
        if (string.Equals(word, keyword, StringComparison.Ordinal)) return keyword is not ("*" or "");
        // Prose often begins with words one letter away from Then and When (The, Them), but hardly ever from Given.
        return keyword.Length >= 5 && dialect.GivenStepKeywords.Any(k => string.Equals(k.Trim(), keyword, StringComparison.Ordinal))
            && (Quality.Data.Nearest.Distance(word, keyword) <= 1
                || string.Equals(SortedLetters(word), SortedLetters(keyword), StringComparison.Ordinal));
    }

    private static string SortedLetters(string word) => string.Concat(word.ToLowerInvariant().Order());

    [GeneratedRegex(@"<(?<name>\w([\w .-]*\w)?)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
