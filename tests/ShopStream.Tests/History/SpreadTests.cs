using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Quality.History;

namespace ShopStream.Tests.History;

[Category("Fast")]
public sealed class SpreadTests
{
    [Test]
    public void Median_mad_and_mean_deviation_are_as_computed_by_hand()
    {
        var spread = Spread.Of([2.50m, 1.00m, 4.00m, 10.10m]);
        spread.Median.Should().Be(3.25m);
        spread.Mad.Should().Be(1.50m);
        spread.MeanDeviation.Should().Be(2.65m);
    }

    // 0.6745 · 35 / 6.745 is 3.5 to the last digit.
    [TestCase("135", true)]
    [TestCase("135.0000000000000000000000001", false)]
    [TestCase("65", true)]
    [TestCase("64.9999999999999999999999999", false)]
    public void Z_score_of_exactly_3_5_is_usual_and_anything_above_is_not(string value, bool usual) =>
        Spread
            .Of([100 - 6.745m, 100 - 6.745m, 100, 100 + 6.745m, 100 + 6.745m])
            .IsUsual(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture))
            .Should()
            .Be(usual);

    // Mean deviation 25: 3.5 · 1.253314 · 25 = 109.664975.
    [TestCase("209.664975", true)]
    [TestCase("209.664976", false)]
    [TestCase("-9.664975", true)]
    [TestCase("-9.664976", false)]
    public void Mean_deviation_replaces_a_zero_MAD(string value, bool usual)
    {
        var spread = Spread.Of([100, 100, 100, 200]);
        spread.Mad.Should().Be(0);
        spread.UsualRange.Should().Be(109.664975m);
        spread.IsUsual(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).Should().Be(usual);
    }

    [Test]
    public void Spread_is_independent_of_order_and_the_median_is_usual() =>
        Prop.ForAll<int[]>(values =>
            {
                if (values.Length == 0)
                    return;
                var spread = Spread.Of([.. values.Select(v => (decimal)v)]);
                spread.Should().Be(Spread.Of([.. values.Reverse().Select(v => (decimal)v)]));
                spread.IsUsual(spread.Median).Should().BeTrue();
            })
            .QuickCheckThrowOnFailure();

    [Test]
    public void Usual_range_is_independent_of_the_unit() =>
        Prop.ForAll<int[], int>(
                (values, value) =>
                {
                    if (values.Length == 0)
                        return;
                    var cents = Spread.Of([.. values.Select(v => (decimal)v)]);
                    var euros = Spread.Of([.. values.Select(v => v / 100m)]);
                    euros.IsUsual(value / 100m).Should().Be(cents.IsUsual(value));
                }
            )
            .QuickCheckThrowOnFailure();
}
