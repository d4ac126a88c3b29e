using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class ToleranceTests
{
    [TestCase("exactly", "0", false, "exactly")]
    [TestCase("", "0", false, "exactly")]
    [TestCase("to the cent", "0.0049999", false, "to the cent")]
    [TestCase("within 0.10", "0.10", false, "within 0.10")]
    [TestCase("within 5", "5", false, "within 5")]
    [TestCase("within 0.5 %", "0.5", true, "within 0.5 %")]
    [TestCase("within 0.5%", "0.5", true, "within 0.5 %")]
    [TestCase("0.5 %", "0.5", true, "within 0.5 %")]
    public void Tolerance_round_trips_through_text(string text, string amount, bool percent, string description)
    {
        var tolerance = Tolerance.Parse(text);
        tolerance.Should().Be(new Tolerance(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), percent));
        $"{tolerance}".Should().Be(description);
    }

    [TestCase("within")]
    [TestCase("within -1")]
    [TestCase("within 1,5")]
    [TestCase("within .5")]
    [TestCase("within 5 %%")]
    [TestCase("within 5 % %")]
    [TestCase("to the euro")]
    [TestCase("within 99999999999999999999999999999999")]
    public void Invalid_tolerance_is_rejected(string text) =>
        FluentActions
            .Invoking(() => Tolerance.Parse(text))
            .Should()
            .Throw<FormatException>()
            .WithMessage($"'{text}' is not a tolerance: expected 'to the cent'*");

    [TestCase("exactly", "1", "1.0", true)]
    [TestCase("exactly", "1", "1.0000001", false)]
    [TestCase("to the cent", "1", "1.0049", true)]
    [TestCase("to the cent", "1", "0.995", false)]
    [TestCase("within 0.10", "1", "1.10", true)]
    [TestCase("within 0.10", "1", "1.11", false)]
    [TestCase("within 10 %", "-100", "-110", true)]
    [TestCase("within 10 %", "-100", "-110.01", false)]
    [TestCase("within 10 %", "0", "0.01", false)]
    public void Tolerance_bounds_are_inclusive(string tolerance, decimal expected, decimal actual, bool equal) =>
        Tolerance.Parse(tolerance).Allows(expected, actual).Should().Be(equal);
}
