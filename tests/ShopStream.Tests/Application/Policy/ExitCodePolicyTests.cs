using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Policy;
using ShopStream.Pipeline.Health;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Application.Policy;

/// <summary>The exit code of every command.</summary>
[TestFixture, Category("Fast")]
public sealed class ExitCodePolicyTests
{
    [TestCase(new[] { 0, 0 }, 0)]
    [TestCase(new[] { 0, 4, 1 }, 1)]
    [TestCase(new[] { 1, 2, 0 }, 2)]
    [TestCase(new[] { 2, 3, 1 }, 3)]
    public void Several_runs_have_the_worst_exit_code(int[] codes, int worst) => ExitCodePolicy.Worst(codes).Should().Be(worst);

    [TestCase(Outcome.Passed, 0)]
    [TestCase(Outcome.Warned, 0)]
    [TestCase(Outcome.Failed, 1)]
    [TestCase(Outcome.Error, 2)]
    [TestCase(Outcome.NotJudged, 4)]
    public void Every_outcome_has_an_exit_code(Outcome outcome, int code) => ExitCodePolicy.OfOutcome(outcome).Should().Be(code);

    [Test]
    public void Outcomes_and_exit_codes_have_the_same_order() =>
        Outcomes
            .WorstFirst.Select(ExitCodePolicy.OfOutcome)
            .Should()
            .Equal(ExitCodes.Usage, ExitCodes.Failed, ExitCodes.NotJudged, ExitCodes.Passed, ExitCodes.Passed)
            .And.BeEquivalentTo(Outcomes.WorstFirst.Select(o => ExitCodePolicy.Worst([ExitCodes.Passed, ExitCodePolicy.OfOutcome(o)])));

    [Test]
    public void Problems_keep_their_exit_codes_and_defects_have_that_of_their_kind()
    {
        ExitCodePolicy.OfProblem(new UsageException("x")).Should().Be(ExitCodes.Usage);
        ExitCodePolicy.OfProblem(new InfrastructureException("x")).Should().Be(ExitCodes.Infrastructure);
        ExitCodePolicy.OfProblem(new OperationCanceledException()).Should().Be(ExitCodes.Interrupted);
        ExitCodePolicy.OfProblem(new InvalidOperationException("x")).Should().Be(ExitCodes.Usage);
        ExitCodePolicy.OfProblem(new IOException("x")).Should().Be(ExitCodes.Infrastructure);
        ExitCodePolicy.OfUnexpected(new InvalidOperationException("x")).Should().Be(ExitCodes.Usage);
        ExitCodePolicy.OfUnexpected(new IOException("No space left on device")).Should().Be(ExitCodes.Infrastructure);
        ExitCodePolicy.OfUnexpected(new UnauthorizedAccessException("x")).Should().Be(ExitCodes.Infrastructure);
    }

    [TestCase(null, null, 0)]
    [TestCase(null, 95, 1)]
    [TestCase(94.9, 95, 1)]
    [TestCase(95, 95, 0)]
    public void Score_below_the_gate_fails(double? score, int? least, int code) => ExitCodePolicy.OfScore((decimal?)score, least).Should().Be(code);

    [TestCase(0, 0, true, 0)]
    [TestCase(0, 1, false, 0)]
    [TestCase(0, 1, true, 1)]
    [TestCase(1, 0, false, 1)]
    public void Lint_fails_on_errors_and_on_request_on_warnings(int errors, int warnings, bool warningsFail, int code) =>
        ExitCodePolicy.OfLint(errors, warnings, warningsFail).Should().Be(code);

    [TestCase(0, HealthStatus.Good, HealthStatus.Warning)]
    [TestCase(2, HealthStatus.Good, HealthStatus.Wrong)]
    [TestCase(3, HealthStatus.Wrong, HealthStatus.Unreachable)]
    public void Unreachable_system_outranks_a_wrong_one(int code, params HealthStatus[] states) =>
        ExitCodePolicy.OfHealth([.. states.Select(s => new HealthCheck("lake", s, ""))]).Should().Be(code);

    [TestCase(0, true, 1)]
    [TestCase(4, true, 1)]
    [TestCase(3, true, 3)]
    [TestCase(2, true, 2)]
    [TestCase(0, false, 0)]
    public void Stale_items_fail_a_run_that_nothing_worse_has_ended(int checks, bool staleItemsFail, int code) =>
        ExitCodePolicy.OfRun(checks, staleItemsFail).Should().Be(code);
}
