using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.View;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Cli;

/// <summary>history where there is nothing to show, or the question is wrong.</summary>
[TestFixture, Category("Fast")]
public sealed class HistoryUsageTests
{
    [Test]
    public async Task Without_a_run_there_is_no_history()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync("history", "--out", place.In("reports"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Be($"there is no run in {place.In("reports")}/history.jsonl: run or check first, or name another folder with --out\n");
        Directory.Exists(place.In("reports")).Should().BeFalse();
    }

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("many")]
    public async Task A_number_of_runs_is_a_whole_one_from_one(string last)
    {
        var output = await ShopProgram.RunAsync("history", $"--last={last}");

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().StartWith($"--last is '{last}': expected a whole number from 1\n");
    }

    [Test]
    public void A_run_that_broke_is_listed_with_its_stage() =>
        HistoryView
            .Text([SampleHistory.Run("one", SampleHistory.Friday) with { Outcome = Outcome.Error, FailedStage = "load" }])
            .Should()
            .Contain("  Could not run (load)  ");

    [TestCase("1,2,3,4,5,6,7,8", "▁▂▃▄▅▆▇█")]
    [TestCase("5,5,5", "▄▄▄")]
    [TestCase("-1,0", "▁█")]
    public void Small_bars_have_eight_heights(string values, string bars) =>
        FigureTrend.Sparkline([.. values.Split(',').Select(v => decimal.Parse(v, System.Globalization.CultureInfo.InvariantCulture))]).Should().Be(bars);

    [Test]
    public void A_change_that_rounds_to_zero_percent_has_no_sign()
    {
        var trend = new FigureTrend(
            "revenue of raw orders",
            [new PastValue(SampleHistory.Friday, 99_999.50m, "one"), new PastValue(SampleHistory.Friday, 99_000m, "two")],
            100_000m
        );

        trend.Text().Should().Contain("−0.50   0.0 %").And.Contain("−999.50  −1.0 %");
    }
}
