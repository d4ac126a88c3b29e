using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.Reconciliation;

/// <summary>Keys are compared as tuples: no value can be read as two values, as another value or as NULL.</summary>
[Category("Fast")]
public sealed class KeyTextTests
{
    // Separators, escapes and marks of the encoding itself, and texts that look like them.
    private static readonly string?[] Values =
    [
        null,
        "",
        "∅",
        "=",
        "=∅",
        "a",
        "b",
        "\u001f",
        "\u001f=",
        "\u001f∅",
        "\u001e",
        "\u001e0",
        "\u001e1",
        "\u001e\u001f",
        "\u001f\u001e",
        "a\u001f=b",
        "0",
        "1",
        "\\",
        "a, b",
        "null",
    ];

    [Test]
    public void Every_tuple_has_an_identity_of_its_own_and_is_read_back()
    {
        List<IReadOnlyList<string?>> tuples =
        [
            .. Values.Select(v => new[] { v }),
            .. Pairs,
            .. Pairs.SelectMany(p => new[] { "", "\u001f", null }.Select(v => (string?[])[.. p, v])),
        ];

        tuples.Select(KeyText.Identity).Should().OnlyHaveUniqueItems();
        foreach (var tuple in tuples)
            KeyText.Values(KeyText.Identity(tuple)).Should().Equal(tuple);
    }

    [TestCase("x\u001f=y", "z", "x", "y\u001f=z")]
    [TestCase("x\u001f∅", "z", "x", "∅\u001f=z")]
    [TestCase("x\u001e", "\u001fy", "x\u001e1", "y")]
    public void Amount_that_moves_between_groups_whose_values_contain_the_separator_is_found(string first, string second, string third, string fourth)
    {
        var side = new Measure(new Relation(new Dataset(Layer.Mart, "sales")), [new GroupKey("a"), new GroupKey("b")], "amount");
        var check = new Reconciles("x", side with { Relation = new Relation(new Dataset(Layer.Source, "sales")) }, side, Tolerance.Exact);

        check
            .ByRows(Groups([first, second, "1", "5"], [third, fourth, "1", "6"]), Groups([first, second, "1", "6"], [third, fourth, "1", "5"]))
            .Outcome.Should()
            .Be(Outcome.Failed);
        check.ByRows(Groups([first, second, "1", "5"]), Groups([third, fourth, "1", "5"])).Outcome.Should().Be(Outcome.Failed);
    }

    private static IEnumerable<string?[]> Pairs => Values.SelectMany(a => Values.Select(b => new[] { a, b }));

    private static Measurement Groups(params string?[][] rows) => new([], rows);
}
