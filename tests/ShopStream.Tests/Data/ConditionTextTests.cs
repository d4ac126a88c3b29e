using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class ConditionTextTests
{
    private static IEnumerable<TestCaseData> Read()
    {
        yield return new("status is null", new IsNull("status"));
        yield return new("status is not null", new Not(new IsNull("status")));
        yield return new("orders.status is null", new IsNull(Identifier.Of("orders", "status")));
        yield return new("\"Order Details\".\"a.b\" is null", new IsNull(Identifier.Of("Order Details", "a.b")));
        yield return new("\"a.b\" is null", new IsNull("a.b"));
        yield return new("\"say \"\"hi\"\"\" is not null", new Not(new IsNull("say \"hi\"")));
        yield return new("status is paid", new Compares("status", Comparison.Equal, "paid"));
        yield return new("status is \"on hold, still\"", new Compares("status", Comparison.Equal, "on hold, still"));
        yield return new("quantity is at least 1", new Compares("quantity", Comparison.AtLeast, "1"));
        yield return new("quantity is at most 1.5", new Compares("quantity", Comparison.AtMost, "1.5"));
        yield return new("quantity is above -1", new Compares("quantity", Comparison.Above, "-1"));
        yield return new("created_at is below 2025-01-01", new Compares("created_at", Comparison.Below, "2025-01-01"));
        yield return new("quantity is between 1 and 5", new IsBetween("quantity", "1", "5"));
        yield return new("name is between \"a and b\" and z", new IsBetween("name", "a and b", "z"));
        yield return new("country matches [A-Z]{2,3}", new IsMatch("country", "[A-Z]{2,3}"));
    }

    [TestCaseSource(nameof(Read))]
    public void Condition_is_parsed(string text, Condition condition) => ConditionText.Parse(text).Should().Be(condition);

    [Test]
    public void List_conditions_are_parsed_and_negated_lists_include_null()
    {
        ConditionText.Parse("status is one of paid, \"a, b\"").Should().BeOfType<IsOneOf>().Which.Values.Should().Equal("paid", "a, b");
        var none = ConditionText.Parse("status is not one of cancelled, refunded").Should().BeOfType<OrNull>().Subject;
        none.Column.Should().Be("status");
        none.Inner.Should().BeOfType<Not>().Which.Inner.Should().BeOfType<IsOneOf>().Which.Values.Should().Equal("cancelled", "refunded");
    }

    [TestCase("a", new[] { "a" })]
    [TestCase("a, b ,c", new[] { "a", "b", "c" })]
    [TestCase("on hold, it's", new[] { "on hold", "it's" })]
    [TestCase("\"a, b\", c", new[] { "a, b", "c" })]
    [TestCase("\"say \"\"hi\"\"\"", new[] { "say \"hi\"" })]
    [TestCase("\"\", a", new[] { "", "a" })]
    [TestCase("\" a \"", new[] { " a " })]
    public void List_of_values_is_parsed(string text, string[] values) => ConditionText.Values(text).Should().Equal(values);

    [TestCase("")]
    [TestCase("a,")]
    [TestCase(", a")]
    [TestCase("a,,b")]
    [TestCase("\"a")]
    [TestCase("\"a\" b")]
    [TestCase("a \"b\"")]
    public void Invalid_list_is_rejected(string text) =>
        FluentActions.Invoking(() => ConditionText.Values(text)).Should().Throw<FormatException>().WithMessage($"'{text}' is not a list of values: *");

    [TestCase("status")]
    [TestCase("status = paid")]
    [TestCase("status is not paid")]
    [TestCase("status is")]
    [TestCase("status is one of")]
    [TestCase("quantity is at least")]
    [TestCase("quantity is between 1")]
    [TestCase("quantity is above")]
    [TestCase("a.b.c is null")]
    [TestCase("\"status is null")]
    [TestCase("Unit Price is null")]
    [TestCase("1x is null")]
    public void Invalid_condition_is_rejected_with_the_valid_forms(string text) =>
        FluentActions
            .Invoking(() => ConditionText.Parse(text))
            .Should()
            .Throw<FormatException>()
            .WithMessage($"'{text}' is not a condition: expected '<column> is one of a, b'*");

    [TestCase("quantity is between 1 and 5 and 7")]
    [TestCase("status is paid, shipped")]
    [TestCase("quantity is at least 1, 2")]
    [TestCase("status is \"open")]
    [TestCase("country matches [A-Z")]
    public void Several_values_are_rejected_where_one_is_expected(string text) =>
        FluentActions.Invoking(() => ConditionText.Parse(text)).Should().Throw<FormatException>();
}
