using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class StepRegistryTests
{
    internal static readonly Type[] Sample = [typeof(SampleArguments), typeof(OtherThingSteps), typeof(RowSteps)];

    private static readonly StepRegistry Registry = StepRegistry.From(Sample);

    [Test]
    public void Text_that_matches_one_sentence_is_bound_with_its_arguments()
    {
        var bound = Registry.Match(StepType.Outcome, "raw orders has exactly 1 row").Should().BeOfType<StepMatch.Bound>().Subject;
        bound.Sentence.ToString().Should().Be("Then {dataset} has exactly {int} row(s)");
        bound.Arguments.Should().Equal("raw orders", "1");
    }

    [Test]
    public void Text_that_matches_no_sentence_lists_the_nearest_ones()
    {
        var unbound = Registry.Match(StepType.Outcome, "raw orders has as many row as source order_items").Should().BeOfType<StepMatch.Unbound>().Subject;
        unbound.Nearest.Should().HaveCountLessThanOrEqualTo(3);
        unbound.Nearest[0].Should().Be("Then raw orders has as many rows as source orders");
        unbound.Elsewhere.Should().BeEmpty();
        Registry
            .Match(StepType.Outcome, "core dim_users has precisely 7 rows")
            .Should()
            .BeOfType<StepMatch.Unbound>()
            .Which.Nearest[0]
            .Should()
            .Be("Then core dim_users has exactly 1000 rows");
        Registry
            .Match(StepType.Context, "quite another matter altogether, my dear")
            .Should()
            .BeOfType<StepMatch.Unbound>()
            .Which.Nearest.Should()
            .ContainSingle();
    }

    [Test]
    public void Text_that_matches_several_sentences_is_ambiguous_and_lists_them()
    {
        StepRegistry
            .From([.. Sample, typeof(Vague)])
            .Match(StepType.Outcome, "raw orders has exactly 1 row")
            .Should()
            .BeOfType<StepMatch.Ambiguous>()
            .Which.Sentences.Select(s => s.Method)
            .Should()
            .Equal("RowSteps.Exactly", "Vague.Anything");
    }

    [Test]
    public void Sentence_with_the_wrong_keyword_is_not_bound_but_named()
    {
        Registry
            .Match(StepType.Context, "raw orders has exactly 1 row")
            .Should()
            .BeOfType<StepMatch.Unbound>()
            .Which.Elsewhere.Single()
            .Keyword.Should()
            .Be("Then");
        Registry.Match(StepType.Context, "hello is said").Should().BeOfType<StepMatch.Bound>();
        Registry.Match(StepType.Action, "hello is said").Should().BeOfType<StepMatch.Bound>();
    }

    [Test]
    public void Families_are_named_ordered_and_list_their_sentences_with_examples()
    {
        Registry.Families.Select(f => f.Name).Should().Equal("row counts", "other thing");
        Registry
            .Families[0]
            .Sentences.Select(s => s.ToString())
            .Should()
            .Equal(
                "Given only rows of {dataset} where {}",
                "Then {dataset} has exactly {int} row(s)",
                "Then {dataset} has as many rows as {dataset}",
                "Then these layers have the same number of rows:"
            );
        Registry.Families[0].Sentences[1].Examples.Should().Equal("core dim_users has exactly 1000 rows", "core dim_date has exactly 1 row");
        Registry.Families[0].Sentences[3].Attachment.Should().Be(Attachment.Table);
    }

    [Test]
    public void Examples_of_a_valid_registry_bind_to_their_own_sentences() => Registry.ExampleProblems().Should().BeEmpty();

    [Test]
    public void Examples_that_bind_to_other_or_no_sentences_are_reported()
    {
        StepRegistry
            .From([.. Sample, typeof(Vague)])
            .ExampleProblems()
            .Should()
            .Satisfy(
                p => p.StartsWith("RowSteps.Exactly: the example 'core dim_users has exactly 1000 rows' can be read in 2 ways: 'Then {dataset}"),
                p => p.StartsWith("RowSteps.Exactly: the example 'core dim_date has exactly 1 row' can be read in 2 ways"),
                p => p == "Vague.Anything: the example 'nothing of the kind' does not match its own sentence",
                p => p == "Vague.Anything: 'Then {dataset} has exactly {}' has no example",
                p => p == "Vague.Lacking: the example 'a table:' is followed by None, expected Table"
            );
    }

    [TestCase(typeof(Unknown), "*Unknown.Step: 'a {nit}', character 3: there is no argument '{nit}'; did you mean int?")]
    [TestCase(typeof(TooFew), "*TooFew.Step has 0 parameters, but '{int}' has 1 arguments; *")]
    [TestCase(typeof(TooMany), "*TooMany.Step has 2 parameters, but '{int}' has 1 arguments; *")]
    [TestCase(typeof(WrongType), "*WrongType.Step: nothing converts {word} in '{word}' to a Uri; *")]
    [TestCase(typeof(WrongReturn), "*WrongReturn.Step returns Int32; expected void*")]
    [TestCase(typeof(BadPattern), "*BadPattern.Read: '(a' is not a valid pattern for an argument: *")]
    [TestCase(typeof(NoGroups), "*NoGroups.Read: 'a|b' has 0 groups for 1 parameters; *")]
    [TestCase(typeof(Uncaptured), "Uncaptured.Read: '(a(?:b)?)' has (?…) or *, for which Reqnroll would accept any text*")]
    [TestCase(typeof(ReturnsText), "*ReturnsText.Read returns String; expected a type of its own*")]
    [TestCase(typeof(Taken), "*Taken.Read: the argument {int} already exists; *")]
    [TestCase(typeof(TwoConstructors), "TwoConstructors needs exactly one constructor*")]
    [TestCase(typeof(string), "String is not marked [[]Binding]")]
    public void Invalid_step_class_is_rejected_with_the_name_of_the_method(Type type, string expected) =>
        FluentActions
            .Invoking(() => StepRegistry.From(type))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage(expected.Replace("[[]", "[", StringComparison.Ordinal));

    [Test]
    public void Two_transformations_to_the_same_type_are_rejected() =>
        FluentActions
            .Invoking(() => StepRegistry.From(typeof(SampleArguments), typeof(AnotherAmount)))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("SampleArguments.Amount and AnotherAmount.Read return the same type Amount; *");

    [Test]
    public void Argument_is_converted_to_the_type_of_the_parameter()
    {
        var context = new SampleContext();
        var text = "Feature: f\n  Scenario: a\n    Then 1 2 -3 4.5 6 raw orders 7k\n";
        Binder.Bind(FeatureTexts.Of(text), StepRegistry.From(typeof(SampleArguments), typeof(Conversions)), _ => context);
        context.All.Should().Equal("3: 1 2 -3 4.5 6 raw orders 7000");
    }

    [Binding]
    private sealed class Conversions(SampleContext context)
    {
        [Then("{int} {int} {word} {} {int} {dataset} {word}")]
        public void Step(int whole, long large, decimal money, double ratio, string text, string asWritten, Amount amount) =>
            context.Add(string.Create(CultureInfo.InvariantCulture, $"{whole} {large} {money} {ratio} {text} {asWritten} {amount.Value}"));
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

        public TwoConstructors(SampleContext context) => _ = context;
    }
}
