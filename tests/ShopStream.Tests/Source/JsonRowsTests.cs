using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Tests.Reconciliation.RowComparison;

namespace ShopStream.Tests.Source;

/// <summary>Files of one JSON object per line are read by name, whatever the order and the size of their members.</summary>
[TestFixture, Category("Fast")]
internal sealed class JsonRowsTests
{
    private static readonly RowReading Reading = new(
        new Relation(new Dataset(Layer.Source, "events")),
        [new RowCell("id", "int")],
        [new RowCell("note", "text"), new RowCell("data", "jsonb")]
    );

    [TestCase("""{"id":1,"note":"a","data":{"x": 1}}""")]
    [TestCase("""{"data":{"x":1.0},"other":[{"id":9}],"note":"a","id":1}""", Description = "another order, and a column that is not read")]
    [TestCase("""{ "id" : 1 , "note" : "\u0061" , "data" : {"x":1} }""", Description = "blanks and escapes")]
    [TestCase("""{"id":2,"id":1,"note":"a","data":{"x":1}}""", Description = "the last one counts")]
    public void Columns_are_found_by_name(string line) => Read($"{line}\n").Single().Should().Equal("1", "a", """{"x":1}""");

    [Test]
    public void Lines_may_have_members_in_different_orders() =>
        Read("""{"id":1,"note":"a","data":1}""" + "\n" + """{"data":2,"note":null,"id":2}""" + "\r\n" + """{"id":3,"note":"","data":null}""")
            .Should()
            .BeEquivalentTo(new string?[][] { ["1", "a", "1"], ["2", null, "2"], ["3", "", null] }, o => o.WithStrictOrdering());

    [Test]
    public void Line_may_be_longer_than_the_buffer()
    {
        var text = new string('x', 300_000);

        var rows = Read(
            $$"""{"id":1,"note":"a","data":1}"""
                + "\n"
                + $$"""{"id":2,"note":"{{text}}","data":"{{text}}"}"""
                + "\n"
                + """{"id":3,"note":"c","data":3}"""
                + "\n"
        );

        rows.Select(r => r[0]).Should().Equal("1", "2", "3");
        rows[1].Should().Equal("2", text, $"\"{text}\"");
    }

    [Test]
    public void Empty_file_has_no_rows() => Read("").Should().BeEmpty();

    [TestCase("""{"id":1,"note":"a"}""", "*no column 'data'*")]
    [TestCase("""[1]""", "*expected an object*")]
    [TestCase("""{"id":1,"note":"a","data":1} x""", "*")]
    [TestCase("""{"id":1,"note":"a","data":""", "*")]
    [TestCase("id,note,data", "*")]
    public void Line_that_is_not_such_an_object_is_refused(string line, string message) =>
        FluentActions.Invoking(() => Read($"{line}\n")).Should().Throw<FormatException>().WithMessage(message);

    private static List<IReadOnlyList<string?>> Read(string file)
    {
        var rows = new Rows();
        JsonRows.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)), Reading, new CanonicalRow(rows, 1), CancellationToken.None);
        return [.. rows.All.Select(r => CanonicalText.Of(r))];
    }
}
