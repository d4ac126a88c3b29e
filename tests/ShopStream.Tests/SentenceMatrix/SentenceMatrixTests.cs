using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.SentenceMatrix;

public sealed class EverySentenceTests
{
    private static readonly CaseKind[] RequiredKinds = [CaseKind.Passes, CaseKind.FailsByOne, CaseKind.Empty, CaseKind.Nulls];

    [Category("Slow")]
    [Test]
    public void Every_sentence_has_pass_fail_empty_and_null_cases()
    {
        var tried = Cases.All.SelectMany(c => SentencesOf(c).Select(s => (Sentence: $"{s}", c.Situation))).ToHashSet();

        var missing =
            from sentence in SpecBinder.Sentences.Families.SelectMany(f => f.Sentences).Select(s => $"{s}")
            where !Cases.Elsewhere.ContainsKey(sentence)
            let lacks = RequiredKinds.Where(w => !tried.Contains((sentence, w))).ToList()
            where lacks.Count > 0
            select $"{sentence}: no case of kind {string.Join(", ", lacks)}";

        missing.Should().BeEmpty("every sentence needs cases in tests/ShopStream.Tests/SentenceMatrix; see the top of Cases.cs");
    }

    [Category("Slow")]
    [Test]
    public void Sentences_tested_elsewhere_exist() =>
        Cases.Elsewhere.Keys.Should().BeSubsetOf(SpecBinder.Sentences.Families.SelectMany(f => f.Sentences).Select(s => $"{s}"));

    [Category("Slow")]
    [TestCase("n in raw t is between 5 and 1")]
    [TestCase("n in raw t is between 0.5 and -0.5")]
    [TestCase("n in raw t is between 1e3 and 5e1")]
    [TestCase("at in raw t is between 2026-02-01 and 2026-01-31")]
    public void Reversed_bounds_are_rejected(string sentence) =>
        FluentActions
            .Invoking(() =>
                SpecBinder.Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal))
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage("*expected the lower bound first*");

    private static IEnumerable<Sentence> SentencesOf(Case one) =>
        FeatureTexts
            .Of($"Feature: F\nScenario: S\n{new PlacedCase(1, one, Quality.Data.Layer.Source, Quality.Data.Layer.Raw, Swapped: false).Steps}")
            .Scenarios.Single()
            .Steps.Select(s => SpecBinder.Sentences.Match(s))
            .OfType<StepMatch.Bound>()
            .Select(b => b.Sentence);
}

[Category("Live")]
public sealed class SentenceMatrixTests
{
    private static readonly IReadOnlyList<PlacedCase> PlacedCases = PlacedCase.All(Cases.All);

    private IReadOnlyDictionary<string, ScenarioResult> results = null!;

    [OneTimeSetUp]
    public async Task Run_all_cases_at_once() => results = await BothEngines.CheckAsync(PlacedCases, CancellationToken.None);

    private static IEnumerable<TestCaseData> All() => PlacedCases.Select(p => new TestCaseData(p).SetArgDisplayNames($"{p}"));

    [TestCaseSource(nameof(All))]
    public void Sentence_has_the_expected_result(object tried)
    {
        var placed = (PlacedCase)tried;
        var result = results[placed.Scenario];
        var check = result.Checks.Should().ContainSingle().Subject;

        check.Outcome.Should().Be(placed.Outcome, "{0}; expected {1}, actual {2}\n{3}", check.Note, check.Expected, check.Actual, check.Sql);
        result.Outcome.Should().Be(placed.Outcome);
        check.Difference.Should().Be(placed.Difference);
        check.Keys.Should().Equal(placed.Key is null ? [] : placed.Key.Split(" & "));
        if (placed.Outcome == Outcome.NotJudged)
            check.Note.Should().NotBeNullOrEmpty("the reader needs the reason");
    }
}
