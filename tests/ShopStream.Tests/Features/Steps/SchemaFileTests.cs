using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features.Steps;

/// <summary>A JSON schema in a file beside the feature.</summary>
[Category("Fast")]
public sealed class SchemaFileTests
{
    private const string Sentence = "metadata in raw events is JSON that meets the schema";

    [TestCase("event.json", "sub/a.feature", "sub/event.json")]
    [TestCase("../schemas/event.json", "sub/a.feature", "schemas/event.json")]
    [TestCase("\"event v2.json\"", "a.feature", "event v2.json")]
    public void Path_is_relative_to_the_feature_file(string written, string feature, string file)
    {
        using var texts = new FeatureTexts();
        texts.With(file, """{ "type": "object", "required": ["device"] }""");

        var rule = Bound(texts, feature, $"{Sentence} {written}").Should().BeOfType<ValuesKeepRule>().Subject.Rule;

        (rule.Holds("""{ "device": 1 }"""), rule.Holds("{}"), rule.Holds("no JSON")).Should().Be((true, false, false));
    }

    [Test]
    public void Same_schema_in_a_file_and_below_the_sentence_is_the_same_check()
    {
        const string Schema = """{ "type": "object" }""";
        using var texts = new FeatureTexts();
        texts.With("event.json", Schema);

        var inFile = Bound(texts, "a.feature", $"{Sentence} event.json");
        var below = Bound(texts, "a.feature", $"metadata in raw events is JSON that meets this schema:\n\"\"\"\n{Schema}\n\"\"\"");

        inFile.GetMetrics().Select(m => m.Id).Should().Equal(below.GetMetrics().Select(m => m.Id));
    }

    [TestCase("missing.json", "there is no file 'missing.json': expected a JSON schema, its path relative to the feature file")]
    [TestCase("broken.json", "'broken.json' is not a JSON schema: *")]
    [TestCase("number.json", "'number.json' is not a JSON schema: *")]
    [TestCase("elsewhere.json", "'elsewhere.json' is not a JSON schema: *")]
    [TestCase("sub", "there is no file 'sub'*")]
    [TestCase("large.json", "'large.json' has 1,048,577 bytes: expected a JSON schema of at most 1,048,576")]
    [TestCase("good.json, for each event_type", "*'for each' has no meaning for this sentence*")]
    public void Wrong_file_is_an_error_with_its_line(string written, string message)
    {
        using var texts = new FeatureTexts();
        texts
            .With("good.json", "{}")
            .With("broken.json", """{ "type": """)
            .With("number.json", "17")
            .With("elsewhere.json", """{ "$ref": "https://schemas.example/other.json" }""")
            .With("sub/other.json", "{}")
            .With("large.json", new byte[(1 << 20) + 1]);

        FluentActions
            .Invoking(() => Bound(texts, "a.feature", $"{Sentence} {written}"))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"*features/a.feature:3: {message}");
    }

    private static ICheck Bound(FeatureTexts texts, string feature, string sentence)
    {
        texts.With(feature, $"Feature: F\nScenario: S\nThen {sentence}\n");
        return SpecBinder.Bind(texts.Load(), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)).Single().Checks.Single().Check;
    }
}
