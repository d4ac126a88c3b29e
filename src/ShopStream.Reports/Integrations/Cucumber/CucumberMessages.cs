using System.Runtime.InteropServices;
using System.Text;
using Cucumber.Messages;
using Io.Cucumber.Messages.Types;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Integrations.Cucumber;

/// <summary>
/// Writes messages.ndjson in Cucumber's message protocol. Context steps pass, check steps have their outcome. A check that was not judged is
/// UNDEFINED, because viewers and CI servers treat SKIPPED as harmless. A warning is PASSED with the evidence attached.
/// </summary>
internal static class CucumberMessages
{
    public const string FileName = "messages.ndjson";

    private const string Plain = "text/plain";
    private const int LongestValue = 2_000;

    public static async Task WriteAsync(RunResult run, string? files, string path, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in FeaturesOf(run).Select(f => f.File))
        {
            if (files is not null && await TextAsync(Path.Combine(files, file), cancellationToken) is { } text)
                sources[file] = text;
        }
        var lines = Of(run, sources).Select(m => NdjsonLine.Of(m) + "\n");
        await ReportFile.WriteAsync(path, Encoding.UTF8.GetBytes(string.Concat(lines)), cancellationToken);
    }

    // The tree comes from the run itself; a feature file that is gone only loses its source text.
    private static async Task<string?> TextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (System.Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The messages in Cucumber's order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sources">The text of features by file; missing files have no source message.</param>
    public static IEnumerable<Envelope> Of(RunResult run, IReadOnlyDictionary<string, string> sources)
    {
        var ids = FeatureDocument.Ids();
        var runId = ids();
        var cases = new List<(ScenarioResult Scenario, TestCase Case)>();
        yield return Envelope.Create(Meta());
        yield return Envelope.Create(new TestRunStarted(Converters.ToTimestamp(run.StartedAt.UtcDateTime), runId));
        foreach (var feature in FeaturesOf(run))
        {
            var uri = IntegrationFinding.Path(run, feature.File);
            var scenarios = run.ExamplesAndScenarios.Where(s => string.Equals(s.File, feature.File, StringComparison.Ordinal)).OrderBy(s => s.Line).ToList();
            var (document, nodes) = FeatureDocument.Of(feature, uri, scenarios, ids);
            if (sources.TryGetValue(feature.File, out var text))
                yield return Envelope.Create(new Source(uri, text, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN));
            yield return Envelope.Create(document);
            foreach (var (scenario, node) in scenarios.Zip(nodes))
            {
                var pickle = FeatureDocument.Pickle(scenario, node, uri, ids);
                yield return Envelope.Create(pickle);
                cases.Add((scenario, new TestCase(ids(), pickle.Id, [.. pickle.Steps.Select(s => new TestStep(null, ids(), s.Id, null, null))], runId)));
            }
        }
        foreach (var (_, testCase) in cases)
            yield return Envelope.Create(testCase);
        foreach (var message in cases.SelectMany(c => Executed(run, c.Scenario, c.Case, ids)))
            yield return message;
        yield return Envelope.Create(
            new TestRunFinished(run.Problem, run.ExitCode == ExitCodes.Passed, Converters.ToTimestamp(run.FinishedAt.UtcDateTime), null, runId)
        );
    }

    // Features that have examples only are not among those of the run.
    private static IEnumerable<FeatureResult> FeaturesOf(RunResult run) =>
        run
            .Features.Concat((run.Examples ?? []).Select(e => new FeatureResult(e.Feature, null, e.File) { Language = e.Language }))
            .DistinctBy(f => f.File, StringComparer.Ordinal);

    private static IEnumerable<Envelope> Executed(RunResult run, ScenarioResult scenario, TestCase testCase, Func<string> ids)
    {
        // All checks are evaluated at the end of the run, and examples at its beginning. A scenario's seconds are those of its queries; shared queries
        // count for each scenario.
        var seconds = Math.Min(scenario.Seconds, (run.FinishedAt - run.StartedAt).TotalSeconds);
        var isExample = scenario.Steps.Any(s => s.IsAction);
        var finished = isExample ? run.StartedAt.AddSeconds(seconds) : run.FinishedAt;
        var each = TimeSpan.FromSeconds(seconds / Math.Max(1, scenario.Checks.Count));
        var at = Converters.ToTimestamp(finished.AddSeconds(-seconds).UtcDateTime);
        var end = Converters.ToTimestamp(finished.UtcDateTime);
        var started = new TestCaseStarted(0, ids(), testCase.Id, null, at);
        yield return Envelope.Create(started);
        foreach (var (step, testStep) in scenario.Steps.Zip(testCase.TestSteps))
        {
            var check = FeatureDocument.CheckOf(scenario, step);
            var (status, message) = StatusOf(check, isEnded: run.Problem is not null && !isExample);
            yield return Envelope.Create(new TestStepStarted(started.Id, testStep.Id, at));
            if (check is { Outcome: Outcome.Warned })
                yield return Envelope.Create(
                    new Attachment(
                        IntegrationFinding.Text(check, LongestValue),
                        AttachmentContentEncoding.IDENTITY,
                        null,
                        Plain,
                        null,
                        started.Id,
                        testStep.Id,
                        null,
                        null,
                        null,
                        end
                    )
                );
            yield return Envelope.Create(
                new TestStepFinished(
                    started.Id,
                    testStep.Id,
                    new(Converters.ToDuration(check is null ? TimeSpan.Zero : each), message, status, null),
                    check is null ? at : end
                )
            );
        }
        yield return Envelope.Create(new TestCaseFinished(started.Id, end, false));
    }

    private static (TestStepResultStatus Status, string? Message) StatusOf(CheckResult? check, bool isEnded) =>
        check switch
        {
            null => (isEnded ? TestStepResultStatus.SKIPPED : TestStepResultStatus.PASSED, null),
            { Outcome: Outcome.Passed or Outcome.Warned } => (TestStepResultStatus.PASSED, null),
            { Outcome: Outcome.NotJudged } => (TestStepResultStatus.UNDEFINED, IntegrationFinding.Text(check, LongestValue)),
            _ => (TestStepResultStatus.FAILED, IntegrationFinding.Text(check, LongestValue)),
        };

    private static Meta Meta() =>
        new(
            ProtocolVersion.Version,
            new("ShopStream.Quality", typeof(CucumberMessages).Assembly.GetName().Version?.ToString(3)),
            new(".NET", Environment.Version.ToString()),
            new(RuntimeInformation.OSDescription, null),
            new(RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(), null),
            null
        );
}
