using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Redaction;

[Category("Fast")]
public sealed class ValueDifferenceTests
{
    [TestCase("paid", "Paid", "case", "U+0070", "U+0050")]
    [TestCase("Toys", "Toys ", "blanks", "nothing", "U+0020")]
    [TestCase("Toys", "\u2003Toys", "blanks", "nothing", "U+2003")]
    [TestCase("a b", "a\u00a0b", "blanks", "U+0020", "U+00A0")]
    [TestCase("a b", "a  b", "blanks", "nothing", "U+0020")]
    [TestCase("a b", "a\r\nb", "blanks", "U+0020", "U+000D U+000A")]
    [TestCase("Crème", "Cre\u0300me", "Unicode form", "U+00E8", "U+0065 U+0300")]
    [TestCase("\u212b", "\u00c5", "Unicode form", "U+212B", "U+00C5")]
    [TestCase("paid", "pa\u200bid", "invisible characters", "nothing", "U+200B")]
    [TestCase("\ufeffid", "id", "invisible characters", "U+FEFF", "nothing")]
    [TestCase("id", "i\u00add", "invisible characters", "nothing", "U+00AD")]
    [TestCase("id", "\u202eid", "invisible characters", "nothing", "U+202E")]
    [TestCase("한", "\u1112\u1161\u11ab", "Unicode form", "U+D55C", "U+1112 U+1161 U+11AB")]
    [TestCase("ệ", "e\u0302\u0323", "Unicode form", "U+1EC7", "U+0065 U+0302 U+0323")]
    [TestCase("Ａb", "Ab", "width of characters", "U+FF21", "U+0041")]
    [TestCase("12", "\u0661\u0662", "digits of another script", "U+0031 U+0032", "U+0661 U+0662")]
    [TestCase("12", "\uff11\uff12", "digits of another script", "U+0031 U+0032", "U+FF11 U+FF12")]
    [TestCase("Paris", "\u0420aris", "letters of another script", "U+0050", "U+0420")]
    [TestCase("\ufb01n", "fin", "width of characters", "U+FB01", "U+0066 U+0069")]
    [TestCase(
        "Crème ",
        "cre\u0300me",
        "Unicode form and case and blanks",
        "U+0043 U+0072 U+00E8 U+006D U+0065 U+0020",
        "U+0063 U+0072 U+0065 U+0300 U+006D U+0065"
    )]
    [TestCase("😀a", "😀A", "case", "U+0061", "U+0041")]
    [TestCase("a😀", "a\u200d😀", "invisible characters", "nothing", "U+200D")]
    public void Values_that_look_alike_are_distinguished(string expected, string found, string kind, string wanted, string there)
    {
        ValueDifference.Kind(expected, found).Should().Be(kind);
        ValueDifference.Describe(expected, found).Should().Be($"they differ only in {kind}: expected {wanted}, found {there}");
        ValueDifference.Kind(found, expected).Should().Be(kind);
    }

    [TestCase("paid", "paid")]
    [TestCase("paid", "lost")]
    [TestCase("1.5", "1.50")]
    [TestCase(null, "")]
    [TestCase("", null)]
    [TestCase("è", "e")]
    [TestCase("10", "1")]
    public void Values_that_are_equal_or_differ_visibly_need_no_explanation(string? expected, string? found) =>
        ValueDifference.Describe(expected, found).Should().BeNull();

    [Test]
    public void Long_differences_are_cut_short() =>
        ValueDifference
            .Describe("abcdefgh", "ABCDEFGH")
            .Should()
            .Be("they differ only in case: expected U+0061 U+0062 U+0063 U+0064 U+0065 U+0066 …, found U+0041 U+0042 U+0043 U+0044 U+0045 U+0046 …");
}
