using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

/// <summary>Custom SQL is embedded in a subquery and must not break out of it.</summary>
[Category("Fast")]
public sealed class CustomSqlPolicyTests
{
    [TestCase("select 1")]
    [TestCase("SELECT(1)")]
    [TestCase("WITH a AS (SELECT 1) SELECT * FROM a")]
    [TestCase("-- why\n/* and how */ SELECT 1")]
    [TestCase("SELECT ';', ')', '--', '/*' FROM x")]
    [TestCase("SELECT 'it''s (' FROM x -- ) ; it's")]
    [TestCase("SELECT \"a;)\"\"'\" FROM x")]
    [TestCase(@"SELECT E'\'' , 1")]
    [TestCase(@"SELECT 1 WHERE 'a' LIKE 'C:\temp\\'")]
    [TestCase("SELECT 1 / /* // */ 2 -- //")]
    [TestCase("SELECT $$ ; ) ' $$, $a$ $$ ; $a$")]
    [TestCase("SELECT a$b$, c$$ FROM x")]
    [TestCase("SELECT $1 FROM x")]
    [TestCase("SELECT /* ; ) ' */ 1")]
    [TestCase("SELECT 1 --")]
    [TestCase("SELECT 'a\u00A0b', \"c\u00A0d\" /* \u00A0 */")]
    [TestCase("SELECT E'a', 'b'")]
    [TestCase("SELECT 'a'\n'b'")]
    [TestCase("SELECT $é$ ' ) ; $é$")]
    public void Single_select_over_the_catalog_is_accepted(string sql) => CustomSqlPolicy.Validate(sql).Should().Be(sql);

    [TestCase("SELECT 1;", "SELECT 1")]
    [TestCase("  SELECT 1 ;\n;; ", "SELECT 1")]
    [TestCase("SELECT 1\r\n-- x\rFROM y", "SELECT 1\n-- x\nFROM y")]
    public void Trailing_semicolons_and_carriage_returns_are_removed(string sql, string kept) => CustomSqlPolicy.Validate(sql).Should().Be(kept);

    [TestCase("1) ; drop table x; select (1", "*begins with '1) ; drop '*")]
    [TestCase("SELECT 1) ; drop table x; select (1", "*closes a parenthesis that it does not open")]
    [TestCase("SELECT 1; DROP TABLE x", "*more than one statement*")]
    [TestCase("SELECT (1", "*opens a parenthesis that it does not close")]
    [TestCase("SELECT '", "*opens a ' that it does not close")]
    [TestCase("SELECT \"a", "*opens a \" that it does not close")]
    [TestCase("SELECT $$ a", "*opens a $$ that it does not close")]
    [TestCase("SELECT /* a", "*opens a comment that it does not close")]
    [TestCase("SELECT /* a /* b */ 1 */ ) ; DROP TABLE x; --", "*nested comment*")]
    [TestCase("SELECT 1 -- a\r) ; DROP TABLE x; SELECT (1", "*closes a parenthesis*")]
    [TestCase("SELECT 'a\\') ; DROP TABLE x; SELECT ('", "*a backslash before a quote*")]
    [TestCase("SELECT 1 AS €$$ ) ; DROP TABLE x; SELECT (1) AS €$$", "*closes a parenthesis*")]
    [TestCase("SELECT 1 AS a$x$ ) ; DROP TABLE x; SELECT (1) AS a$x$", "*closes a parenthesis*")]
    [TestCase("SELECT $1$ ) ; DROP TABLE x; SELECT (1 $1$", "*closes a parenthesis*")]
    [TestCase("SELECT $é$ ' $é$ ) ; DROP TABLE x; SELECT (' '", "*closes a parenthesis*")]
    [TestCase("SELECT nameE'\\' ) ; DROP TABLE x; SELECT ('", "*a backslash before a quote*")]
    [TestCase("SELECT\u00A0email FROM users", "*the blank U+00A0 outside of quotes*write a space")]
    [TestCase("SELECT 1 FROM\u3000users", "*the blank U+3000 outside of quotes*")]
    [TestCase("SELECT a\u200B FROM users", "*the blank U+200B outside of quotes*")]
    [TestCase("SELECT E'a'\n'\\'' AS a, email AS b, '' AS c FROM users --'", "*continues a text E'…' with another one*")]
    [TestCase(@"SELECT 1 WHERE 'a' LIKE'\'", "*a backslash before a quote*write CHR(92)*")]
    [TestCase(@"SELECT '\' AS a, email AS b, '' AS c FROM users --'", "*a backslash before a quote*")]
    [TestCase(@"SELECT '\''), email, ('' FROM users", "*a backslash before a quote*")]
    [TestCase("SELECT 1 // '\n, email AS b // '\nFROM users", "*// outside of quotes*comment in Snowflake*")]
    [TestCase("", "the query begins with ''*")]
    [TestCase("COPY x TO '/tmp/x'", "the query begins with 'COPY'*")]
    [TestCase("INSERT INTO x SELECT 1", "the query begins with 'INSERT'*")]
    [TestCase("PRAGMA database_list", "the query begins with 'PRAGMA'*")]
    [TestCase("SELECTED", "the query begins with 'SELECTED'*")]
    [TestCase("(SELECT 1)", "the query begins with '(SELECT 1)'*")]
    [TestCase("-- only a comment", "the query begins with '*")]
    public void Statement_other_than_a_contained_select_is_rejected(string sql, string message) =>
        FluentActions.Invoking(() => CustomSqlPolicy.Validate(sql)).Should().Throw<FormatException>().WithMessage(message);
}
