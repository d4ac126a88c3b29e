using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.GitHub;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class AnnotationTests
{
    private const string Page = "reports/r/index.html";

    [Test]
    public void Annotations_of_a_run_with_every_outcome_match_the_snapshot() =>
        Snapshot.Match(string.Join("\n", Annotations.Of(SampleRuns.Mixed, Page)) + "\n", "annotations-mixed");

    [Test]
    public void Passed_run_has_no_annotations() => Annotations.Of(SampleRuns.Green, Page).Should().BeEmpty();

    [Test]
    public void Annotations_are_listed_worst_first() =>
        Annotations
            .Of(SampleRuns.Mixed, Page)
            .Select(l => l[..l.IndexOf("line=", StringComparison.Ordinal)])
            .Should()
            .Equal(
                "::error file=marts/marts.feature,",
                "::error file=counts/rows.feature,",
                "::error file=revenue/reconciliation.feature,",
                "::error file=counts/rows.feature,",
                "::warning file=revenue/reconciliation.feature,"
            );

    [Test]
    public void Info_warning_is_a_notice()
    {
        var scenario = SampleRuns.Mixed.Scenarios.Single(s => s.Outcome == Outcome.Warned) with { Tags = ["@info"] };
        Annotations
            .Of(SampleRuns.Mixed with { Scenarios = [scenario] }, Page)
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("::notice file=")
            .And.Contain("::Information: ");
    }

    [Test]
    public void Hostile_data_stays_on_one_line()
    {
        var lines = Annotations.Of(SampleRuns.Hostile, Page).ToList();
        lines.Should().NotBeEmpty();
        foreach (var line in lines)
        {
            line.Should()
                .MatchRegex(@"\A::(error|warning|notice) file=[^:,]+,line=[0-9]+,title=[^:,]+::")
                .And.NotContainAny("\n", "\r", "\u001B", "\u0000", "\u202E");
            line.Should()
                .Contain("100 %250A%0A::error::pwned", "a percent sign in data is escaped")
                .And.Contain("title=")
                .And.Contain("100 %250A %3A%3Aerror%3A%3Apwned ");
        }
    }

    [Test]
    public void Path_is_relative_to_the_repository()
    {
        Annotations
            .Of(SampleRuns.Mixed with { InRepository = "data/specs" }, Page)
            .First()
            .Should()
            .StartWith("::error file=data/specs/marts/marts.feature,line=5,title=");
        Annotations
            .Of(SampleRuns.Mixed with { InRepository = null }, Page)
            .First()
            .Should()
            .StartWith("::error title=", "outside a repository there is no path to annotate");
    }

    [Test]
    public void Most_severe_ten_annotations_are_shown_and_the_last_counts_the_rest()
    {
        var failed = SampleRuns.Mixed.Scenarios[0];
        var notJudged = SampleRuns.Mixed.Scenarios[2];
        var lines = Annotations.Of(SampleRuns.Mixed with { Scenarios = [.. Enumerable.Repeat(notJudged, 20), .. Enumerable.Repeat(failed, 3)] }, Page).ToList();

        lines.Should().HaveCount(10).And.OnlyContain(l => l.StartsWith("::error ", StringComparison.Ordinal));
        lines.Take(3).Should().OnlyContain(l => l.Contains("Failed: ", StringComparison.Ordinal));
        lines[^1].Should().Be($"::error title=… and 14 more::14 more of 23 errors: GitHub shows 10 of a kind. All of them: {Page}");
        Annotations
            .Of(SampleRuns.Mixed with { Scenarios = [.. Enumerable.Repeat(failed, 10)] }, Page)
            .Should()
            .HaveCount(10)
            .And.NotContain(l => l.Contains("more", StringComparison.Ordinal));
    }

    [Test]
    public void Broken_run_is_a_single_error() =>
        Annotations
            .Of(SampleRuns.Mixed with { Problem = "source: nobody answers\nstart it" }, Page)
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("::error title=The run could not be finished")
            .And.EndWith("::source: nobody answers%0Astart it");

    [Test]
    public void Stale_reconciling_item_is_a_warning_at_its_line() =>
        Annotations
            .Of(
                SampleRuns.Green with
                {
                    ReconcilingItems = [new(7, "c", "order=17", -1m, "r", "finance", new(2026, 1, 1), ItemState.Expired, "has expired")],
                },
                Page
            )
            .Should()
            .Equal("::warning file=subject/reconciling-items.csv,line=7,title=Reconciling item order=17 of finance::has expired");
}
