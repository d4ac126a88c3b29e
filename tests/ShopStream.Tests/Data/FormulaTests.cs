using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class FormulaTests
{
    [TestCase("quantity * unit_price", "quantity * unit_price")]
    [TestCase("a+b*c", "a + b * c")]
    [TestCase("(a + b) * c", "(a + b) * c")]
    [TestCase("a - b - c", "a - b - c")]
    [TestCase("a - (b - c)", "a - (b - c)")]
    [TestCase("a - (b + c)", "a - (b + c)")]
    [TestCase("a * (b * c)", "a * b * c")]
    [TestCase("((a))", "a")]
    [TestCase("a * 1.20 - 0.5", "a * 1.20 - 0.5")]
    public void Formula_round_trips_through_text(string text, string description) => $"{Formula.Parse(text)}".Should().Be(description);

    [Test]
    public void Multiplication_binds_tighter_and_subtraction_to_the_left()
    {
        Formula
            .Parse("a - b * c - d")
            .Should()
            .Be(new Operation(new Operation(new ColumnTerm("a"), '-', new Operation(new ColumnTerm("b"), '*', new ColumnTerm("c"))), '-', new ColumnTerm("d")));
        Formula.Parse("a * (b - 1)").Columns.Should().Equal("a", "b");
        $"{Formula.Parse("a * 2").On("orders")}".Should().Be("orders.a * 2");
    }

    [TestCase("", "'' at position 1: found the end, expected a column, a number or '('*")]
    [TestCase("a b", "'a b' at position 3: found 'b', expected an operator*")]
    [TestCase(
        "a * 0.12345678901234567890123456789012345678",
        "'0.12345678901234567890123456789012345678' has too many digits: expected a number of at most 28"
    )]
    [TestCase("a / b", "'a / b' at position 3: found '/', expected an operator*division would round*")]
    [TestCase("(a", "'(a' at position 3: found the end, expected ')'*")]
    [TestCase("a)", "'a)' at position 2: found ')'*")]
    [TestCase("a * ", "*found the end, expected a column*")]
    [TestCase("-a", "*position 1: found '-', expected a column*")]
    [TestCase("1.2.3", "*expected a column, a number*")]
    [TestCase("é", "*found 'é'*")]
    [TestCase("a; b", "*found ';'*")]
    public void Invalid_formula_is_rejected_with_its_position(string text, string message) =>
        FluentActions.Invoking(() => Formula.Parse(text)).Should().Throw<FormatException>().WithMessage(message);

    [Test]
    public void Deeply_nested_parentheses_are_rejected() =>
        FluentActions
            .Invoking(() => Formula.Parse(new string('(', 100_000)))
            .Should()
            .Throw<FormatException>()
            .WithMessage("the formula opens more than 50 parentheses*");
}
