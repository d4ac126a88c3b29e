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
    public void First_run_has_no_changes() => SinceLastRun.Of(Now(("A", Outcome.Failed)), RunHistory.Empty).Should().BeNull();

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
    public void Every_outcome_except_passed_counts_as_failing(Outcome before, Outcome now, string message) =>
        Describe(SinceLastRun.Of(Now(("A", now)), new RunHistory([SampleHistory.Run("r1", Date, 0, ("A", before))]))).Should().Be(message);

    [Test]
    public void Scenario_is_compared_with_the_newest_run_that_judged_it()
    {
        var past = new RunHistory([
            SampleHistory.Run("r1", Date, 0, ("A", Outcome.Passed)),
            SampleHistory.Run("r2", Date, 1, ("B", Outcome.Passed)),
            SampleHistory.Run("r3", Date, 2, ("A", Outcome.NotJudged)),
        ]);

        var since = SinceLastRun.Of(Now(("A", Outcome.Failed), ("B", Outcome.Passed)), past)!;

        since.RunId.Should().Be("r3");
        since.NewlyFailing.Should().Equal(new ChangedScenario("a.feature", "A", "r1"));
    }

    [Test]
    public void Still_failing_refers_to_the_first_consecutive_failure()
    {
        var past = new RunHistory([
            SampleHistory.Run("r1", Date, 0, ("A", Outcome.Failed)),
            SampleHistory.Run("r2", Date, 1, ("A", Outcome.Passed)),
            SampleHistory.Run("r3", Date, 2, ("A", Outcome.Warned)),
            SampleHistory.Run("r4", Date, 3),
            SampleHistory.Run("r5", Date, 4, ("A", Outcome.Failed)),
        ]);

        Describe(SinceLastRun.Of(Now(("A", Outcome.Failed)), past)).Should().Be("still r3");
    }

    [Test]
    public void Failure_of_a_scenario_without_history_is_new() =>
        Describe(SinceLastRun.Of(Now(("A", Outcome.Failed), ("B", Outcome.Passed)), new RunHistory([SampleHistory.Run("r1", Date)]))).Should().Be("new -");

    [Test]
    public void Runs_are_ordered_by_start_time() =>
        Describe(
                SinceLastRun.Of(
                    Now(("A", Outcome.Failed)),
                    new RunHistory([SampleHistory.Run("r2", Date, 5, ("A", Outcome.Passed)), SampleHistory.Run("r1", Date, 1, ("A", Outcome.Failed))])
                )
            )
            .Should()
            .Be("new r2");

    [Test]
    public void Scenarios_with_the_same_name_are_numbered()
    {
        var names = ScenarioName.Of(Now(("A", Outcome.Passed), ("A", Outcome.Passed), ("A #2", Outcome.Passed)));
        names.Select(n => n.Name).Should().Equal("A", "A #2", "A #2 #2");
    }

    [Test]
    public void Console_counts_changes_and_omits_the_line_without_any()
    {
        var change = new ChangedScenario("a.feature", "A", "r1");
        var run = Samples.Green;
        RunResultView.Since(run).Should().BeNull();
        RunResultView.Since(run with { Since = new SinceResult("r1", [], [], []) }).Should().BeNull();
        RunResultView
            .Since(run with { Since = new SinceResult("r1", [change], [change, change], [change]) })
            .Should()
            .Be("Newly failing 1, still failing 2, fixed 1 since run r1");
        RunResultView.Since(run with { Since = new SinceResult("r1", [], [], [change]) }).Should().Be("Fixed 1 since run r1");
    }

    private static string Describe(SinceResult? since) =>
        string.Join(
            ", ",
            since!
                .NewlyFailing.Select(c => $"new {c.RunId ?? "-"}")
                .Concat(since.StillFailing.Select(c => $"still {c.RunId}"))
                .Concat(since.Fixed.Select(c => $"fixed {c.RunId}"))
        );

    private static IReadOnlyList<ScenarioResult> Now(params (string Name, Outcome Outcome)[] scenarios) =>
        [
            .. scenarios.Select(
                (s, i) =>
                    new ScenarioResult
                    {
                        Feature = "A",
                        Name = s.Name,
                        File = "a.feature",
                        Line = i + 100,
                        Tags = [],
                        Outcome = s.Outcome,
                        Seconds = 0,
                        Steps = [],
                        Checks = [],
                    }
            ),
        ];
}
