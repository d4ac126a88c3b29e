using System.Text.RegularExpressions;
using Gherkin;
using Io.Cucumber.Messages.Types;
using ShopStream.Features.Scenarios;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;
using MessageStep = Io.Cucumber.Messages.Types.Step;
using Scenario = ShopStream.Features.Scenarios.Scenario;
using Step = ShopStream.Features.Scenarios.Step;

namespace ShopStream.Features.Parsing;

/// <summary>Rejects what Gherkin allows but a spec may not contain, because a check would silently be lost.</summary>
internal static partial class FeatureValidator
{
    /// <summary>Validates the blocks as written.</summary>
    public static void Validate(Blocks blocks, ISentenceLikeness likeness, List<Problem> problems)
    {
        var dialect = new GherkinDialectProvider("en").GetDialect(blocks.Feature.Language, null);
        if (blocks.Feature.Name.Length == 0)
            problems.Add(
                new Problem(blocks.File, FeatureFile.Line(blocks.Feature.Location), "the feature has no name: add one, because reports list features by name")
            );
        ValidateOwners(blocks, problems);
        problems.AddRange(new LostSteps(dialect, likeness).Of(blocks));
        foreach (var step in blocks.Backgrounds.SelectMany(b => b.Steps))
            ValidatePlaceholders(blocks.File, step, [], problems);
        foreach (var (scenario, _) in blocks.Scenarios.Values)
        {
            if (scenario.Name.Length == 0)
                problems.Add(
                    new Problem(blocks.File, FeatureFile.Line(scenario.Location), "the scenario has no name: add one, because reports list scenarios by name")
                );
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
                problems.Add(
                    new Problem(
                        duplicate.Feature.File,
                        duplicate.Line,
                        $"the scenario '{duplicate.Name}' has the same name as the one in line {sameName.First().Line}: "
                            + "rename it, because results are found by name"
                    )
                    {
                        Kind = ProblemKind.Duplicate,
                    }
                );
        }
    }

    private static void ValidateOwners(Blocks blocks, List<Problem> problems)
    {
        var tags = blocks
            .Feature.Tags.Concat(blocks.Rules.SelectMany(r => r.Tags))
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
                problems.Add(
                    new Problem(file, line, "these examples have no rows, so the outline would check nothing: add a row below the header, or remove them")
                );
            foreach (var column in (examples.TableHeader?.Cells ?? []).GroupBy(c => c.Value, StringComparer.Ordinal).Where(g => g.Count() > 1))
                problems.Add(
                    new Problem(
                        file,
                        FeatureFile.Line(column.Last().Location),
                        $"the column '{column.Key}' appears twice in these examples: rename or remove one"
                    )
                );
        }

        // A placeholder needs a column in every block of examples.
        var headers = scenario
            .Examples.Where(e => e.TableHeader is not null)
            .Select(e => e.TableHeader.Cells.Select(c => c.Value).ToHashSet(StringComparer.Ordinal))
            .ToList();
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
            problems.Add(
                new Problem(
                    file,
                    line,
                    given.Count == 0
                        ? $"<{name}> is a placeholder, but there are no examples here: write the value, or add 'Examples:' with a column {name}"
                        : $"<{name}> is not a column of every 'Examples:'; there are: {string.Join(", ", given.Order(StringComparer.Ordinal))}"
                )
            );
    }

    [GeneratedRegex(@"<(?<name>\w([\w .-]*\w)?)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
