using MessageBackground = Io.Cucumber.Messages.Types.Background;
using MessageFeature = Io.Cucumber.Messages.Types.Feature;
using MessageRule = Io.Cucumber.Messages.Types.Rule;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;
using MessageStep = Io.Cucumber.Messages.Types.Step;

namespace ShopStream.Features.Parsing;

/// <summary>A feature's blocks as they are written, before outlines and backgrounds are worked in.</summary>
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
            if (child.Rule is not null) Rules.Add(child.Rule);
            Add(child.Background, child.Scenario, rule: null);
            foreach (var inner in child.Rule?.Children ?? [])
                Add(inner.Background, inner.Scenario, child.Rule?.Name);
        }
    }

    public string File { get; }

    public MessageFeature Feature { get; }

    public List<MessageRule> Rules { get; } = [];

    public List<MessageBackground> Backgrounds { get; } = [];

    /// <summary>By the parser's id, in the order of the file.</summary>
    public Dictionary<string, (MessageScenario Scenario, string? Rule)> Scenarios { get; } = new(StringComparer.Ordinal);

    /// <summary>By the parser's id.</summary>
    public Dictionary<string, MessageStep> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>The first line behind <paramref name="after"/> that reads so, counted from 1; the parser gives descriptions no line of their own.</summary>
    public int LineOf(string text, int after)
    {
        var found = Array.FindIndex(lines, Math.Min(after, lines.Length), l => string.Equals(l.Trim(), text, StringComparison.Ordinal));
        return found < 0 ? after : found + 1;
    }

    private void Add(MessageBackground? background, MessageScenario? scenario, string? rule)
    {
        if (background is not null) Backgrounds.Add(background);
        if (scenario is not null) Scenarios.Add(scenario.Id, (scenario, rule));
        foreach (var step in background?.Steps ?? scenario?.Steps ?? [])
            Steps.Add(step.Id, step);
    }
}
