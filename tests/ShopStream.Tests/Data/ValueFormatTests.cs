using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

/// <summary>Examples from the standards; the pattern itself means the same in every store, see PatternsTests.</summary>
[Category("Fast")]
public sealed class ValueFormatTests
{
    [TestCase("email address", "simple@example.com")]
    [TestCase("email address", "first.last+tag@sub.example.co.uk")]
    [TestCase("email address", "o'neil@example.com")]
    [TestCase("email address", "user-1@xn--bcher-kva.example")]
    [TestCase("URL", "https://example.com")]
    [TestCase("URL", "http://example.com:8080/path/file.html?query=1&b=%20#part")]
    [TestCase("URL", "https://example.com?q=1")]
    [TestCase("UUID", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [TestCase("UUID", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")]
    [TestCase("IPv4 address", "192.0.2.235")]
    [TestCase("IPv4 address", "0.0.0.0")]
    [TestCase("IPv4 address", "255.255.255.255")]
    [TestCase("IPv4 network", "192.0.2.0/24")]
    [TestCase("IPv6 address", "2001:db8::8:800:200c:417a")]
    [TestCase("IPv6 address", "::")]
    [TestCase("IPv6 address", "::1")]
    [TestCase("IPv6 address", "::ffff:129.144.52.38")]
    [TestCase("IPv6 address", "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789")]
    [TestCase("country code", "DE")]
    [TestCase("three-letter country code", "DEU")]
    [TestCase("currency code", "EUR")]
    [TestCase("language code", "fr")]
    [TestCase("number", "-1.5e3")]
    [TestCase("whole number", "007")]
    [TestCase("phone number", "+14155552671")]
    [TestCase("phone number", "+442071838750")]
    public void Valid_values_match(string format, string value) => Matches(format, value).Should().BeTrue();

    [TestCase("email address", "plainaddress")]
    [TestCase("email address", "a@b@example.com")]
    [TestCase("email address", ".first@example.com")]
    [TestCase("email address", "first.@example.com")]
    [TestCase("email address", "first..last@example.com")]
    [TestCase("email address", "first last@example.com")]
    [TestCase("email address", "user@-example.com")]
    [TestCase("email address", "user@example")]
    [TestCase("email address", " user@example.com")]
    [TestCase("URL", "example.com")]
    [TestCase("URL", "ftp://example.com")]
    [TestCase("URL", "https://")]
    [TestCase("URL", "https://example.com/a b")]
    [TestCase("UUID", "f81d4fae7dec11d0a76500a0c91e6bf6")]
    [TestCase("UUID", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}")]
    [TestCase("UUID", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [TestCase("IPv4 address", "192.0.2.256")]
    [TestCase("IPv4 address", "192.0.2")]
    [TestCase("IPv4 address", "192.0.02.1")]
    [TestCase("IPv4 network", "192.0.2.0/33")]
    [TestCase("IPv4 network", "192.0.2.0")]
    [TestCase("IPv6 address", "1:2:3:4:5:6:7")]
    [TestCase("IPv6 address", "1::2::3")]
    [TestCase("IPv6 address", "12345::")]
    [TestCase("IPv6 address", ":1")]
    [TestCase("country code", "UK")]
    [TestCase("country code", "de")]
    [TestCase("three-letter country code", "GER")]
    [TestCase("currency code", "DEM")]
    [TestCase("language code", "xx")]
    [TestCase("number", "1,5")]
    [TestCase("number", ".")]
    [TestCase("whole number", "1.0")]
    [TestCase("phone number", "+0123456789")]
    [TestCase("phone number", "0049 30 1234")]
    [TestCase("phone number", "+1234567890123456")]
    public void Invalid_values_do_not_match(string format, string value) => Matches(format, value).Should().BeFalse();

    [TestCase("country code", 2, 249)]
    [TestCase("three-letter country code", 3, 249)]
    [TestCase("language code", 2, 183)]
    public void A_list_of_codes_is_complete(string format, int letters, int codes)
    {
        var letter = Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)).Select(c => $"{(char)c}").ToList();
        var words = Enumerable.Range(1, letters - 1).Aggregate(letter.AsEnumerable(), (w, _) => w.SelectMany(x => letter, (x, y) => x + y));
        var pattern = new Regex($@"\A(?:{ValueFormat.Of(format).Pattern})\z", RegexOptions.None, TimeSpan.FromSeconds(1));

        words.Count(w => pattern.IsMatch(w)).Should().Be(codes);
    }

    [Test]
    public void Every_pattern_is_portable() =>
        FluentActions.Invoking(() => ValueFormat.All.Select(f => Patterns.Validate(f.Pattern)).ToList()).Should().NotThrow();

    [Test]
    public void An_unknown_format_names_the_known_ones() =>
        FluentActions
            .Invoking(() => ValueFormat.Of("email adress"))
            .Should()
            .Throw<FormatException>()
            .WithMessage("'email adress' is not a format*email address*; for another one use 'matches <pattern>'");

    private static bool Matches(string format, string value) =>
        System.Text.RegularExpressions.Regex.IsMatch(value, $@"\A(?:{ValueFormat.Of(format).Pattern})\z", default, TimeSpan.FromSeconds(1));
}
