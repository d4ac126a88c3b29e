using System.Text.RegularExpressions;
using Gherkin;
using Io.Cucumber.Messages.Types;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;
using MessageStep = Io.Cucumber.Messages.Types.Step;

namespace ShopStream.Features.Parsing;

/// <summary>What Gherkin allows and a spec may not do, because a claim would be lost without a word.</summary>
internal static partial class Rules
{
    /// <summary>On the blocks as written.</summary>
    public static void Check(Blocks blocks, List<Problem> problems)
    {
        var dialect = new GherkinDialectProvider("en").GetDialect(blocks.Feature.Language, null);
        if (blocks.Feature.Name.Length == 0)
            problems.Add(new Problem(blocks.File, FeatureFile.Line(blocks.Feature.Location), "the feature has no name: reports list features by their names"));
        // Above the first scenario of a feature or rule only a Then claims something; When and Given also begin prose.
        bool IsThen(string word) => dialect.ThenStepKeywords.Any(k => k.Trim() is var then and not "*" && string.Equals(then, word, StringComparison.Ordinal));
        bool IsStep(string word) => dialect.StepKeywords.Any(k => LooksLike(word, k.Trim(), dialect));
        Owners(blocks, problems);
        Description(blocks, blocks.Feature.Location, blocks.Feature.Description, IsThen, problems);
        foreach (var businessMetric in blocks.Rules)
            Description(blocks, businessMetric.Location, businessMetric.Description, IsThen, problems);
        foreach (var background in blocks.Backgrounds)
        {
            Description(blocks, background.Location, background.Description, IsStep, problems);
            foreach (var step in background.Steps)
                Placeholders(blocks.File, step, [], problems);
        }
        foreach (var (scenario, _) in blocks.Scenarios.Values)
        {
            if (scenario.Name.Length == 0)
                problems.Add(new Problem(blocks.File, FeatureFile.Line(scenario.Location), "the scenario has no name: reports list scenarios by their names"));
            Description(blocks, scenario.Location, scenario.Description, IsStep, problems);
            Examples(blocks.File, scenario, problems);
        }
    }

    /// <summary>On the scenarios as they will be judged.</summary>
    public static void Check(IReadOnlyList<Scenario> scenarios, List<Problem> problems)
    {
        foreach (var scenario in scenarios.Where(s => !s.Steps.Any(step => step.Type == StepType.Outcome)))
            problems.Add(new Problem(scenario.Feature.File, scenario.Line, $"the scenario '{scenario.Name}' has no Then: it claims nothing, so nothing could be judged; add a Then"));
        foreach (var twins in scenarios.GroupBy(s => s.Name, StringComparer.Ordinal))
        {
            foreach (var twin in twins.Skip(1))
                problems.Add(new Problem(twin.Feature.File, twin.Line, $"the scenario '{twin.Name}' has the name of the one in line {twins.First().Line}: name it otherwise, results are found by name") { Kind = ProblemKind.Duplicate });
        }
    }

    private static void Owners(Blocks blocks, List<Problem> problems)
    {
        var tags = blocks.Feature.Tags.Concat(blocks.Rules.SelectMany(r => r.Tags))
            .Concat(blocks.Scenarios.Values.SelectMany(s => s.Scenario.Tags.Concat(s.Scenario.Examples.SelectMany(e => e.Tags))));
        foreach (var tag in tags.Where(t => string.Equals(t.Name, Quality.Results.Ownership.Tag, StringComparison.Ordinal)))
            problems.Add(new Problem(blocks.File, FeatureFile.Line(tag.Location), $"{tag.Name} names nobody: write whose it is, such as {tag.Name}finance"));
    }

    private static void Examples(string file, MessageScenario scenario, List<Problem> problems)
    {
        foreach (var examples in scenario.Examples)
        {
            var line = FeatureFile.Line(examples.Location);
            if (examples.TableBody.Count == 0)
                problems.Add(new Problem(file, line, "these examples have no row: nothing of the outline would be judged; add a row below the header, or remove them"));
            foreach (var column in (examples.TableHeader?.Cells ?? []).GroupBy(c => c.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
                problems.Add(new Problem(file, FeatureFile.Line(column.Last().Location), $"the column '{column.Key}' stands twice in these examples: rename or remove one"));
        }

        // Every block of examples has to give every value; without examples there is none to give.
        var headers = scenario.Examples.Where(e => e.TableHeader is not null).Select(e => e.TableHeader.Cells.Select(c => c.Value).ToHashSet(StringComparer.Ordinal)).ToList();
        var given = headers.Count == 0 ? [] : headers.Aggregate((a, b) => [.. a.Intersect(b, StringComparer.Ordinal)]);
        foreach (var step in scenario.Steps)
            Placeholders(file, step, given, problems);
        if (headers.Count > 0)
            Missing(file, FeatureFile.Line(scenario.Location), scenario.Name, given, problems);
    }

    private static void Placeholders(string file, MessageStep step, HashSet<string> given, List<Problem> problems)
    {
        var line = FeatureFile.Line(step.Location);
        Missing(file, line, step.Text, given, problems);
        foreach (var cell in step.DataTable?.Rows.SelectMany(r => r.Cells) ?? [])
            Missing(file, FeatureFile.Line(cell.Location), cell.Value, given, problems);
        // In a doc string, which may hold markup, only an outline has placeholders.
        if (step.DocString is { } text && given.Count > 0)
            Missing(file, line, text.Content, given, problems);
    }

    private static void Missing(string file, int line, string text, HashSet<string> given, List<Problem> problems)
    {
        foreach (var name in Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Where(n => !given.Contains(n)).Distinct(StringComparer.Ordinal))
            problems.Add(new Problem(file, line, given.Count == 0
                ? $"<{name}> is a placeholder, but there are no examples here: write the value, or add 'Examples:' with a column {name}"
                : $"no column of every 'Examples:' gives <{name}>; there are: {string.Join(", ", given.Order(StringComparer.Ordinal))}"));
    }

    /// <summary>A step that the parser takes for free text, because its keyword is misspelt, a tab follows it, or its 'Scenario:' is missing, would be lost.</summary>
    private static void Description(Blocks blocks, Location location, string? description, Func<string, bool> isStep, List<Problem> problems)
    {
        foreach (var text in (description ?? "").Split('\n').Select(l => l.Trim()))
        {
            var word = text.Split((char[]?)null, 2)[0].TrimEnd(':');
            if (word.Length > 0 && isStep(word))
                problems.Add(new Problem(blocks.File, blocks.LineOf(text, FeatureFile.Line(location)), $"'{text}' reads like a step, but Gherkin takes it for a description: write the keyword exactly, with one blank behind it and below a 'Scenario:', or reword the description"));
        }
    }

    private static bool LooksLike(string word, string keyword, GherkinDialect dialect)
    {
        if (string.Equals(word, keyword, StringComparison.Ordinal)) return keyword is not ("*" or "");
        // Prose begins with words one letter away from Then and When (The, Them), but hardly from Given.
        return keyword.Length >= 5 && dialect.GivenStepKeywords.Any(k => string.Equals(k.Trim(), keyword, StringComparison.Ordinal))
            && (Quality.Data.Nearest.Distance(word, keyword) <= 1
                || string.Equals(Letters(word), Letters(keyword), StringComparison.Ordinal));
    }

    private static string Letters(string word) => string.Concat(word.ToLowerInvariant().Order());

    [GeneratedRegex(@"<(?<name>\w([\w .-]*\w)?)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
