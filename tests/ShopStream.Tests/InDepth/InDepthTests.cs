using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.InDepth;

public sealed class EverySentenceTests
{
    private static readonly Situation[] Wanted = [Situation.Passes, Situation.FailsByOne, Situation.Empty, Situation.Nulls];

    [Category("Slow")]
    [Test]
    public void Every_sentence_is_tried_with_what_passes_fails_by_one_is_empty_and_has_nulls()
    {
        var tried = Cases.All.SelectMany(c => SentencesOf(c).Select(s => (Sentence: $"{s}", c.Situation))).ToHashSet();

        var missing = from sentence in SpecBinder.Sentences.Families.SelectMany(f => f.Sentences).Select(s => $"{s}")
                      where !Cases.Elsewhere.ContainsKey(sentence)
                      let lacks = Wanted.Where(w => !tried.Contains((sentence, w))).ToList()
                      where lacks.Count > 0
                      select $"{sentence}: no case that {string.Join(", ", lacks)}";

        missing.Should().BeEmpty("a sentence needs its cases in tests/ShopStream.Tests/InDepth; how is said at the top of Cases.cs");
    }

    [Category("Slow")]
    [Test]
    public void What_is_tried_elsewhere_is_a_sentence() =>
        Cases.Elsewhere.Keys.Should().BeSubsetOf(SpecBinder.Sentences.Families.SelectMany(f => f.Sentences).Select(s => $"{s}"));

    [Category("Slow")]
    [TestCase("n in raw t is between 5 and 1")]
    [TestCase("n in raw t is between 0.5 and -0.5")]
    [TestCase("at in raw t is between 2026-02-01 and 2026-01-31")]
    public void Bounds_that_no_value_is_between_are_refused(string sentence) =>
        FluentActions.Invoking(() => SpecBinder.Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, Rule>(StringComparer.Ordinal)))
            .Should().Throw<UsageException>().WithMessage("*expected the lower bound first*");

    private static IEnumerable<Sentence> SentencesOf(Case one) =>
        FeatureTexts.Of($"Feature: F\nScenario: S\n{new Placed(1, one, Quality.Data.Layer.Source, Quality.Data.Layer.Raw, Swapped: false).Steps}")
            .Scenarios.Single().Steps.Select(s => SpecBinder.Sentences.Match(s)).OfType<StepMatch.Bound>().Select(b => b.Sentence);
}

[Category("Live")]
public sealed class InDepthTests
{
    private static readonly IReadOnlyList<Placed> Tried = Placed.All(Cases.All);

    private IReadOnlyDictionary<string, ScenarioResult> results = null!;

    [OneTimeSetUp]
    public async Task Judge_all_cases_in_one_go() => results = await BothEngines.JudgeAsync(Tried, CancellationToken.None);

    private static IEnumerable<TestCaseData> All() => Tried.Select(p => new TestCaseData(p).SetArgDisplayNames($"{p}"));

    [TestCaseSource(nameof(All))]
    public void A_sentence_finds_what_there_is(object tried)
    {
        var placed = (Placed)tried;
        var result = results[placed.Scenario];
        var check = result.Checks.Should().ContainSingle().Subject;

        check.Outcome.Should().Be(placed.Outcome, "{0}; expected {1}, actual {2}\n{3}", check.Note, check.Expected, check.Actual, check.Sql);
        result.Outcome.Should().Be(placed.Outcome);
        check.Difference.Should().Be(placed.Difference);
        check.Keys.Should().Equal(placed.Key is null ? [] : placed.Key.Split(" & "));
        if (placed.Outcome == Outcome.NotJudged) check.Note.Should().NotBeNullOrEmpty("the reader has to learn why");
    }
}
