using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class VerdictSentenceTests
{
    [Test]
    public void All_passed() => Sentence(Samples.Green).Should().Be("All 46 scenarios passed, and revenue of 2,345,678.90 arrived in the marts to the cent.");

    [Test]
    public void Checked_revenue_that_arrived_can_be_trusted() =>
        Sentence(AboutRevenue(Samples.Green))
            .Should()
            .Be("Revenue of 2026-03-14 can be trusted: 2,345,678.90 arrived in the marts to the cent, and all 46 scenarios passed.");

    [Test]
    public void Divergent_revenue_is_reported_even_if_all_scenarios_passed()
    {
        var off = Samples.Green with { Layers = Samples.Mixed.Layers };
        Sentence(off).Should().Be("All 46 scenarios passed, but revenue of 2026-03-14 is off by −0.01 in mart mart_sales_overview.");
        Sentence(off with { ReconcilingItems = [new(2, "c", "order=17", -0.01m, "known", "finance", new(2026, 4, 1), ItemState.Explains, "")] })
            .Should()
            .EndWith("is off by −0.01 in mart mart_sales_overview, explained by reconciling items.");
    }

    [Test]
    public void Passed_run_without_revenue_does_not_mention_it() => Sentence(Samples.Green with { Layers = [] }).Should().Be("All 46 scenarios passed.");

    [Test]
    public void Failed_and_in_error() =>
        Sentence(Samples.Mixed)
            .Should()
            .Be("Revenue of 2026-03-14 cannot be trusted: off by −0.01 in mart mart_sales_overview; 2 of 6 scenarios failed, and 1 could not be run.");

    [Test]
    public void Divergence_before_the_marts_is_reported_from_that_layer_on() =>
        Sentence(Samples.Mixed with { Layers = [new("source", "orders", 2, 5m), new("raw", "orders", 3, 509.19m), new("mart", "m", 1, 509.19m)] })
            .Should()
            .StartWith("Revenue of 2026-03-14 cannot be trusted: off by +504.19 from raw orders on; 2 of 6");

    [Test]
    public void Failed_revenue_check_is_named_first_even_if_the_total_arrived() =>
        Sentence(Samples.Mixed with { Layers = Samples.Green.Layers })
            .Should()
            .Be(
                "Revenue of 2026-03-14 cannot be trusted, though its total arrived to the cent: "
                    + "2 of 6 scenarios failed, and 1 could not be run (“Revenue arrives to the cent” and “No order is lost on its way”)."
            );

    [Test]
    public void Critical_scenarios_are_named_before_warnings()
    {
        var failed = Samples.Mixed.Scenarios.Where(s => s.Outcome == Outcome.Failed).Take(1).ToList();
        var run = Samples.Run(Outcome.Failed, ExitCodes.Failed, [failed[0] with { Name = "minor", Tags = ["@warning"] }, failed[0]]);
        Sentence(run with { Layers = Samples.Green.Layers })
            .Should()
            .Be("Revenue of 2026-03-14 arrived to the cent, but 2 of 2 scenarios failed: “No order is lost on its way” and “minor”.");
    }

    [Test]
    public void Revenue_is_unknown_if_its_scenario_was_not_judged() =>
        Sentence(AboutRevenue(Only(Outcome.NotJudged, ExitCodes.NotJudged)) with { Layers = Samples.Green.Layers })
            .Should()
            .Be("It is not known whether revenue of 2026-03-14 can be trusted: 1 of 1 scenario could not be judged (“Events arrive”).");

    [Test]
    public void Many_failed() =>
        Sentence(Samples.Large(3000) with { Layers = Samples.Green.Layers })
            .Should()
            .StartWith("Revenue of 2026-03-14 arrived to the cent, but 300 of 3,000 scenarios failed: “Scenario number 10 ")
            .And.EndWith("and 298 more.");

    [Test]
    public void Only_warnings() =>
        Sentence(Only(Outcome.Warned, ExitCodes.Passed))
            .Should()
            .Be(
                "No scenario failed, but revenue of 2026-03-14 is off by −0.01 in mart mart_sales_overview; "
                    + "1 of 1 scenario gave a warning: “No order without its lines (user 1)”."
            );

    [Test]
    public void Only_warnings_and_revenue_arrived() =>
        Sentence(Only(Outcome.Warned, ExitCodes.Passed) with { Layers = Samples.Green.Layers })
            .Should()
            .Be("Revenue of 2026-03-14 arrived to the cent, and no scenario failed; 1 of 1 scenario gave a warning: “No order without its lines (user 1)”.");

    [Test]
    public void Not_judged() =>
        Sentence(Only(Outcome.NotJudged, ExitCodes.NotJudged) with { Layers = [] }).Should().Be("1 of 1 scenario could not be judged: “Events arrive”.");

    [Test]
    public void In_error() =>
        Sentence(Only(Outcome.Error, ExitCodes.Infrastructure) with { Layers = [] })
            .Should()
            .Be("1 of 1 scenario could not be run: “A mart that cannot be read”.");

    [Test]
    public void Nothing_selected() =>
        Sentence(Samples.Run(Outcome.NotJudged, ExitCodes.NotJudged, [])).Should().Be("Nothing was judged: no scenario was selected.");

    [Test]
    public void Interrupted() =>
        Sentence(Samples.Stopped with { ExitCode = ExitCodes.Interrupted }).Should().Be("The run was interrupted, and nothing was judged.");

    [Test]
    public void Verdict_has_the_first_line_of_a_problem_and_details_have_the_rest()
    {
        Sentence(Samples.Stopped)
            .Should()
            .Be(
                "The run could not be finished, and nothing was judged: "
                    + "source: no PostgreSQL answers at db.example:5432 (connection refused); expected the server that PGHOST names."
            );
        VerdictSentence.Details(Samples.Stopped).Should().EndWith("then run again.");
        VerdictSentence.Details(Samples.Stopped with { Problem = "short" }).Should().BeNull();
    }

    private static RunResult Only(Outcome outcome, int exitCode) =>
        Samples.Run(outcome, exitCode, [.. Samples.Mixed.Scenarios.Where(s => s.Outcome == outcome)]);

    private static RunResult AboutRevenue(RunResult run) =>
        run with
        {
            Scenarios =
            [
                .. run.Scenarios.Select((s, i) => i > 0 ? s : s with { Checks = [.. s.Checks.Select(c => c with { BusinessMetrics = ["revenue"] })] }),
            ],
        };

    private static string Sentence(RunResult run) => VerdictSentence.Of(run);
}
