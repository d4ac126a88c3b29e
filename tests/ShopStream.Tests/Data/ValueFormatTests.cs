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
    [TestCase("phone number", "+0123456789")]
    [TestCase("phone number", "0049 30 1234")]
    [TestCase("phone number", "+1234567890123456")]
    public void Invalid_values_do_not_match(string format, string value) => Matches(format, value).Should().BeFalse();

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
