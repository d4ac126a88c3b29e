using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Reconciliation.RowComparison;

/// <summary>How a row that differs is written.</summary>
[TestFixture, Category("Fast")]
internal sealed class RowLineTests
{
    private static readonly byte[] Key = KeyOf("17");

    [TestCase(RowDifference.Missing, "id=17: missing")]
    [TestCase(RowDifference.Extra, "id=17: extra")]
    [TestCase(RowDifference.MoreThanOnce, "id=17: more than once")]
    [TestCase(RowDifference.LessOften, "id=17: less often than expected")]
    [TestCase(RowDifference.Changed, "id=17: other values")]
    public void Kind_of_difference_is_named_where_the_rows_are_not_known(RowDifference kind, string text)
    {
        Line().Of(kind, Key, [], []).Should().Be(text);
        Line()
            .Of(
                kind,
                Key,
                [
                    ["17", "a", "b"],
                    ["17", "a", "c"],
                ],
                [
                    ["17", "a", "d"],
                ]
            )
            .Should()
            .Be(text);
        Line()
            .Of(
                kind,
                Key,
                [
                    ["17", "a", "b"],
                ],
                []
            )
            .Should()
            .Be(text);
    }

    [TestCase(SampleLevel.Full, "none", "id=17: name expected a, found A; note expected null, found ''")]
    [TestCase(SampleLevel.Keys, "none", "id=17: other values in name, note")]
    [TestCase(SampleLevel.Full, "orders.name", "id=17: name expected (hidden 1), found (hidden 2); note expected null, found ''")]
    [TestCase(SampleLevel.Full, "fact_orders.title", "id=17: name expected (hidden 1), found (hidden 2); note expected null, found ''")]
    public void Values_are_shown_as_far_as_they_may_be(SampleLevel level, string personal, string text) =>
        Line(level, personal)
            .Of(
                RowDifference.Changed,
                Key,
                [
                    ["17", "A", ""],
                ],
                [
                    ["17", "a", null],
                ]
            )
            .Should()
            .Be(text);

    [Test]
    public void Row_that_is_equal_when_it_is_read_again_is_told_so()
    {
        Line()
            .Of(
                RowDifference.Changed,
                Key,
                [
                    ["17", "a", "b"],
                ],
                [
                    ["17", "a", "b"],
                ]
            )
            .Should()
            .Be("id=17: other values when compared, equal now");
        Line(SampleLevel.Keys)
            .Of(
                RowDifference.Changed,
                Key,
                [
                    ["17", "a", "b"],
                ],
                [
                    ["17", "a", "b"],
                ]
            )
            .Should()
            .Be("id=17: other values when compared, equal now");
    }

    [TestCase(60, false)]
    [TestCase(61, true)]
    public void Long_value_is_cut(int length, bool cut)
    {
        var value = new string('x', length);
        Line()
            .Of(
                RowDifference.Changed,
                Key,
                [
                    ["17", value, "b"],
                ],
                [
                    ["17", "a", "b"],
                ]
            )
            .Should()
            .Be($"id=17: name expected a, found {(cut ? value[..60] + "…" : value)}");
    }

    [Test]
    public void Likeness_is_told_of_a_single_row()
    {
        Line()
            .Likeness(
                Key,
                [
                    ["17", "A", "b"],
                ],
                [
                    ["17", "a", "c"],
                ]
            )
            .Should()
            .Be("id=17, name: they differ only in case: expected U+0061, found U+0041");
        Line(personal: "orders.name")
            .Likeness(
                Key,
                [
                    ["17", "A", "b"],
                ],
                [
                    ["17", "a", "c"],
                ]
            )
            .Should()
            .Be("id=17, name: they differ only in case");
        Line(SampleLevel.Keys)
            .Likeness(
                Key,
                [
                    ["17", "A", "b"],
                ],
                [
                    ["17", "a", "c"],
                ]
            )
            .Should()
            .Be("id=17, name: they differ only in case");
        Line()
            .Likeness(
                Key,
                [
                    ["17", "A", "b"],
                    ["17", "B", "b"],
                ],
                [
                    ["17", "a", "c"],
                ]
            )
            .Should()
            .BeNull();
        Line()
            .Likeness(
                Key,
                [
                    ["17", "A", "b"],
                ],
                []
            )
            .Should()
            .BeNull();
        Line()
            .Likeness(
                Key,
                [
                    ["17", "x", "b"],
                ],
                [
                    ["17", "y", "c"],
                ]
            )
            .Should()
            .BeNull();
    }

    private static RowLine Line(SampleLevel level = SampleLevel.Full, string personal = "none") =>
        new(Reading(Layer.Core, "fact_orders", "title"), Reading(Layer.Source, "orders", "name"), new RedactionPolicy(level, PersonalColumns.Parse(personal)));

    private static RowReading Reading(Layer layer, string table, string name) =>
        new(new Relation(new Dataset(layer, table)), [new RowCell("id", "int")], [new RowCell(name, "text"), new RowCell("note", "text")]);

    private static byte[] KeyOf(string key)
    {
        var sink = new Rows();
        var row = new CanonicalRow(sink, 1);
        row.Text(System.Text.Encoding.UTF8.GetBytes(key));
        row.End();
        return sink.All.Single();
    }
}
