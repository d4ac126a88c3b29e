using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.History;

[Category("Fast")]
public sealed class RunHistoryTests
{
    private static readonly DateOnly Date = SampleHistory.Friday;

    [Test]
    public void Earlier_values_contain_each_earlier_date_once_from_its_newest_run()
    {
        var history = SampleHistory.Of("f", (Date.AddDays(-1), 1), (Date.AddDays(-3), 2), (Date.AddDays(-1), 3), (Date, 4), (Date.AddDays(2), 5));

        history.Before(Date, "f").Should().Equal(new PastValue(Date.AddDays(-3), 2, "run-2"), new PastValue(Date.AddDays(-1), 3, "run-3"));
        history.Before(Date.AddDays(-3), "f").Should().BeEmpty();
        history.Before(Date, "g").Should().BeEmpty();
        history.Values("f").Select(v => v.Value).Should().Equal(1, 2, 3, 4, 5);
    }

    [Test]
    public void Newer_run_without_the_value_does_not_hide_an_older_one()
    {
        var history = new RunHistory([.. SampleHistory.Of("f", (Date.AddDays(-1), 7)).Runs, SampleHistory.Run("broken", Date.AddDays(-1), 30)]);

        history.Before(Date, "f").Should().Equal(new PastValue(Date.AddDays(-1), 7, "run-1"));
    }

    [Test]
    public void Trend_has_a_point_per_date_and_ends_with_the_current_one()
    {
        LayerResult[] layerResults = [new("source", "orders", 5, 1.50m), new("source", "users", 3, null), new("raw", "orders", 5, 1.50m)];
        var past = new RunHistory([
            Counted("a", -2, ("rows of source orders", 4), ("rows of source users", 3), ("revenue of source orders", 1.25m)),
            Counted("b", -1, ("rows of source orders", 4)),
            Counted("c", -1, ("rows of source orders", 5), ("rows of source users", 2)),
            Counted("d", 0, ("rows of source orders", 99), ("rows of source users", 99)),
        ]);

        Trend
            .Of("now", Date, layerResults, past)
            .Should()
            .Equal(new TrendPoint(Date.AddDays(-2), "a", 7, 1.25m), new TrendPoint(Date.AddDays(-1), "c", 7, null), new TrendPoint(Date, "now", 8, 1.50m));
        Trend.Of("now", Date, [], past).Should().BeNull();
    }

    [Test]
    public void Trend_has_at_most_thirty_dates()
    {
        var past = SampleHistory.Days("rows of source orders", [.. Enumerable.Range(1, 100).Select(i => (decimal)i)]);

        var trend = Trend.Of("now", Date, [new("source", "orders", 101, null)], past)!;

        trend.Select(p => p.Rows).Should().Equal(Enumerable.Range(72, 30).Select(i => (long)i));
    }

    private static HistoryRun Counted(string id, int days, params (string Name, decimal Value)[] figures) =>
        SampleHistory.Run(id, Date.AddDays(days), id[0]) with
        {
            Figures = figures.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal),
        };
}
