using ShopStream.Application.Checking;
using ShopStream.Application.Composition;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;

namespace ShopStream.Application.Running;

/// <summary>One run or check, from bound specs to its result. A problem becomes part of the result, so that a report exists for it.</summary>
internal sealed class RunSession
{
    private readonly RunRequest request;
    private readonly RunHistory history;
    private readonly TimeProvider clock;
    private readonly IProgress<WorkProgress>? progress;
    private readonly Stages stages;
    private readonly ShopPipeline pipeline;
    private readonly DateTimeOffset startedAt;
    private readonly string runId;

    /// <param name="request">What to run or check.</param>
    /// <param name="history">The runs before.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="progress">Receives progress updates; null for none.</param>
    public RunSession(RunRequest request, RunHistory history, TimeProvider clock, IProgress<WorkProgress>? progress)
    {
        (this.request, this.history, this.clock, this.progress) = (request, history, clock, progress);
        stages = new Stages(progress.ForPipeline());
        startedAt = clock.GetUtcNow();
        runId = RunId.New(startedAt);
        pipeline = new ShopPipeline(Settings.Pipeline with { RunId = runId }, clock, stages, progress.ForPipeline());
    }

    private ShopSettings Settings => request.Settings;

    private SelectedSpecs Specs => request.Specs;

    private DateOnly Date => Settings.Date ?? DateOnly.FromDateTime(startedAt.UtcDateTime);

    /// <summary>Moves the data and checks it.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.RequireWarehouseAsync();
            await using var source = await RunSource.OpenAsync(Settings, Date, stages, progress, clock, cancellationToken);
            var layerTotals = await LayerTotalsAsync(cancellationToken);
            var (_, queries) = await pipeline.RunAsync(source.Address, Date, runId, Specs.Specifications.ForRun(Date), layerTotals.Metrics, cancellationToken);
            // The sandbox's server runs while the checks do: it can still measure what was not recorded in the snapshot.
            return await CheckAsync(Date, source.Address, layerTotals, queries, cancellationToken);
        }
        catch (ProblemException e)
        {
            return Broken(e);
        }
    }

    /// <summary>Checks what the last run left.</summary>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<RunResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CheckAsync(Settings.Date, Settings.SourceToRead(), await LayerTotalsAsync(cancellationToken), 0, cancellationToken);
        }
        catch (ProblemException e) when (e is not NothingToJudgeException)
        {
            return Broken(e);
        }
    }

    private async Task<RunResult> CheckAsync(DateOnly? date, SourceAddress? source, LayerTotals layerTotals, int sourceQueries, CancellationToken cancellationToken)
    {
        var scope = new CheckScope { Settings = Settings, Specs = Specs, History = history, StartedAt = startedAt, Date = date, Source = source };
        await using var session = await stages.PartAsync(Stages.Check, () => CheckSession.OpenAsync(scope, clock, cancellationToken));
        session.Validate();
        var dashboards = new Dashboards([.. session.Catalog.Tables.Select(t => t.Dataset)], session.Catalog);
        var results = await stages.RunAsync(Stages.Check, async () =>
        {
            await session.CollectAsync([.. layerTotals.Metrics, .. dashboards.Metrics], cancellationToken);
            return await session.Checker.RunAsync(session.Specifications, cancellationToken);
        });
        var (applied, items) = session.Apply(results);
        var lineage = await ShopPipeline.LineageAsync(Settings.Pipeline, Settings.Tables, cancellationToken);
        var scenarios = UpstreamFaults.Link(applied, lineage);
        // A stale item is a warning like any other: --fail-on warning raises it.
        var stale = !items.Any(i => i.IsStale) ? Array.Empty<Outcome>() : [Settings.FailOn <= Severity.Warning ? Outcome.Failed : Outcome.Warned];
        var code = session.Checker.ExitCode(session.Specifications, scenarios);
        var collector = session.Checker.Collector;
        var layerResults = layerTotals.Layers(collector.Measurements);
        return Started() with
        {
            Outcome = Outcomes.Worst(scenarios.Select(s => s.Outcome).Concat(scenarios.Count == 0 ? [] : stale)),
            ExitCode = ExitCodePolicy.OfRun(code, scenarios.Count > 0 && stale.Contains(Outcome.Failed)),
            Date = session.Manifest.Date,
            Recheck = request.Recheck,
            SnapshotAt = session.Manifest.SnapshotAt,
            Source = Noted(session.Manifest.Source),
            Sandbox = session.Manifest.Sandbox,
            FailedStage = code is ExitCodes.Infrastructure or ExitCodes.Usage ? Stages.Check : null,
            Queries = new QueryCounts(sourceQueries + collector.SentQueries(StoreId.Source), collector.SentQueries(StoreId.Lake), collector.SentQueries(StoreId.Warehouse)),
            Lineage = lineage,
            RevenueDefinition = Settings.Revenue?.Text,
            Currency = Settings.Currency,
            Layers = layerResults,
            Series = layerTotals.Series(collector.Measurements),
            Dashboards = dashboards.Result(collector.Measurements),
            Since = SinceLastRun.Of(scenarios, history),
            Trend = Trend.Of(runId, session.Manifest.Date, layerResults, history),
            Figures = session.Specifications.TrackedValues(collector.Measurements),
            Scenarios = session.Redact(scenarios),
            ReconcilingItems = items,
        };
    }

    private async Task<LayerTotals> LayerTotalsAsync(CancellationToken cancellationToken) =>
        new(await ShopPipeline.DatasetsAsync(Settings.Pipeline, Settings.Tables, cancellationToken), Settings.Revenue);

    private RunResult Broken(ProblemException problem) => Started() with
    {
        Outcome = problem is NothingToJudgeException ? Outcome.NotJudged : Outcome.Error,
        ExitCode = problem.ExitCode,
        FailedStage = stages.Failed,
        Problem = stages.Failed is { } stage ? $"{stage}: {problem.Message}" : problem.Message,
        Scenarios = [.. Specs.Specifications.Select(NotJudged)],
    };

    private string Noted(string source) => Settings.SourceNote is { } note ? $"{source}; {note}" : source;

    // What every result says, however the run ended.
    private RunResult Started() => new()
    {
        RunId = runId,
        StartedAt = startedAt,
        FinishedAt = clock.GetUtcNow(),
        Outcome = Outcome.NotJudged,
        ExitCode = ExitCodes.NotJudged,
        Date = Date,
        Command = request.Command,
        Source = Settings.SourceProblem is null ? Noted(Settings.Source?.Description ?? SourceAddress.SandboxName) : null,
        Sandbox = Settings.SourceProblem is null ? Settings.Source is null : null,
        Commit = CommitId.Of(Settings.Features, Settings.Environment),
        InRepository = RepositoryPath.Of(Path.Combine(Settings.Features, ".."), Settings.Environment),
        Samples = Settings.RedactionPolicy.LevelName,
        PersonalHidden = Settings.RedactionPolicy.Personal != PersonalColumns.None,
        Stages = stages.Done,
        Queries = new QueryCounts(0, 0, 0),
        Layers = [],
        Series = SeriesResult.Empty,
        Features = Specs.Features,
        Scenarios = [],
    };

    private static ScenarioResult NotJudged(Specification specification) => new()
    {
        Feature = specification.Feature,
        Name = specification.Name,
        File = specification.File,
        Line = specification.Line,
        Tags = specification.Tags,
        Outcome = Outcome.NotJudged,
        Seconds = 0,
        Language = specification.Language,
        Steps = specification.Steps,
        Checks = [.. specification.Checks.Select(c => new CheckResult
        {
            Sentence = c.Sentence,
            Line = c.Line,
            Outcome = Outcome.NotJudged,
            Note = "the run ended before it could be judged",
            Sql = "",
            Reads = c.Reads,
            Keys = [],
        })],
    };
}
