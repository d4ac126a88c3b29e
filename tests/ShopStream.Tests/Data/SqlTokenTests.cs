using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

/// <summary>How SQL text is divided into tokens.</summary>
[Category("Fast")]
public sealed class SqlTokenTests
{
    [TestCase("a b", "Name:a Space:  Name:b")]
    [TestCase("1a$b", "Number:1a$b")]
    [TestCase("é$x=1", "Name:é$x Symbol:= Number:1")]
    [TestCase("'it''s' 'b'", "Literal:'it''s' Space:  Literal:'b'")]
    [TestCase("e'\\'' E'\\\\'", "Name:e Literal:'\\'' Space:  Name:E Literal:'\\\\'")]
    [TestCase("ae'\\'", "Name:ae Literal:'\\'")]
    [TestCase("\"a\"\"b\".c", "QuotedName:\"a\"\"b\" Symbol:. Name:c")]
    [TestCase("$$'$$ $a$ $$ $a$", "Literal:$$'$$ Space:  Literal:$a$ $$ $a$")]
    [TestCase("$1", "Symbol:$ Number:1")]
    [TestCase("a$$b", "Name:a$$b")]
    [TestCase("--x\ny", "Comment:--x Space:\n Name:y")]
    [TestCase("/*a*/-/", "Comment:/*a*/ Symbol:- Symbol:/")]
    public void Text_is_divided_into_tokens(string sql, string expected) =>
        string.Join(' ', SqlToken.All(sql).Select(t => $"{t.Kind}:{sql[t.Start..t.End]}")).Should().Be(expected);

    [TestCase("'a", "'")]
    [TestCase("'a''", "'")]
    [TestCase("\"a", "\"")]
    [TestCase("$x$ $$", "$x$")]
    [TestCase("/* a *", "comment")]
    public void Token_that_does_not_end_reaches_to_the_end(string sql, string opened) =>
        SqlToken.At(sql, 0).Should().BeEquivalentTo(new { Unclosed = opened, End = sql.Length });

    [TestCase("/* a */ /* b */", false)]
    [TestCase("/* a /* b */", true)]
    [TestCase("/*/*/", true)]
    public void Comment_in_a_comment_is_noticed(string sql, bool nested) => SqlToken.At(sql, 0).IsNested.Should().Be(nested);

    [Test]
    public void Quoted_name_is_read_without_its_quotes() => SqlToken.At("\"a\"\"b\"", 0).Text("\"a\"\"b\"").Should().Be("a\"b");

    [Test]
    public void Tokens_cover_any_text()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var sql = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => "'\"$-/*e\\a1 \n;("[random.Next(14)])]);
            string.Concat(SqlToken.All(sql).Select(t => sql[t.Start..t.End])).Should().Be(sql);
        }
    }
}
