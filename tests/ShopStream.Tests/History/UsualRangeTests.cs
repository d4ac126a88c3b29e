using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;

namespace ShopStream.Tests.History;

[TestFixture, Category("Fast")]
internal sealed class UsualRangeTests
{
    // A Wednesday.
    private static readonly DateOnly Day = new(2026, 4, 15);

    [TestCase(1_000, 0.02, 400, 0, 95, 80)]
    [TestCase(100, 0.03, 400, 1, 95, 0)]
    [TestCase(10_000, 0.03, 100, 0, 95, 80)]
    public void Simulated_nights_give_no_alarm_and_missing_rows_are_found(double rows, double noise, int history, int alarms, double half, double fifth)
    {
        var rates = UsualSimulation.Rates(new SimulatedTable("rows", rows, noise) { History = history, Nights = 50 }, 150, 20261201);

        rates.Alarms.Should().BeLessThanOrEqualTo(alarms);
        (rates.Half / 1.5).Should().BeGreaterThanOrEqualTo(half);
        (rates.Fifth / 1.5).Should().BeGreaterThanOrEqualTo(fifth);
    }

    [Test]
    public void A_day_is_compared_with_its_weekday()
    {
        var values = Values(120, d => d.DayOfWeek == Day.DayOfWeek ? 40 : 1_000);

        Range(values).Includes(40).Should().BeTrue();
        Range(values).Includes(1_000).Should().BeFalse();
        Range(values).OfWeekday.Should().Be(40);
    }

    [Test]
    public void A_weekday_without_rows_stays_without_rows()
    {
        var values = Values(120, d => d.DayOfWeek is DayOfWeek.Wednesday or DayOfWeek.Sunday ? 0 : 1_000 + (new Random(d.DayNumber).Next(100)));

        Range(values).Includes(0).Should().BeTrue();
        Range(values).Includes(100).Should().BeFalse();
    }

    [Test]
    public void Growth_is_followed()
    {
        var values = Values(120, d => 1_000 * Math.Pow(1.01, d.DayNumber - Day.DayNumber) * (1 + (new Random(d.DayNumber).Next(100) / 5_000.0)));

        Range(values).Includes(1_010).Should().BeTrue();
        Range(values).Includes(900).Should().BeFalse("it was so 10 days ago");
    }

    [Test]
    public void An_outage_of_the_past_does_not_hide_one_of_today()
    {
        var values = Values(120, d => Day.DayNumber - d.DayNumber is > 20 and < 26 ? 0 : 1_000 + (new Random(d.DayNumber).Next(100)));

        Range(values).Includes(1_050).Should().BeTrue();
        Range(values).Includes(800).Should().BeFalse();
    }

    [TestCase(1)]
    [TestCase(20)]
    public void Nothing_is_not_usual_however_long_it_lasts(int days)
    {
        var values = Values(120, d => Day.DayNumber - d.DayNumber < days ? 0 : 1_000 + new Random(d.DayNumber).Next(100));

        Range(values).Includes(0).Should().BeFalse();
    }

    [Test]
    public void A_table_to_which_nothing_is_added_is_not_judged() =>
        UsualRange.Of(Values(120, d => Day.DayNumber - d.DayNumber < 60 ? 0 : 1_000), Day, DailyValue.Count).WhyNot.Should().StartWith("fewer than 7 days");

    [Test]
    public void The_last_day_of_a_month_is_compared_with_those_before()
    {
        static double Rows(DateOnly d) => (d.AddDays(1).Day == 1 ? 2_000 : 1_000) + (new Random(d.DayNumber).Next(100));
        var last = new DateOnly(2026, 4, 30);

        var range = UsualRange.Of(Values(200, Rows, last), last, DailyValue.Count).Range!;

        range.Includes(Rows(last)).Should().BeTrue();
        range.Includes(1_000).Should().BeFalse("other days have so many");
    }

    [Test]
    public void A_last_day_of_a_month_without_an_earlier_one_is_not_judged() =>
        UsualRange
            .Of(Values(56, _ => 100, new DateOnly(2026, 4, 30)), new DateOnly(2026, 4, 30), DailyValue.Count)
            .Should()
            .Be(((UsualRange?)null, "there is no earlier last day of a month to compare it with"));

    [Test]
    public void Between_one_and_two_earlier_ones_everything_from_usual_to_theirs_is_usual()
    {
        var last = new DateOnly(2026, 4, 30);
        var values = Values(75, d => d.AddDays(1).Day == 1 ? 2_000 : 1_000, last);

        var range = UsualRange.Of(values, last, DailyValue.Count).Range!;

        range.Includes(1_000).Should().BeTrue();
        range.Includes(2_000).Should().BeTrue();
        range.Includes(900).Should().BeFalse();
    }

    [Test]
    public void Few_rows_vary_by_chance()
    {
        var random = new Random(1);
        var range = Range(Values(200, _ => Enumerable.Range(0, 40).Count(_ => random.NextDouble() < 0.1)));

        range.Includes(0).Should().BeTrue("of 4 rows a day there is none on one day in 50");
        range.Includes(30).Should().BeFalse();
    }

    [Test]
    public void Averages_are_judged_by_their_distance_and_may_be_negative()
    {
        var range = Range(Values(120, d => -5 + (new Random(d.DayNumber).Next(100) / 100.0)), DailyValue.Level);

        range.Includes(-4.5).Should().BeTrue();
        range.Includes(5).Should().BeFalse();
        Range(Values(120, d => -100 + new Random(d.DayNumber).Next(10)), DailyValue.Sum).Includes(1_000).Should().BeFalse("net amounts have no logarithm");
    }

    [Test]
    public void Many_series_have_a_wider_range_each()
    {
        var values = Values(120, d => 1_000 + (new Random(d.DayNumber).Next(100)));

        UsualRange.Of(values, Day, DailyValue.Count, 100).Range!.Low.Should().BeLessThan(Range(values).Low);
    }

    [Test]
    public void Qn_is_that_of_its_authors()
    {
        // Of ten distances, the third smallest is 1; 5 / (5 + 1.4) for 5 values.
        RobustScale.Qn([1, 2, 3, 4, 50]).Should().BeApproximately(2.21914 * 5 / 6.4, 1e-12);
        RobustScale.Qn([7, 7, 7, 7, 9]).Should().BeApproximately(1.253314 * 0.4, 1e-12, "more than half are equal");
        RobustScale.Qn([7, 7, 7]).Should().Be(0);
        RobustScale.Median([3, 1, 2, 10]).Should().Be(2.5);
        RobustScale.Normal(0.025).Should().BeApproximately(1.96, 0.001);
        RobustScale.Normal(0.0001).Should().BeApproximately(3.719, 0.001);
    }

    private static UsualRange Range(IReadOnlyList<double?> values, DailyValue kind = DailyValue.Count) => UsualRange.Of(values, Day, kind).Range!;

    private static IReadOnlyList<double?> Values(int days, Func<DateOnly, double> value, DateOnly? day = null) =>
        [.. Enumerable.Range(1, days).Select(back => (double?)value((day ?? Day).AddDays(-back))).Reverse()];
}
