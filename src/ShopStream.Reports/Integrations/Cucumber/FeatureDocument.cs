using System.Globalization;
using Io.Cucumber.Messages.Types;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Cucumber;

/// <summary>Builds Gherkin's tree of a feature from the result: one node per scenario and per row of an outline.</summary>
internal static class FeatureDocument
{
    private const int FirstColumn = 1;

    /// <param name="feature">The feature.</param>
    /// <param name="uri">The path of its file.</param>
    /// <param name="scenarios">Its scenarios.</param>
    /// <param name="ids">Returns a new id.</param>
    /// <returns>The document and its scenario nodes.</returns>
    public static (GherkinDocument Document, IReadOnlyList<Scenario> Scenarios) Of(
        FeatureResult feature,
        string uri,
        IReadOnlyList<ScenarioResult> scenarios,
        Func<string> ids
    )
    {
        var (keyword, scenarioKeyword) = feature.Language is "fr" ? ("Fonctionnalité", "Scénario") : ("Feature", "Scenario");
        var nodes = scenarios.Select(s => Node(s, scenarioKeyword, ids)).ToList();
        var children = nodes.Select(FeatureChild.Create).ToList();
        return (new(uri, new(At(1), [], feature.Language, keyword, feature.Name, feature.Description ?? "", children), []), nodes);
    }

    private static Scenario Node(ScenarioResult scenario, string keyword, Func<string> ids) =>
        new(
            At(scenario.Line),
            [.. scenario.Tags.Select(t => new Tag(At(scenario.Line), t, ids()))],
            keyword,
            scenario.Name,
            "",
            [.. scenario.Steps.Select(s => Node(scenario, s, ids))],
            [],
            ids()
        );

    private static Step Node(ScenarioResult scenario, StepResult step, Func<string> ids) =>
        new(
            At(step.Line),
            step.Keyword + " ",
            step.IsAction ? StepKeywordType.ACTION
                : CheckOf(scenario, step) is null ? StepKeywordType.CONTEXT
                : StepKeywordType.OUTCOME,
            step.Text,
            step.DocString is { } text ? new(At(step.Line + 1), null, text, "\"\"\"") : null,
            step.Table is { } table
                ? new(
                    At(step.Line + 1),
                    [.. table.Select((row, i) => new TableRow(At(step.Line + 1 + i), [.. row.Select(c => new TableCell(At(step.Line + 1 + i), c))], ids()))]
                )
                : null,
            ids()
        );

    /// <summary>The result of a step's check; null for a context step.</summary>
    public static CheckResult? CheckOf(ScenarioResult scenario, StepResult step) => scenario.Checks.FirstOrDefault(c => c.Line == step.Line);

    private static Location At(int line) => new(Math.Max(line, 1), FirstColumn);

    /// <summary>The executable scenario.</summary>
    public static Pickle Pickle(ScenarioResult scenario, Scenario node, string uri, Func<string> ids) =>
        new(
            ids(),
            uri,
            node.Location,
            scenario.Name,
            scenario.Language,
            [
                .. scenario.Steps.Zip(
                    node.Steps,
                    (step, of) =>
                        new PickleStep(
                            Argument(step),
                            [of.Id],
                            ids(),
                            step.IsAction ? PickleStepType.ACTION
                                : CheckOf(scenario, step) is null ? PickleStepType.CONTEXT
                                : PickleStepType.OUTCOME,
                            step.Text
                        )
                ),
            ],
            [.. node.Tags.Select(t => new PickleTag(t.Name, t.Id))],
            [node.Id]
        );

    private static PickleStepArgument? Argument(StepResult step) =>
        step.DocString is { } text ? PickleStepArgument.Create(new PickleDocString(null, null, text))
        : step.Table is { } table
            ? PickleStepArgument.Create(new PickleTable(null, [.. table.Select(row => new PickleTableRow([.. row.Select(c => new PickleTableCell(c))]))]))
        : null;

    /// <summary>Returns 1, 2, 3, …, so that the same run has the same ids.</summary>
    public static Func<string> Ids()
    {
        var last = 0;
        return () => (++last).ToString(CultureInfo.InvariantCulture);
    }
}
