using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Policy;

/// <summary>Decides the exit code of every command. 3 outranks 2, and 2 outranks 1: a retry may help first, then a change, then a look at the data.</summary>
public static class ExitCodePolicy
{
    private static readonly int[] LeastFirst = [ExitCodes.Passed, ExitCodes.NotJudged, ExitCodes.Failed, ExitCodes.Usage, ExitCodes.Infrastructure];

    /// <summary>The exit code of checks: 3 if a store did not answer, 2 if a store refused a query, else by the worst outcome.</summary>
    /// <param name="specifications">The scenarios that were checked.</param>
    /// <param name="results">Their results.</param>
    /// <param name="measurements">What was measured for them.</param>
    public static int OfChecks(IReadOnlyList<Specification> specifications, IReadOnlyList<ScenarioResult> results, Measurements measurements)
    {
        var unavailable = specifications
            .SelectMany(s => s.Checks)
            .SelectMany(c => c.Metrics)
            .Any(m => measurements.Find(m)?.Missing?.Kind == MissingMeasurementKind.Unavailable);
        return unavailable ? ExitCodes.Infrastructure : OfOutcome(Outcomes.Worst(results.Select(r => r.Outcome)));
    }

    /// <summary>The exit code of an outcome: error 2, failed 1, not judged 4, else 0.</summary>
    public static int OfOutcome(Outcome outcome) =>
        outcome switch
        {
            Outcome.Error => ExitCodes.Usage,
            Outcome.Failed => ExitCodes.Failed,
            Outcome.NotJudged => ExitCodes.NotJudged,
            _ => ExitCodes.Passed,
        };

    /// <summary>The exit code of several runs: that of the worst one.</summary>
    /// <param name="codes">At least one.</param>
    public static int Worst(IEnumerable<int> codes) => LeastFirst[codes.Max(c => Array.IndexOf(LeastFirst, c))];

    /// <summary>The exit code of what ended a command.</summary>
    public static int OfProblem(Exception problem) =>
        problem switch
        {
            ProblemException known => known.ExitCode,
            OperationCanceledException => ExitCodes.Interrupted,
            _ => OfUnexpected(problem),
        };

    /// <summary>The exit code of an exception that no command handles: 3 if the machine failed, else 2, since a retry does not help.</summary>
    public static int OfUnexpected(Exception failure) =>
        failure
            is IOException
                or UnauthorizedAccessException
                or TimeoutException
                or OutOfMemoryException
                or System.Net.Sockets.SocketException
                or HttpRequestException
            ? ExitCodes.Infrastructure
            : ExitCodes.Usage;

    /// <summary>The exit code of mutation testing: 1 if the score is below the gate.</summary>
    /// <param name="score">In percent; null where no mutant counts.</param>
    /// <param name="least">In percent; null for no gate.</param>
    public static int OfScore(decimal? score, decimal? least) => least is { } wanted && (score ?? 0) < wanted ? ExitCodes.Failed : ExitCodes.Passed;

    /// <summary>The exit code of lint: 1 if there are errors, or for warnings on request.</summary>
    public static int OfLint(int errors, int warnings, bool warningsFail) => errors > 0 || (warningsFail && warnings > 0) ? ExitCodes.Failed : ExitCodes.Passed;

    /// <summary>The exit code of health checks: 3 if a system does not answer, else 2 if something is wrong.</summary>
    public static int OfHealth(IReadOnlyCollection<HealthCheck> checks) =>
        checks.Any(c => c.Status == HealthStatus.Unreachable) ? ExitCodes.Infrastructure
        : checks.Any(c => c.Status == HealthStatus.Wrong) ? ExitCodes.Usage
        : ExitCodes.Passed;

    /// <summary>The exit code of a verified lake: 1 if a file differs from its manifest, else 4 if a date has no manifest.</summary>
    public static int OfLake(IReadOnlyCollection<VerifiedFile> files, IReadOnlyCollection<LakeDate> notJudged) =>
        files.Any(f => f.Status is not (FileStatus.Good or FileStatus.Unfinished)) ? ExitCodes.Failed
        : notJudged.Count > 0 ? ExitCodes.NotJudged
        : ExitCodes.Passed;

    /// <summary>The exit code of a run, its stale reconciling items included.</summary>
    internal static int OfRun(int checks, bool staleItemsFail) =>
        staleItemsFail && checks is (ExitCodes.Passed or ExitCodes.NotJudged) ? ExitCodes.Failed : checks;
}
