using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Features.Tags;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class TagExpressionTests
{
    private static readonly string[] Names = ["@a", "@b", "@c:1", "@d(e)"];

    [TestCase(null), TestCase(""), TestCase("  \t ")]
    public void Empty_expression_selects_everything(string? text) => TagExpression.Parse(text).Matches([]).Should().BeTrue();

    [TestCase("@a or @b and not @c", "@a @c", true)]
    [TestCase("(@a or @b) and not @c", "@a @c", false)]
    [TestCase("not @a and @b", "@b", true)]
    [TestCase("not (@a and @b)", "@b", true)]
    [TestCase("not not @a", "@a", true)]
    [TestCase("@owner:finance", "@owner:finance", true)]
    [TestCase(@"@d\(e\)", "@d(e)", true)]
    [TestCase(@"@d\\", @"@d\", true)]
    [TestCase("@CI", "@ci", false)]
    public void Operators_bind_in_the_order_not_and_or(string expression, string tags, bool expected) =>
        TagExpression.Parse(expression).Matches(tags.Split(' ')).Should().Be(expected);

    [TestCase("@a and", 7, "the end", "a tag such as @ci")]
    [TestCase("and @a", 1, "'and'", "a tag such as @ci")]
    [TestCase("@a @b", 4, "'@b'", "'and', 'or' or the end")]
    [TestCase("@a AND @b", 4, "'AND'", "'and', 'or' or the end")]
    [TestCase("(@a or @b", 10, "the end", "'and', 'or' or ')'")]
    [TestCase("@a)", 3, "')'", "'and', 'or' or the end")]
    [TestCase("()", 2, "')'", "a tag such as @ci")]
    [TestCase("not", 4, "the end", "a tag such as @ci")]
    [TestCase("not slow", 5, "'slow'", "a tag, which begins with @: @slow")]
    [TestCase("@", 1, "'@'", "a tag, which begins with @")]
    [TestCase(@"@a\b", 3, @"'\'", "( ) \\ or a space")]
    [TestCase(@"@a\", 3, @"'\'", "( ) \\ or a space")]
    public void Error_gives_the_character_found_and_expected(string text, int character, string found, string expected)
    {
        FluentActions
            .Invoking(() => TagExpression.Parse(text))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Should()
            .StartWith($"tag expression '{text}', character {character}: found {found}, expected {expected}");
    }

    [Test]
    public void Deeply_nested_parentheses_are_rejected_without_a_crash()
    {
        FluentActions
            .Invoking(() => TagExpression.Parse(new string('(', 200_000)))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*at most 100 nested parentheses*");
        TagExpression.Parse(string.Concat(Enumerable.Repeat("not ", 200_000)) + "@a").Matches(["@a"]).Should().BeTrue();
        TagExpression.Parse("@a" + string.Concat(Enumerable.Repeat(" or @a", 100_000))).Matches(["@a"]).Should().BeTrue();
    }

    [Test]
    public void Unknown_tag_is_reported_with_the_nearest_one()
    {
        var features = FeatureTexts.Of("@ci\nFeature: f\n  @slow\n  Scenario: a\n    Then b\n  Scenario: c\n    Then d\n");
        features.Tags.Should().Equal("@ci", "@slow");
        features.UnknownTags(TagExpression.Parse("@ci and not @slw and not @slow")).Should().Be("no scenario carries @slw; did you mean @slow?");
        features.UnknownTags(TagExpression.Parse("@ci or @slow")).Should().BeNull();
        features.Select(TagExpression.Parse("@ci and not @slow")).Scenarios.Select(s => s.Name).Should().Equal("c");
        features.Select(TagExpression.Parse("not @ci")).Scenarios.Should().BeEmpty();
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Printed_formula_selects_the_same_tags_as_the_original() =>
        Prop.ForAll(
            Arb.From(Gen.Sized(size => Formulas(Math.Min(size, 12)))),
            formula =>
            {
                var expression = TagExpression.Parse(formula.Text(0));
                return Enumerable
                    .Range(0, 1 << Names.Length)
                    .All(bits =>
                    {
                        var tags = Names.Where((_, i) => (bits & (1 << i)) != 0).ToHashSet(StringComparer.Ordinal);
                        return expression.Matches(tags) == formula.Holds(tags);
                    });
            }
        );

    private static Gen<Formula> Formulas(int size)
    {
        var tag = Gen.Elements(Names).Select(n => (Formula)new Tag(n));
        if (size <= 1)
            return tag;
        var smaller = Formulas(size / 2);
        return Gen.OneOf(
            tag,
            smaller.Select(f => (Formula)new Not(f)),
            smaller.SelectMany(l => smaller.Select(r => (Formula)new Both(l, r))),
            smaller.SelectMany(l => smaller.Select(r => (Formula)new Either(l, r)))
        );
    }

    /// <summary>A formula that prints itself with the fewest parentheses: binding is 0 in "or", 1 in "and" and 2 after "not".</summary>
    private abstract record Formula
    {
        public abstract bool Holds(HashSet<string> tags);

        public abstract string Text(int binding);

        protected static string Enclosed(bool enclose, string text) => enclose ? $"( {text})" : text;
    }

    private sealed record Tag(string Name) : Formula
    {
        public override bool Holds(HashSet<string> tags) => tags.Contains(Name);

        public override string Text(int binding) => Name.Replace("(", @"\(", StringComparison.Ordinal).Replace(")", @"\)", StringComparison.Ordinal);
    }

    private sealed record Not(Formula Inner) : Formula
    {
        public override bool Holds(HashSet<string> tags) => !Inner.Holds(tags);

        public override string Text(int binding) => $"not {Inner.Text(2)}";
    }

    private sealed record Both(Formula Left, Formula Right) : Formula
    {
        public override bool Holds(HashSet<string> tags) => Left.Holds(tags) && Right.Holds(tags);

        public override string Text(int binding) => Enclosed(binding > 1, $"{Left.Text(1)} and {Right.Text(1)}");
    }

    private sealed record Either(Formula Left, Formula Right) : Formula
    {
        public override bool Holds(HashSet<string> tags) => Left.Holds(tags) || Right.Holds(tags);

        public override string Text(int binding) => Enclosed(binding > 0, $"{Left.Text(0)} or {Right.Text(0)}");
    }
}
