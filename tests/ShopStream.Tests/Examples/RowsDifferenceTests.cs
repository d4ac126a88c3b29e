using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Examples;

/// <summary>Expected and built rows side by side.</summary>
[TestFixture, Category("Fast")]
public sealed class RowsDifferenceTests
{
    private static readonly Dataset Mart = new(Layer.Mart, "m");

    [Test]
    public void Repeated_rows_count_each() =>
        Lines(RowAgreement.Exactly, ["1|a", "1|a"], ["1|a", "1|a", "1|a"]).Should().Equal("  | 1  | a |", "  | 1  | a |", "+ | 1  | a |");

    [Test]
    public void Row_is_paired_with_the_one_that_shares_its_first_cell() =>
        Lines(RowAgreement.Exactly, ["1|a", "2|b"], ["3|a", "1|c", "2|b"]).Should().Equal("~ | 1  | a → c |", "  | 2  | b     |", "+ | 3  | a     |");

    [Test]
    public void Rows_that_share_no_cell_are_missing_and_unexpected() =>
        Lines(RowAgreement.Exactly, ["1|a"], ["2|b"]).Should().Equal("- | 1  | a |", "+ | 2  | b |");

    [Test]
    public void Row_inserted_in_order_does_not_shift_the_others() =>
        Lines(RowAgreement.InThisOrder, ["1|a", "2|b", "3|c"], ["1|a", "9|z", "2|b", "3|c"])
            .Should()
            .Equal("  | 1  | a |", "+ | 9  | z |", "  | 2  | b |", "  | 3  | c |");

    [Test]
    public void Rows_at_the_same_place_are_compared_in_order() =>
        Lines(RowAgreement.InThisOrder, ["1|a", "2|b", "3|c"], ["1|a", "2|x", "3|c"])
            .Should()
            .Equal("  | 1  | a     |", "~ | 2  | b → x |", "  | 3  | c     |");

    [Test]
    public void At_least_shows_the_expected_rows_only() =>
        Lines(RowAgreement.AtLeast, ["1|a", "2|b"], ["1|a", "3|c"]).Should().Equal("  | 1  | a |", "- | 2  | b |");

    [Test]
    public void Rows_beyond_the_limit_are_counted()
    {
        var rows = Evaluate(RowAgreement.Exactly, ["0|x"], [.. Enumerable.Range(1, 300).Select(i => $"{i}|a")]).Rows!;

        rows.Rows.Should().HaveCount(RowsDifference.MostRows);
        rows.ToLines()[^1].Should().Be("  … and 101 more rows");
    }

    [TestCase(RowAgreement.Exactly, new[] { "2|b", "1|a" }, true)]
    [TestCase(RowAgreement.InThisOrder, new[] { "2|b", "1|a" }, false)]
    [TestCase(RowAgreement.AtLeast, new[] { "2|b" }, true)]
    [TestCase(RowAgreement.Exactly, new[] { "2|b" }, false)]
    [TestCase(RowAgreement.AtLeast, new[] { "2|b", "2|b" }, false)]
    [TestCase(RowAgreement.Exactly, new[] { "01|a", "2.0|b" }, true)]
    public void Agreement_decides(RowAgreement agreement, string[] expected, bool passes) =>
        Evaluate(agreement, expected, ["1|a", "2|b"]).Outcome.Should().Be(passes ? Outcome.Passed : Outcome.Failed);

    private static IEnumerable<string> Lines(RowAgreement agreement, string[] expected, string[] found) =>
        Evaluate(agreement, expected, found).Rows!.ToLines().Skip(1);

    private static Evaluation Evaluate(RowAgreement agreement, string[] expected, string[] found)
    {
        var table = new WrittenTable(["id", "t"], [.. expected.Select((r, i) => new WrittenRow(r.Split('|'), i + 2))], 1);
        var check = new HasRows(new Relation(Mart), table, agreement);
        var measurements = new Measurements();
        measurements.Add(
            new Shape(Mart),
            new Measurement(
                ["name", "type", "nullable"],
                [
                    ["id", "int", "true"],
                    ["t", "text", "true"],
                ]
            )
        );
        measurements.Add(
            new TableRows(new Relation(Mart), ["id", "t"]),
            new Measurement(["id", "t"], [.. found.Select(r => (IReadOnlyList<string?>)r.Split('|'))])
        );
        return check.Evaluate(measurements);
    }
}
