using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.View;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.History;

[Category("Fast")]
public sealed class SinceTests
{
    private static readonly DateOnly Date = SampleHistory.Friday;

    [Test]
    public void Without_an_earlier_run_nothing_is_said() => SinceResult.Of(Now(("A", Outcome.Failed)), RunHistory.Empty).Should().BeNull();

    [TestCase(Outcome.Passed, Outcome.Passed, "")]
    [TestCase(Outcome.Passed, Outcome.Failed, "new r1")]
    [TestCase(Outcome.Passed, Outcome.Warned, "new r1")]
    [TestCase(Outcome.Passed, Outcome.Error, "new r1")]
    [TestCase(Outcome.Passed, Outcome.NotJudged, "")]
    [TestCase(Outcome.Failed, Outcome.Failed, "still r1")]
    [TestCase(Outcome.Warned, Outcome.Failed, "still r1")]
    [TestCase(Outcome.Error, Outcome.Warned, "still r1")]
    [TestCase(Outcome.Failed, Outcome.Passed, "fixed r1")]
    [TestCase(Outcome.Warned, Outcome.Passed, "fixed r1")]
    [TestCase(Outcome.Failed, Outcome.NotJudged, "")]
    public void A_state_is_passed_or_not(Outcome before, Outcome now, string said) =>
        Said(SinceResult.Of(Now(("A", now)), new RunHistory([SampleHistory.Run("r1", Date, 0, ("A", before))]))).Should().Be(said);

    [Test]
    public void A_scenario_that_a_run_did_not_select_or_judge_is_compared_with_the_run_before()
    {
        var past = new RunHistory([SampleHistory.Run("r1", Date, 0, ("A", Outcome.Passed)), SampleHistory.Run("r2", Date, 1, ("B", Outcome.Passed)), SampleHistory.Run("r3", Date, 2, ("A", Outcome.NotJudged))]);

        var since = SinceResult.Of(Now(("A", Outcome.Failed), ("B", Outcome.Passed)), past)!;

        since.RunId.Should().Be("r3");
        since.NewlyFailing.Should().Equal(new ChangedScenario("a.feature", "A", "r1"));
    }

    [Test]
    public void Still_failing_counts_from_the_first_run_of_the_series()
    {
        var past = new RunHistory([
            SampleHistory.Run("r1", Date, 0, ("A", Outcome.Failed)), SampleHistory.Run("r2", Date, 1, ("A", Outcome.Passed)), SampleHistory.Run("r3", Date, 2, ("A", Outcome.Warned)),
            SampleHistory.Run("r4", Date, 3), SampleHistory.Run("r5", Date, 4, ("A", Outcome.Failed)),
        ]);

        Said(SinceResult.Of(Now(("A", Outcome.Failed)), past)).Should().Be("still r3");
    }

    [Test]
    public void A_scenario_that_was_never_judged_and_fails_is_newly_failing() =>
        Said(SinceResult.Of(Now(("A", Outcome.Failed), ("B", Outcome.Passed)), new RunHistory([SampleHistory.Run("r1", Date)]))).Should().Be("new -");

    [Test]
    public void The_order_of_runs_is_that_of_their_start_and_not_that_of_the_lines() =>
        Said(SinceResult.Of(Now(("A", Outcome.Failed)), new RunHistory([SampleHistory.Run("r2", Date, 5, ("A", Outcome.Passed)), SampleHistory.Run("r1", Date, 1, ("A", Outcome.Failed))]))).Should().Be("new r2");

    [Test]
    public void Two_scenarios_of_one_name_are_told_apart_and_lines_do_not_matter()
    {
        var names = ScenarioName.Of(Now(("A", Outcome.Passed), ("A", Outcome.Passed), ("A #2", Outcome.Passed)));
        names.Select(n => n.Name).Should().Equal("A", "A #2", "A #2 #2");
    }

    [Test]
    public void The_console_says_how_many_and_nothing_where_nothing_changed()
    {
        var change = new ChangedScenario("a.feature", "A", "r1");
        var run = Samples.Green;
        RunResultView.Since(run).Should().BeNull();
        RunResultView.Since(run with { Since = new SinceResult("r1", [], [], []) }).Should().BeNull();
        RunResultView.Since(run with { Since = new SinceResult("r1", [change], [change, change], [change]) }).Should().Be("Newly failing 1, still failing 2, fixed 1 since run r1");
        RunResultView.Since(run with { Since = new SinceResult("r1", [], [], [change]) }).Should().Be("Fixed 1 since run r1");
    }

    private static string Said(SinceResult? since) => string.Join(", ", since!.NewlyFailing.Select(c => $"new {c.RunId ?? "-"}")
        .Concat(since.StillFailing.Select(c => $"still {c.RunId}")).Concat(since.Fixed.Select(c => $"fixed {c.RunId}")));

    private static IReadOnlyList<ScenarioResult> Now(params (string Name, Outcome Outcome)[] scenarios) => [.. scenarios.Select((s, i) => new ScenarioResult
    {
        Feature = "A", Name = s.Name, File = "a.feature", Line = i + 100, Tags = [], Outcome = s.Outcome, Seconds = 0, Steps = [], Checks = [],
    })];
}
