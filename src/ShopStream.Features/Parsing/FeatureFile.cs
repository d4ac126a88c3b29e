using System.Text;
using Gherkin;
using Gherkin.CucumberMessages;
using Gherkin.CucumberMessages.Pickles;
using Io.Cucumber.Messages.Types;
using ShopStream.Features.Scenarios;
using Feature = ShopStream.Features.Scenarios.Feature;
using Scenario = ShopStream.Features.Scenarios.Scenario;
using Step = ShopStream.Features.Scenarios.Step;

namespace ShopStream.Features.Parsing;

/// <summary>Reads one .feature file with the official Gherkin parser and pickle compiler.</summary>
internal static class FeatureFile
{
    /// <summary>Reads the scenarios of a file, and adds its errors to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<Scenario> Read(string file, string path, ISentenceLikeness likeness, List<Problem> problems)
    {
        if (Text(file, path, problems) is not { } text || Parse(file, text, likeness, problems) is not [{ Feature: var feature }, ..] scenarios)
            return [];
        var located = feature with { Path = path };
        return [.. scenarios.Select(s => s with { Feature = located })];
    }

    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<Scenario> Parse(string file, string text, ISentenceLikeness likeness, List<Problem> problems)
    {
        try
        {
            var ids = new IncrementingIdGenerator();
            var document = new AstMessagesConverter(ids).ConvertGherkinDocumentToEventArgs(new Parser().Parse(new StringReader(text)), file);
            if (document.Feature is null)
                return [];
            var blocks = new Blocks(file, text, document.Feature);
            var before = problems.Count;
            FeatureValidator.Validate(blocks, likeness, problems);
            var scenarios = Scenarios(blocks, new PickleCompiler(ids).Compile(document));
            // In a file with errors these checks would only report consequences of them.
            if (problems.Count == before)
                FeatureValidator.Validate(scenarios, problems);
            return scenarios;
        }
        catch (ParserException e)
        {
            problems.AddRange(SyntaxErrors.Of(e, file));
            return [];
        }
    }

    private static string? Text(string file, string path, List<Problem> problems)
    {
        byte[] bytes = [];
        try
        {
            bytes = File.ReadAllBytes(path);
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            // The parser treats a byte order mark as text.
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            problems.Add(
                new Problem(file, 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n'), "the file is not UTF-8: save it as UTF-8")
            );
        }
        catch (System.Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(file, 1, $"the file cannot be read: {e.Message}"));
        }
        return null;
    }

    private static List<Scenario> Scenarios(Blocks blocks, IReadOnlyList<Pickle> pickles)
    {
        var feature = new Feature(
            blocks.Feature.Name,
            Unindented(blocks.Feature.Description),
            blocks.File,
            Line(blocks.Feature.Location),
            Distinct(blocks.Feature.Tags.Select(t => t.Name))
        )
        {
            Language = blocks.Feature.Language,
        };
        var scenarios = new List<Scenario>();
        foreach (var rows in pickles.GroupBy(p => p.AstNodeIds[0], StringComparer.Ordinal))
        {
            var block = blocks.Scenarios[rows.Key];
            var names = OutlineNames.Of(block.Scenario, [.. rows]);
            scenarios.AddRange(
                rows.Zip(
                    names,
                    (pickle, name) =>
                        new Scenario
                        {
                            Feature = feature,
                            Rule = block.Rule,
                            Name = name,
                            Description = Unindented(block.Scenario.Description),
                            Line = Line(pickle.Location),
                            Tags = Distinct(pickle.Tags.Select(t => t.Name)),
                            Steps = Steps(blocks, pickle),
                        }
                )
            );
        }
        return scenarios;
    }

    private static List<Step> Steps(Blocks blocks, Pickle pickle)
    {
        var steps = new List<Step>();
        foreach (var step in pickle.Steps)
        {
            var written = blocks.Steps[step.AstNodeIds[0]];
            steps.Add(
                new Step(
                    written.Keyword.Trim(),
                    step.Type switch
                    {
                        PickleStepType.CONTEXT => StepType.Context,
                        PickleStepType.ACTION => StepType.Action,
                        PickleStepType.OUTCOME => StepType.Outcome,
                        _ => steps.Count > 0 ? steps[^1].Type : StepType.Context,
                    },
                    step.Text,
                    blocks.File,
                    Line(written.Location),
                    step.Argument?.DataTable?.Rows.Select(r => (IReadOnlyList<string>)[.. r.Cells.Select(c => c.Value)]).ToList(),
                    step.Argument?.DocString?.Content
                )
                {
                    TableLines = [.. written.DataTable?.Rows.Select(r => Line(r.Location)) ?? []],
                    TablePositions = [.. written.DataTable?.Rows.Select(r => (IReadOnlyList<int>)[.. r.Cells.Select(c => Column(c.Location))]) ?? []],
                }
            );
        }
        return steps;
    }

    internal static int Line(Location location) => checked((int)location.Line);

    private static int Column(Location location) => checked((int)(location.Column ?? 1));

    private static List<string> Distinct(IEnumerable<string> tags) => [.. tags.Distinct(StringComparer.Ordinal)];

    private static string Unindented(string? text) => string.Join('\n', (text ?? "").Split('\n').Select(l => l.Trim())).Trim();
}
