using Io.Cucumber.Messages.Types;
using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Parsing;

/// <summary>A line of free text in a feature file.</summary>
/// <param name="Text">The text without indentation.</param>
/// <param name="Line">The line in the file, counted from 1.</param>
/// <param name="Previous">The line before it in the same description; "" if it is the first.</param>
/// <param name="AmongSteps">Whether steps may follow it in its block; false in the description of a feature or a Gherkin rule.</param>
/// <param name="Filled">The text with the values of the first example row instead of placeholders.</param>
internal sealed record DescriptionLine(string Text, int Line, string Previous, bool AmongSteps, string Filled)
{
    /// <summary>All lines of all descriptions of a file, blank ones excepted.</summary>
    public static IReadOnlyList<DescriptionLine> Of(Blocks blocks)
    {
        var found = new List<DescriptionLine>();
        var noRow = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(blocks.Feature.Location, blocks.Feature.Description, amongSteps: false, noRow);
        foreach (var rule in blocks.Rules)
            Add(rule.Location, rule.Description, amongSteps: false, noRow);
        foreach (var background in blocks.Backgrounds)
            Add(background.Location, background.Description, amongSteps: true, noRow);
        foreach (var (scenario, _) in blocks.Scenarios.Values)
        {
            var row = FirstRow(scenario.Examples);
            Add(scenario.Location, scenario.Description, amongSteps: true, row);
            foreach (var examples in scenario.Examples)
                Add(examples.Location, examples.Description, amongSteps: true, row);
        }
        return found;

        void Add(Location location, string? description, bool amongSteps, Dictionary<string, string> row)
        {
            var (line, previous) = (FeatureFile.Line(location), "");
            foreach (var text in (description ?? "").Split('\n').Select(l => l.Trim()))
            {
                if (text.Length > 0)
                    found.Add(
                        new DescriptionLine(
                            text,
                            line = blocks.LineOf(text, line),
                            previous,
                            amongSteps,
                            row.Aggregate(text, (t, cell) => t.Replace(cell.Key, cell.Value, StringComparison.Ordinal))
                        )
                    );
                // A blank line ends a sentence, as a full stop does.
                previous =
                    text.Length > 0 ? text
                    : previous.Length > 0 ? "."
                    : "";
            }
        }
    }

    private static Dictionary<string, string> FirstRow(IEnumerable<Examples> examples)
    {
        var filled = examples.FirstOrDefault(e => e.TableHeader is not null && e.TableBody.Count > 0);
        return filled is null
            ? []
            : filled
                .TableHeader.Cells.Zip(filled.TableBody[0].Cells)
                .DistinctBy(c => c.First.Value, StringComparer.Ordinal)
                .ToDictionary(c => $"<{c.First.Value}>", c => c.Second.Value, StringComparer.Ordinal);
    }
}
