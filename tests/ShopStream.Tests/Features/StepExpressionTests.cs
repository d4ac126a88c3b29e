using System.Globalization;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Features.Expressions;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class StepExpressionTests
{
    private static readonly Dictionary<string, ParameterType> Types = ParameterType
        .BuiltIn.Append(new ParameterType("layer", "source|raw"))
        .Append(new ParameterType("dataset", @"((source|raw)) (\w+)"))
        .ToDictionary(t => t.Name, StringComparer.Ordinal);

    [TestCase("raw orders", "raw orders", "")]
    [TestCase("raw orders", "raw  orders", null)]
    [TestCase("raw orders", "raw orders ", null)]
    [TestCase("raw orders", "raw Orders", null)]
    [TestCase("{int} row(s)", "1 row", "1")]
    [TestCase("{int} row(s)", "-12 rows", "-12")]
    [TestCase("{int} row(s)", "1.5 rows", null)]
    [TestCase("{int} row(s)", "١ rows", null)]
    [TestCase("a {decimal} %", "a 0.5 %", "0.5")]
    [TestCase("a {decimal} %", "a .5 %", ".5")]
    [TestCase("a {decimal} %", "a 5. %", null)]
    [TestCase("a {float} %", "a +12.25 %", "+12.25")]
    [TestCase("{word} is", "order_id is", "order_id")]
    [TestCase("{word} is", "order id is", null)]
    [TestCase("named {string}!", "named \"a \\\"b\\\" c\"!", "a \"b\" c")]
    [TestCase("named {string}!", "named 'it''s'!", null)]
    [TestCase("named {string}", "named ''", "")]
    [TestCase("in {}", "in a, b and c", "a, b and c")]
    [TestCase("{} in {word}", "a in b in c", "a in b|c")]
    [TestCase("has exactly/at-least {int}", "has at-least 3", "3")]
    [TestCase("has exactly/at-least {int}", "has exactly 3", "3")]
    [TestCase("has exactly/at-least {int}", "has exactly/at-least 3", null)]
    [TestCase("{word}is/are", "fooare", "foo")]
    [TestCase("a/b(s)/c d", "bs d", "")]
    [TestCase("a/b(s)/c d", "as d", null)]
    [TestCase(@"at\ least/at\ most {int}", "at most 3", "3")]
    [TestCase(@"5\/6 \(x\) \{y\} \\ z", @"5/6 (x) {y} \ z", "")]
    [TestCase("a.b*c+d?[e]|f#g", "a.b*c+d?[e]|f#g", "")]
    [TestCase("a.b", "axb", null)]
    [TestCase("not all is )", "not all is )", "")]
    [TestCase("{dataset} has rows", "raw orders has rows", "raw orders")]
    [TestCase("{dataset} has rows", "mart orders has rows", null)]
    [TestCase("{layer} {word}", "raw orders", "raw|orders")]
    [TestCase("{dataset} and {dataset}", "raw a and source b", "raw a|source b")]
    [TestCase("", "", "")]
    [TestCase("", "a", null)]
    public void Expression_matches_a_whole_text_or_nothing(string expression, string text, string? arguments)
    {
        var match = StepExpression.Parse(expression, Types).Match(text);
        (match is null ? null : string.Join('|', match)).Should().Be(arguments);
    }

    [TestCase("raw orders", "raw orders\n")]
    [TestCase("{int}", "1\n")]
    public void Line_feed_at_the_end_does_not_match(string expression, string text) => StepExpression.Parse(expression, Types).Match(text).Should().BeNull();

    [Test]
    public void Anonymous_argument_may_span_several_lines() => StepExpression.Parse("in {}", Types).Match("in a\nb").Should().Equal("a\nb");

    [TestCase("a {nit} b", "'a {nit} b', character 3: there is no argument '{nit}'; did you mean int?")]
    [TestCase("a {i.t} b", "'a {i.t} b', character 3: there is no argument '{i.t}'*")]
    [TestCase("a {int b", "*column 3:*a {int b*'{' does not have a matching '}'*")]
    [TestCase("a (b", "*column 3:*'(' does not have a matching ')'*")]
    [TestCase("a ()", "*column 3:*An optional must contain some text*")]
    [TestCase("a (b(c))", "*column 5:*An optional may not contain an other optional*")]
    [TestCase("a ({int})", "*column 4:*An optional may not contain a parameter type*")]
    [TestCase("a (b/c)", "*column 5:*An alternation can not be used inside an optional*")]
    [TestCase("a b/ c", "*column 5:*Alternative may not be empty*")]
    [TestCase("/b", "*column 1:*Alternative may not be empty*")]
    [TestCase("a/{int}", "*column 3:*Alternative may not be empty*")]
    [TestCase("a/(b)", "*column 3:*An alternative may not exclusively contain optionals*")]
    [TestCase(@"a \d", "*column 4:*Only the characters *can be escaped*")]
    [TestCase(@"a\", "*column 2:*The end of line can not be escaped*")]
    [TestCase("^a$", "'^a$' is a regular expression; *")]
    [TestCase("^a", "'^a' is a regular expression; *")]
    [TestCase("a$", "'a$' is a regular expression; *")]
    public void Invalid_expression_is_rejected_with_the_position_and_the_reason(string expression, string expected) =>
        FluentActions.Invoking(() => StepExpression.Parse(expression, Types)).Should().Throw<FormatException>().WithMessage(expected);

    [TestCase("l'heure d'{word} : {string}", "l\u2019heure d'été\u00A0: \"à\u202F5 h d\u2019été\"", "été|à\u202F5 h d\u2019été")]
    [TestCase("l\u2019heure\u00A0: {}", "l'heure : 5\u20090\u00A0%", "5\u20090\u00A0%")]
    [TestCase("l'heure", "l\u2018heure", null)]
    public void Typographic_match_keeps_the_characters_of_the_arguments(string expression, string text, string? arguments)
    {
        var match = StepExpression.Parse(expression, Types, typographic: true).Match(text);
        (match is null ? null : string.Join('|', match)).Should().Be(arguments);
    }

    [Test]
    public void Curly_apostrophe_does_not_match_a_straight_one_by_default() => StepExpression.Parse("l'heure", Types).Match("l\u2019heure").Should().BeNull();

    [Test]
    public void Expression_can_be_the_parameter_type_of_another()
    {
        var inner = StepExpression.Parse("{int} row(s) in {dataset}", Types).Inner;
        var types = new Dictionary<string, ParameterType>(Types, StringComparer.Ordinal) { ["rows"] = new("rows", inner) };
        StepExpression.Parse("{rows} of {word}", types).Match("12 rows in raw orders of shop").Should().Equal("12 rows in raw orders", "shop");
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Escaped_text_matches_itself_and_nothing_longer() =>
        Prop.ForAll(
            Arb.From(Texts),
            text =>
            {
                var expression = StepExpression.Parse(Escaped(text), Types);
                return expression.Match(text) is { Count: 0 } && expression.Match(text + "x") is null && expression.Match("x" + text) is null;
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Arguments_are_returned_as_written() =>
        Prop.ForAll(
            Arb.From(Texts),
            Arb.From(Gen.Choose(int.MinValue, int.MaxValue)),
            Arb.From(Gen.Choose(0, 9999)),
            (text, whole, cents) =>
            {
                var number = whole.ToString(CultureInfo.InvariantCulture);
                var money = (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
                var quoted = text.Replace("\\", "", StringComparison.Ordinal);
                var match = StepExpression
                    .Parse($"{Escaped(text)} {{int}} x {{decimal}} y {{string}} z", Types)
                    .Match($"{text} {number} x {money} y \"{quoted.Replace("\"", "\\\"", StringComparison.Ordinal)}\" z");
                return match is not null && match.SequenceEqual([number, money, quoted], StringComparer.Ordinal);
            }
        );

    private static Gen<string> Texts { get; } =
        from words in Gen.NonEmptyListOf(
            Gen.Elements("raw", "orders", "a.b", "{int}", "(s)", "is/are", "\\", "[A-Z]{3}", "^", "$x", "|", "*", "'", "\"q\"", "é", "#", "<t>", "100 %")
        )
        select "t " + string.Join(' ', words) + " t";

    private static string Escaped(string text) => string.Concat(text.Select(c => c is '{' or '}' or '(' or ')' or '/' or '\\' ? $"\\{c}" : c.ToString()));
}
