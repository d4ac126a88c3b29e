using System.Globalization;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Features.Expressions;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class CucumberExpressionTests
{
    private static readonly Dictionary<string, ParameterType> Types =
        ParameterType.BuiltIn.Append(new ParameterType("layer", "source|raw")).Append(new ParameterType("dataset", @"((source|raw)) (\w+)")).ToDictionary(t => t.Name, StringComparer.Ordinal);

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
    public void An_expression_matches_a_whole_text_or_nothing(string expression, string text, string? arguments)
    {
        var match = CucumberExpression.Parse(expression, Types).Match(text);
        (match is null ? null : string.Join('|', match)).Should().Be(arguments);
    }

    [TestCase("a {nit} b", "character 3: there is no argument '{nit}'; did you mean int?")]
    [TestCase("a {int b", "character 3: '{' has no '}'*")]
    [TestCase("a {i.t} b", "character 3: '{i.t}' is no argument's name*")]
    [TestCase("a (b", "character 3: '(' has no ')'*")]
    [TestCase("a ()", "character 3: an optional text cannot be empty*")]
    [TestCase("a (b(c))", "character 5: an optional text cannot hold another*")]
    [TestCase("a ({int})", "character 4: an optional text cannot hold an argument*")]
    [TestCase("a b/ c", "character 4: an alternative cannot be empty*")]
    [TestCase("/b", "character 1: an alternative cannot be empty*")]
    [TestCase("a/{int}", "character 2: an alternative cannot be empty*")]
    [TestCase("a/(b)", "character 3: an alternative cannot be optional as a whole")]
    [TestCase(@"a \d", @"character 3: '\' stands before*")]
    [TestCase(@"a\", @"character 2: '\' stands before*")]
    [TestCase("^a$", "'^a$' is a regular expression; *")]
    public void An_expression_that_cannot_be_read_is_an_error_with_its_character(string expression, string expected) =>
        FluentActions.Invoking(() => CucumberExpression.Parse(expression, Types)).Should().Throw<FormatException>().WithMessage($"*{expected}");

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property An_escaped_text_matches_itself_and_nothing_longer() =>
        Prop.ForAll(Arb.From(Texts), text =>
        {
            var expression = CucumberExpression.Parse(Escaped(text), Types);
            return expression.Match(text) is { Count: 0 } && expression.Match(text + "x") is null && expression.Match("x" + text) is null;
        });

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Arguments_come_back_as_they_were_written() =>
        Prop.ForAll(Arb.From(Texts), Arb.From(Gen.Choose(int.MinValue, int.MaxValue)), Arb.From(Gen.Choose(0, 9999)), (text, whole, cents) =>
        {
            var number = whole.ToString(CultureInfo.InvariantCulture);
            var money = (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
            var quoted = text.Replace("\\", "", StringComparison.Ordinal);
            var match = CucumberExpression.Parse($"{Escaped(text)} {{int}} x {{decimal}} y {{string}} z", Types)
                .Match($"{text} {number} x {money} y \"{quoted.Replace("\"", "\\\"", StringComparison.Ordinal)}\" z");
            return match is not null && match.SequenceEqual([number, money, quoted], StringComparer.Ordinal);
        });

    private static Gen<string> Texts { get; } =
        from words in Gen.NonEmptyListOf(Gen.Elements("raw", "orders", "a.b", "{int}", "(s)", "is/are", "\\", "[A-Z]{3}", "^", "$x", "|", "*", "'", "\"q\"", "é", "#", "<t>", "100 %"))
        select "t " + string.Join(' ', words) + " t";

    private static string Escaped(string text) =>
        string.Concat(text.Select(c => c is '{' or '}' or '(' or ')' or '/' or '\\' ? $"\\{c}" : c.ToString()));
}
