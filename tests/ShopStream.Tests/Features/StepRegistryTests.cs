using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Sentences;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class StepRegistryTests
{
    internal static readonly Type[] Sample = [typeof(SampleArguments), typeof(OtherThingSteps), typeof(RowSteps)];

    private static readonly StepRegistry Registry = StepRegistry.From(Sample);

    [Test]
    public void A_text_that_one_sentence_matches_is_bound_to_it_with_its_arguments()
    {
        var bound = Registry.Match(StepType.Outcome, "raw orders has exactly 1 row").Should().BeOfType<StepMatch.Bound>().Subject;
        bound.Sentence.ToString().Should().Be("Then {dataset} has exactly {int} row(s)");
        bound.Arguments.Should().Equal("raw orders", "1");
    }

    [Test]
    public void A_text_that_none_matches_comes_with_the_three_nearest()
    {
        var unbound = Registry.Match(StepType.Outcome, "raw orders has as many row as source order_items").Should().BeOfType<StepMatch.Unbound>().Subject;
        unbound.Nearest.Should().HaveCountLessThanOrEqualTo(3);
        unbound.Nearest[0].Should().Be("Then raw orders has as many rows as source orders");
        unbound.Elsewhere.Should().BeEmpty();
        Registry.Match(StepType.Outcome, "core dim_users has precisely 7 rows").Should().BeOfType<StepMatch.Unbound>().Which.Nearest[0].Should().Be("Then core dim_users has exactly 1000 rows");
        Registry.Match(StepType.Context, "quite another matter altogether, my dear").Should().BeOfType<StepMatch.Unbound>().Which.Nearest.Should().ContainSingle();
    }

    [Test]
    public void A_text_that_several_match_is_ambiguous_and_all_are_listed()
    {
        StepRegistry.From([.. Sample, typeof(Vague)]).Match(StepType.Outcome, "raw orders has exactly 1 row")
            .Should().BeOfType<StepMatch.Ambiguous>().Which.Sentences.Select(s => s.Method).Should().Equal("RowSteps.Exactly", "Vague.Anything");
    }

    [Test]
    public void A_sentence_of_another_keyword_is_not_bound_but_named()
    {
        Registry.Match(StepType.Context, "raw orders has exactly 1 row").Should().BeOfType<StepMatch.Unbound>()
            .Which.Elsewhere.Single().Keyword.Should().Be("Then");
        Registry.Match(StepType.Context, "hello is said").Should().BeOfType<StepMatch.Bound>();
        Registry.Match(StepType.Action, "hello is said").Should().BeOfType<StepMatch.Bound>();
    }

    [Test]
    public void Families_have_names_an_order_and_their_sentences_with_examples()
    {
        Registry.Families.Select(f => f.Name).Should().Equal("row counts", "other thing");
        Registry.Families[0].Sentences.Select(s => s.ToString()).Should().Equal(
            "Given only rows of {dataset} where {}",
            "Then {dataset} has exactly {int} row(s)",
            "Then {dataset} has as many rows as {dataset}",
            "Then these layers have the same number of rows:");
        Registry.Families[0].Sentences[1].Examples.Should().Equal("core dim_users has exactly 1000 rows", "core dim_date has exactly 1 row");
        Registry.Families[0].Sentences[3].Attachment.Should().Be(Attachment.Table);
    }

    [Test]
    public void Every_example_of_a_good_registry_binds_to_its_own_sentence() => Registry.ExampleProblems().Should().BeEmpty();

    [Test]
    public void Examples_that_bind_elsewhere_or_nowhere_are_found()
    {
        StepRegistry.From([.. Sample, typeof(Vague)]).ExampleProblems().Should().Satisfy(
            p => p.StartsWith("RowSteps.Exactly: the example 'core dim_users has exactly 1000 rows' can be read in 2 ways: 'Then {dataset}"),
            p => p.StartsWith("RowSteps.Exactly: the example 'core dim_date has exactly 1 row' can be read in 2 ways"),
            p => p == "Vague.Anything: the example 'nothing of the kind' does not match its own sentence",
            p => p == "Vague.Anything: 'Then {dataset} has exactly {}' has no example",
            p => p == "Vague.Lacking: below the example 'a table:' stands None, expected Table");
    }

    [TestCase(typeof(Unknown), "*Unknown.Step: 'a {nit}', character 3: there is no argument '{nit}'; did you mean int?")]
    [TestCase(typeof(TooFew), "*TooFew.Step has 0 parameters, but '{int}' has 1 arguments; *")]
    [TestCase(typeof(TooMany), "*TooMany.Step has 2 parameters, but '{int}' has 1 arguments; *")]
    [TestCase(typeof(WrongType), "*WrongType.Step: nothing makes a Uri of {word} in '{word}'; *")]
    [TestCase(typeof(WrongReturn), "*WrongReturn.Step returns Int32; expected void or Task")]
    [TestCase(typeof(BadPattern), "*BadPattern.Read: '(a' is no pattern for an argument: *")]
    [TestCase(typeof(NoGroups), "*NoGroups.Read: 'a|b' has 0 groups for 1 parameters; *")]
    [TestCase(typeof(Uncaptured), "Uncaptured.Read: '(a(?:b)?)' has (?…) or *, and Reqnroll would take any text for it*")]
    [TestCase(typeof(ReturnsText), "*ReturnsText.Read returns String; expected a type of its own*")]
    [TestCase(typeof(Taken), "*Taken.Read: there is an argument {int} already")]
    [TestCase(typeof(TwoConstructors), "TwoConstructors needs exactly one constructor*")]
    [TestCase(typeof(string), "String is not marked [[]Binding]")]
    public void A_wrong_step_class_is_a_programming_error_that_names_the_method(Type type, string expected) =>
        FluentActions.Invoking(() => StepRegistry.From(type)).Should().Throw<InvalidOperationException>().WithMessage(expected.Replace("[[]", "[", StringComparison.Ordinal));

    [Test]
    public void Two_readers_of_one_type_are_a_programming_error() =>
        FluentActions.Invoking(() => StepRegistry.From(typeof(SampleArguments), typeof(AnotherAmount))).Should().Throw<InvalidOperationException>()
            .WithMessage("SampleArguments.Amount and AnotherAmount.Read return the same type Amount; *");

    [Test]
    public void An_argument_takes_the_type_that_the_method_wants()
    {
        var claims = new SampleContext();
        var text = "Feature: f\n  Scenario: a\n    Then 1 2 -3 4.5 6 raw orders 7k\n";
        Binder.Bind(FeatureTexts.Of(text), StepRegistry.From(typeof(SampleArguments), typeof(Conversions)), _ => claims);
        claims.All.Should().Equal("3: 1 2 -3 4.5 6 raw orders 7000");
    }

    [Binding]
    private sealed class Conversions(SampleContext claims)
    {
        [Then("{int} {int} {word} {} {int} {dataset} {word}")]
        public void Step(int whole, long large, decimal money, double ratio, string text, string asWritten, Amount amount) =>
            claims.Add(string.Create(CultureInfo.InvariantCulture, $"{whole} {large} {money} {ratio} {text} {asWritten} {amount.Value}"));
    }

    [Binding]
    private sealed class Vague
    {
        [Then("{dataset} has exactly {}"), Example("nothing of the kind")]
        public static void Anything(Table table, string rest) { }

        [Then("a table:"), Example("a table:")]
        public static void Lacking(DataTable table) { }
    }

    [Binding]
    private sealed class Unknown
    {
        [Then("a {nit}")]
        public static void Step(int a) { }
    }

    [Binding]
    private sealed class TooFew
    {
        [Then("{int}")]
        public static void Step() { }
    }

    [Binding]
    private sealed class TooMany
    {
        [Then("{int}")]
        public static void Step(int a, int b) { }
    }

    [Binding]
    private sealed class WrongType
    {
        [Then("{word}")]
        public static void Step(Uri a) { }
    }

    [Binding]
    private sealed class WrongReturn
    {
        [Then("{int}")]
        public static int Step(int a) => a;
    }

    [Binding]
    private sealed class BadPattern
    {
        [StepArgumentTransformation("(a", Name = "a")]
        public static Uri Read(string a) => new(a);
    }

    [Binding]
    private sealed class NoGroups
    {
        [StepArgumentTransformation("a|b", Name = "a")]
        public static Uri Read(string a) => new(a);
    }

    [Binding]
    private sealed class Uncaptured
    {
        [StepArgumentTransformation("(a(?:b)?)", Name = "a")]
        public static Uri Read(string a) => new(a);
    }

    [Binding]
    private sealed class ReturnsText
    {
        [StepArgumentTransformation("(a|b)", Name = "a")]
        public static string Read(string a) => a;
    }

    [Binding]
    private sealed class Taken
    {
        [StepArgumentTransformation("(a)", Name = "int")]
        public static Uri Read(string a) => new(a);
    }

    [Binding]
    private sealed class AnotherAmount
    {
        [StepArgumentTransformation("(b)", Name = "another")]
        public static Amount Read(string a) => new(a.Length);
    }

    [Binding]
    private sealed class TwoConstructors
    {
        public TwoConstructors() { }

        public TwoConstructors(SampleContext claims) => _ = claims;
    }
}
