using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Wording;

namespace ShopStream.Tests.Reports;

public sealed class VerdictSentenceTests
{
    [Test]
    public void All_passed() => Sentence(Samples.Green).Should().Be("All 46 scenarios passed: revenue of 2,345,678.90 arrived in the marts to the cent.");

    [Test]
    public void All_passed_without_revenue_claims_none() => Sentence(Samples.Green with { Hops = [] }).Should().Be("All 46 scenarios passed.");

    [Test]
    public void Failed_and_in_error() => Sentence(Samples.Mixed).Should().Be("2 of 6 scenarios failed, and 1 could not be run: “No order is lost on its way” and “Revenue arrives to the cent”.");

    [Test]
    public void Many_failed() => Sentence(Samples.Large(3000)).Should().StartWith("300 of 3,000 scenarios failed: “Scenario number 10 ").And.EndWith("and 298 more.");

    [Test]
    public void Only_warnings() => Sentence(Only(Outcome.Warned, ExitCodes.Passed)).Should().Be("No scenario failed; 1 of 1 scenario gave a warning: “No order without its lines (user 1)”.");

    [Test]
    public void Not_judged() => Sentence(Only(Outcome.NotJudged, ExitCodes.NotJudged)).Should().Be("1 of 1 scenario could not be judged: “Events arrive”.");

    [Test]
    public void In_error() => Sentence(Only(Outcome.Error, ExitCodes.Infrastructure)).Should().Be("1 of 1 scenario could not be run: “A mart that is asked in vain”.");

    [Test]
    public void Nothing_selected() => Sentence(Samples.Run(Outcome.NotJudged, ExitCodes.NotJudged, [])).Should().Be("Nothing was judged: no scenario was selected.");

    [Test]
    public void Interrupted() => Sentence(Samples.Stopped with { ExitCode = ExitCodes.Interrupted }).Should().Be("The run was interrupted, and nothing was judged.");

    [Test]
    public void A_problem_comes_with_its_first_line_here_and_all_of_it_below()
    {
        Sentence(Samples.Stopped).Should().Be("The run could not be finished, and nothing was judged: source: no PostgreSQL answers at db.example:5432 (connection refused); expected the server that PGHOST names.");
        VerdictSentence.Details(Samples.Stopped).Should().EndWith("then run again.");
        VerdictSentence.Details(Samples.Stopped with { Problem = "short" }).Should().BeNull();
    }

    private static RunResult Only(Outcome outcome, int exitCode) => Samples.Run(outcome, exitCode, [.. Samples.Mixed.Scenarios.Where(s => s.Outcome == outcome)]);

    private static string Sentence(RunResult run) => VerdictSentence.Of(run);
}
