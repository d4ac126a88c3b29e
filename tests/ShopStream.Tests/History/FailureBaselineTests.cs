using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;

namespace ShopStream.Tests.History;

/// <summary>Which runs tell new failures from old ones.</summary>
[TestFixture, Category("Fast")]
internal sealed class FailureBaselineTests
{
    [Test]
    public void Runs_of_the_main_branch_come_before_newer_ones_of_others()
    {
        var baseline = FailureBaseline.Of(new RunHistory([Run("1", 1, "main"), Run("2", 2, "main"), Run("3", 3, "feature"), Run("4", 4, null)]), "main");

        baseline.Runs.Runs.Select(r => r.RunId).Should().Equal("1", "2");
        baseline.Text.Should().Be("the runs of main, the last of which is 2");
    }

    [Test]
    public void Name_of_the_main_branch_is_that_of_the_settings()
    {
        var baseline = FailureBaseline.Of(new RunHistory([Run("1", 1, "main"), Run("2", 2, "trunk")]), "trunk");

        baseline.Runs.Runs.Select(r => r.RunId).Should().Equal("2");
    }

    [Test]
    public void Runs_of_all_branches_are_the_fallback_and_the_text_says_so()
    {
        FailureBaseline
            .Of(new RunHistory([Run("1", 1, null), Run("2", 2, "feature")]), "main")
            .Text.Should()
            .Be("the runs of all branches, the last of which is 2 of feature: the history has none of main");
        FailureBaseline.Of(new RunHistory([Run("1", 1, null)]), "main").Runs.Runs.Should().ContainSingle();
    }

    [Test]
    public void Without_a_run_every_failure_is_new() =>
        FailureBaseline.Of(RunHistory.Empty, "main").Text.Should().Be("none: the history has no run, so that every failure is new");

    [Test]
    public void Branch_and_commit_survive_the_line_of_the_history()
    {
        var run = Run("1", 1, "main") with { Commit = "0a1b2c3d" };

        var read = HistoryJson.Read(System.Text.Encoding.UTF8.GetBytes(HistoryJson.Write(run)));

        (read.Branch, read.Commit).Should().Be(("main", "0a1b2c3d"));
        HistoryJson.Write(Run("1", 1, null)).Should().NotContain("branch", "older versions wrote none");
    }

    private static HistoryRun Run(string id, int minute, string? branch) => SampleHistory.Run(id, SampleHistory.Friday, minute) with { Branch = branch };
}
