using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Cli;

[TestFixture, Category("Fast")]
public sealed class LintTests
{
    private TestWorkspace place = null!;

    [SetUp]
    public void Make() => place = new TestWorkspace();

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Lint_of_the_shipped_features_reports_no_errors_and_skipped_columns()
    {
        var output = await ShopProgram.RunAsync("lint", "--work", place.In("work"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output
            .Out.Should()
            .Contain("Columns were not checked: there is no extraction in")
            .And.MatchRegex(@"0 errors, \d+ warnings? in \d+ scenarios with \d+ checks");
    }

    [Test]
    public async Task What_is_wrong_is_exit_code_1_as_text_and_as_json()
    {
        var features = place.Features("raw orders is not emty");

        var output = await ShopProgram.RunAsync("lint", "--work", place.In("work"), "--features", features, "--json");

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        using var json = JsonDocument.Parse(output.Out);
        json.RootElement.GetProperty("errors").GetInt32().Should().Be(2);
        json.RootElement.GetProperty("issues").EnumerateArray().Select(f => f.GetProperty("kind").GetString()).Should().StartWith(["unbound", "neverSelected"]);
    }

    [Test]
    public async Task What_is_left_out_fails_only_with_its_option()
    {
        place.With("features/a.feature", "@ci\nFeature: A\n  Scenario: S\n    Then raw orders is not empty\n");

        var output = await ShopProgram.RunAsync("lint", "--work", place.In("work"), "--features", place.In("features"), "--fail-on", "warning");

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("Not covered (warnings)\n").And.Contain("  raw users: no sentence names this table");
    }

    [TestCase("en", "sentences.md")]
    [TestCase("fr", "sentences.fr.md")]
    public void Documentation_lists_exactly_the_existing_sentences(string language, string file) =>
        File.ReadAllText(Path.Combine(Clone.Root, "docs", file))
            .Should()
            .Be(SentenceDocs.Markdown(SpecBinder.Sentences, language), $"write it anew: shopstream steps --format md --language {language} > docs/{file}");

    [Test]
    public async Task Sentences_are_printed_in_a_language_and_an_unknown_one_is_refused()
    {
        var french = await ShopProgram.RunAsync("steps", "--language", "fr");
        var unknown = await ShopProgram.RunAsync("steps", "--language", "xx");

        french.Out.Should().Contain("unicité\n  Alors aucun/aucune {column} n'apparaît plus d'une fois dans {dataset}{modifiers}\n");
        unknown.ExitCode.Should().Be(ExitCodes.Usage);
        unknown.Error.Should().Contain("--language is 'xx': expected one of en, fr");
    }
}
