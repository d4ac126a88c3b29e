using FluentAssertions;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Data;

[TestFixture, Category("Fast")]
internal sealed class IdentifierTests
{
    [TestCase("orders", "orders")]
    [TestCase("Orders", "Orders")]
    [TestCase("select", "select")]
    [TestCase("_b1", "_b1")]
    [TestCase("Order Details", "\"Order Details\"")]
    [TestCase(" led", "\" led\"")]
    [TestCase("2024", "\"2024\"")]
    [TestCase("a.b", "\"a.b\"")]
    [TestCase("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [TestCase("\"", "\"\"\"\"")]
    [TestCase("Prénom", "\"Prénom\"")]
    [TestCase("📦", "\"📦\"")]
    [TestCase("« Réf »", "\"« Réf »\"")]
    [TestCase("C:\\temp", "\"C:\\temp\"")]
    public void Name_is_quoted_only_if_it_needs_quotes(string name, string written)
    {
        Identifier.Written(name).Should().Be(written);
        Identifier.Read(written).Should().Be(name);
        Identifier.Unquoted(written).Should().Be(name);
    }

    [Test]
    public void Every_name_is_read_back_wherever_it_is_written()
    {
        var name = Gen.Elements("a", "\"", "\"\"", " ", ".", ",", ";", "'", "and", " and ", ", ", "é", "📦", "%", "\\", "|", "(", "*", " by day")
            .NonEmptyListOf()
            .Select(string.Concat);
        foreach (var (one, two) in (from a in name from b in name select (a, b)).Sample(500))
        {
            var names = new[] { one, two, "plain" };
            Identifier.Listed(Identifier.Listing(names)).Should().Equal(names);
            Identifier.Items(Identifier.Written(names)).Select(Identifier.Read).Should().Equal(names);
            Identifier.SplitReference($"{new Dataset(Layer.Raw, one)}.{Identifier.Written(two)}").Should().Be(($"{new Dataset(Layer.Raw, one)}", two));
            $"{ConditionText.Parse($"{Identifier.Written(one)} is at least 5")}".Should().Be($"{new Compares(one, Comparison.AtLeast, "5")}");
            $"{ConditionText.Parse($"{Identifier.Written(Identifier.Of(one, two))} is null")}".Should().Be($"{new IsNull(Identifier.Of(one, two))}");
            Formula.Parse($"{Identifier.Written(one)} * (2 + {Identifier.Written(two)})").Columns.Should().Equal(one, two);
        }
    }

    [TestCase("\"", "*is not a name*straight double quotes*")]
    [TestCase("\"a", "*is not a name*")]
    [TestCase("\"a\"b\"", "*is not a name*")]
    [TestCase("\"\"", "*empty name*")]
    [TestCase("\"a\tb\"", "*control character*rename it*")]
    [TestCase("\"a\nb\"", "*control character*rename it*")]
    public void Text_that_is_not_a_name_is_rejected(string text, string message) =>
        FluentActions.Invoking(() => Identifier.Read(text)).Should().Throw<FormatException>().WithMessage(message);

    [Test]
    public void Commas_in_quotes_do_not_separate() =>
        Identifier.Items("orders, \"a, b\",, \"say \"\"x, y\"\"\" ,").Should().Equal("orders", "\"a, b\"", "\"say \"\"x, y\"\"\"");

    [Test]
    public void Quote_that_is_not_closed_keeps_the_rest() => Identifier.Items("a, \"b, c").Should().Equal("a", "\"b, c");

    [Test]
    public void Column_of_a_looked_up_table_is_not_a_column_with_a_dot()
    {
        var relation = new Relation(new Dataset(Layer.Raw, "lines"), [], [new Lookup("a", "a_id", "id")]);

        relation.Reference("a.b").Should().Be(new ColumnReference(relation.Dataset, "a.b"));
        relation.Reference(Identifier.Of("a", "b")).Should().Be(new ColumnReference(new Dataset(Layer.Raw, "a"), "b"));
        $"{new SumOf("a.b")}, {new SumOf(Identifier.Of("a", "b"))}".Should().Be("sum of \"a.b\", sum of a.b");
    }

    [TestCase("Order Details", "\"raw\".\"Order Details\"", "\"RAW\".\"Order Details\"")]
    [TestCase("say \"hi\"", "\"raw\".\"say \"\"hi\"\"\"", "\"RAW\".\"say \"\"hi\"\"\"")]
    [TestCase("select", "\"raw\".\"select\"", "\"RAW\".\"SELECT\"")]
    [TestCase("x\"; DROP TABLE y; --", "\"raw\".\"x\"\"; DROP TABLE y; --\"", "\"RAW\".\"x\"\"; DROP TABLE y; --\"")]
    public void Dialects_quote_names(string table, string duckDb, string snowflake)
    {
        Dialect.DuckDb.Table(new Dataset(Layer.Raw, table)).Should().Be(duckDb);
        Dialect.Snowflake.Table(new Dataset(Layer.Raw, table)).Should().Be(snowflake);
    }
}
