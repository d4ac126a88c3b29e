using ShopStream.Features.Scenarios;
using MessageBackground = Io.Cucumber.Messages.Types.Background;
using MessageFeature = Io.Cucumber.Messages.Types.Feature;
using MessageRule = Io.Cucumber.Messages.Types.Rule;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;
using MessageStep = Io.Cucumber.Messages.Types.Step;

namespace ShopStream.Features.Parsing;

/// <summary>The blocks of a feature as written, before outlines are expanded and background steps are added.</summary>
internal sealed class Blocks
{
    private readonly string[] lines;

    public Blocks(string file, string text, MessageFeature feature)
    {
        lines = text.Split('\n');
        File = file;
        Feature = feature;
        foreach (var child in feature.Children)
        {
            if (child.Rule is not null)
                Rules.Add(child.Rule);
            Add(child.Background, child.Scenario, rule: null);
            foreach (var inner in child.Rule?.Children ?? [])
                Add(inner.Background, inner.Scenario, child.Rule?.Name);
        }
    }

    public string File { get; }

    public MessageFeature Feature { get; }

    public List<MessageRule> Rules { get; } = [];

    public List<MessageBackground> Backgrounds { get; } = [];

    /// <summary>The scenarios and the names of their Gherkin rules, by the parser's id, in file order.</summary>
    public Dictionary<string, (MessageScenario Scenario, string? Rule)> Scenarios { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps, by the parser's id.</summary>
    public Dictionary<string, MessageStep> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The first line after line <paramref name="after"/> with this text, counted from 1. Needed because the parser gives descriptions no location.
    /// </summary>
    public int LineOf(string text, int after)
    {
        var found = Array.FindIndex(lines, Math.Min(after, lines.Length), l => string.Equals(l.Trim(), text, StringComparison.Ordinal));
        return found < 0 ? after : found + 1;
    }

    private void Add(MessageBackground? background, MessageScenario? scenario, string? rule)
    {
        if (background is not null)
            Backgrounds.Add(background);
        if (scenario is not null)
            Scenarios.Add(scenario.Id, (scenario, rule));
        foreach (var step in background?.Steps ?? scenario?.Steps ?? [])
            Steps.Add(step.Id, step);
    }
}
