using ShopStream.Application.Checking;
using ShopStream.Application.Composition;
using ShopStream.Application.Examples;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Dbt;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;
using ShopStream.Reports;

namespace ShopStream.Application.Running;

/// <summary>One run or check, from bound specs to its result. A problem becomes part of the result, so that a report exists for it.</summary>
internal sealed class RunSession : IAsyncDisposable
{
    private readonly RunRequest request;
    private readonly RunHistory history;
    private readonly TimeProvider clock;
    private readonly WorkObserver observer;
    private readonly Stages stages;
    private readonly DateTimeOffset startedAt;
    private readonly string runId;
    private readonly ExampleGate gate;
    private readonly Checkout checkout;
    private DataLocks? locks;

    /// <param name="request">What to run or check.</param>
    /// <param name="history">The runs before.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="observer">Receives progress and waits for other commands.</param>
    public RunSession(RunRequest request, RunHistory history, TimeProvider clock, WorkObserver observer)
    {
        (this.request, this.history, this.clock, this.observer) = (request, history, clock, observer);
        stages = new Stages(observer.Progress.ForPipeline());
        startedAt = clock.GetUtcNow();
        runId = RunId.New(startedAt);
        checkout = Checkout.Of(request.Settings.Features, request.Settings.Environment);
        gate = new ExampleGate(request.Settings, request.Specs.Examples, stages, clock);
    }

    private ShopSettings Settings => request.Settings;

    private SelectedSpecs Specs => request.Specs;

    private PipelineOptions Options => Settings.Pipeline.For(request.MovesData ? $"run {runId}" : "check", observer) with { RunId = runId };

    private string Folder => ReportWriter.FolderOf(runId, Settings.Out);

    private DateOnly Date => Settings.Date ?? DateOnly.FromDateTime(startedAt.UtcDateTime);

    /// <summary>Moves the data and checks it. The data stays as it is until the session is disposed.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Wrong settings are found before anything is created.
            Settings.SourceToRead();
            if (Options is { Attached: not null, Dbt: { } dbt } && !request.FromLake)
            {
                await stages.RunAsync(Stages.Transform, () => DbtProgram.BuildAsync(dbt, clock, cancellationToken));
                return await CheckAsync(Settings.Date, Settings.SourceToRead(), 0, cancellationToken);
            }
            await new ShopPipeline(Options, clock, stages, null).RequireWarehouseAsync();
            locks = await DataLocks.ExcludeAsync(Options, clock, cancellationToken);
            var pipeline = new ShopPipeline(Options, clock, stages, observer.Progress.ForPipeline(), locks)
            {
                Gate = Specs.Examples.Count > 0 ? gate.PassAsync : null,
            };
            if (request.FromLake)
                return await RebuildAsync(pipeline, cancellationToken);
            await using var source = await RunSource.OpenAsync(Settings, Date, stages, observer.Progress, clock, cancellationToken);
            var layerTotals = new LayerTotals(await ShopPipeline.DatasetsAsync(Options, Settings.Tables, cancellationToken), Settings.Revenue);
            var (_, queries) = await pipeline.RunAsync(source.Address, Date, runId, Specs.Specifications.ForRun(Date), layerTotals.Metrics, cancellationToken);
            // The sandbox's server runs while the checks do: it can still measure what was not recorded in the snapshot.
            return await CheckAsync(Date, source.Address, queries, cancellationToken);
        }
        catch (Exception e) when (!IsInterruption(e, cancellationToken))
        {
            return Broken(e);
        }
    }

    /// <summary>Checks what the last run left. The data stays as it is until the session is disposed.</summary>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<RunResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Options.Attached is null)
                locks = await DataLocks.ShareAsync(Options, clock, cancellationToken);
            return await CheckAsync(Settings.Date, Settings.SourceToRead(), 0, cancellationToken);
        }
        catch (Exception e) when (e is not NothingToJudgeException && !IsInterruption(e, cancellationToken))
        {
            return Broken(e);
        }
    }

    /// <summary>Removes what a run has kept that gets no report.</summary>
    public void Abandon() => KeptFailures.Remove(Folder);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => locks?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<RunResult> RebuildAsync(ShopPipeline pipeline, CancellationToken cancellationToken)
    {
        var (manifest, kept) = await pipeline.RebuildAsync(Settings.Date, cancellationToken);
        var result = await CheckAsync(manifest.Date, Settings.SourceToRead(), 0, cancellationToken);
        return result with { Source = $"{result.Source}; rebuilt from the lake{(kept is null ? "" : $", the damaged warehouse is kept as {kept}")}" };
    }

    // A cancellation that nobody asked for is a time limit of some library.
    private static bool IsInterruption(Exception e, CancellationToken cancellationToken) =>
        e is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private async Task<RunResult> CheckAsync(DateOnly? date, SourceAddress? source, int sourceQueries, CancellationToken cancellationToken)
    {
        var scope = new CheckScope
        {
            Settings = Settings,
            Specs = Specs,
            History = history,
            StartedAt = startedAt,
            Date = date,
            Source = source,
            Locks = locks,
        };
        await using var session = await stages.PartAsync(Stages.Check, () => CheckSession.OpenAsync(scope, clock, cancellationToken));
        session.Validate();
        var layerTotals = new LayerTotals(await session.DatasetsAsync(cancellationToken), Settings.Revenue);
        var dashboards = new Dashboards([.. session.Catalog.Tables.Select(t => t.Dataset)], session.Catalog);
        var results = await stages.RunAsync(
            Stages.Check,
            async () =>
            {
                var collecting = session.Checker.Collector;
                var reported = ReportedMetrics.Of(
                    [.. layerTotals.Metrics, .. dashboards.Metrics],
                    session.Specifications,
                    collecting.Names,
                    collecting.IsKnown
                );
                await session.CollectAsync(reported, cancellationToken);
                var checkedResults = await session.Checker.RunAsync(session.Specifications, cancellationToken);
                await session.RequireUnchangedAsync(cancellationToken);
                return checkedResults;
            }
        );
        var (applied, items) = session.Apply(results);
        var lineage = await session.LineageAsync(cancellationToken);
        var scenarios = WithAmounts(UpstreamFaults.Link(applied, lineage, besides: Options.Attached is not null));
        // A stale item is a warning like any other: --fail-on warning raises it.
        var stale = !items.Any(i => i.IsStale) ? Array.Empty<Outcome>() : [Settings.FailOn <= Severity.Warning ? Outcome.Failed : Outcome.Warned];
        var code = session.Checker.ExitCode(session.Specifications, scenarios);
        var (failingRows, kept) = await KeepFailuresAsync(session, scenarios, cancellationToken);
        var baseline = Settings.FailOnNew ? await BaselineAsync(cancellationToken) : null;
        var already = baseline is null ? null : AlreadyFailing.Of(scenarios, baseline.Runs);
        var outcome = already is null ? Outcomes.Worst(scenarios.Select(s => s.Outcome)) : AlreadyFailing.OutcomeOf(scenarios, already);
        if (already is not null && code == ExitCodes.Failed)
            code = ExitCodePolicy.OfOutcome(outcome);
        var collector = session.Checker.Collector;
        var layerResults = layerTotals.Layers(collector.Measurements);
        return Started() with
        {
            Outcome = scenarios.Count == 0 ? outcome : Outcomes.Worst(stale.Append(outcome)),
            AlreadyFailing = already,
            FailureBaseline = baseline?.Text,
            ExitCode = ExitCodePolicy.OfRun(code, scenarios.Count > 0 && stale.Contains(Outcome.Failed)),
            Date = session.Manifest.Date,
            Recheck = request.Recheck,
            SnapshotAt = session.Manifest.SnapshotAt,
            Source = Noted(session.Manifest.Source),
            Sandbox = session.Manifest.Sandbox,
            FailedStage = code is ExitCodes.Infrastructure or ExitCodes.Usage ? Stages.Check : null,
            Queries = new QueryCounts(
                sourceQueries + collector.SentQueries(StoreId.Source),
                collector.SentQueries(StoreId.Lake),
                collector.SentQueries(StoreId.Warehouse)
            ),
            Lineage = lineage,
            RevenueDefinition = Settings.Revenue?.Text,
            Currency = Settings.Currency,
            Layers = layerResults,
            Series = layerTotals.Series(collector.Measurements),
            Dashboards = dashboards.Result(collector.Measurements),
            Since = SinceLastRun.Of(scenarios, history),
            Trend = layerTotals.HasWholeFirstLayer(layerResults) ? Trend.Of(runId, session.Manifest.Date, layerResults, history) : null,
            Figures = session.Specifications.TrackedValues(collector.Measurements),
            Columns = session.Specifications.TrackedColumns(collector.Measurements),
            Skipped = session.Checker.Skipped,
            Distributions = session.Specifications.TrackedDistributions(collector.Measurements),
            Scenarios = session.Redact(kept),
            FailingRows = failingRows,
            ReconcilingItems = items,
        };
    }

    private Task<(FailingRowsFile? File, IReadOnlyList<ScenarioResult> Scenarios)> KeepFailuresAsync(
        CheckSession session,
        IReadOnlyList<ScenarioResult> scenarios,
        CancellationToken cancellationToken
    ) =>
        Settings.KeepFailures == FailingRowFormat.None || !scenarios.Any(KeptFailures.HasFailed)
            ? Task.FromResult<(FailingRowsFile?, IReadOnlyList<ScenarioResult>)>((null, scenarios))
            : stages.RunAsync(
                Stages.FailingRows,
                () => new KeptFailures(Options, Settings.KeepFailures, runId, Folder).KeepAsync(session, scenarios, cancellationToken),
                kept => (kept.File?.Rows ?? 0, null)
            );

    private async Task<FailureBaseline> BaselineAsync(CancellationToken cancellationToken) =>
        request.Baseline is { } file
            ? FailureBaseline.Of(HistoryRun.From(await ResultsFile.ReadAsync(file, cancellationToken)))
            : FailureBaseline.Of(history, Settings.MainBranch);

    private RunResult Broken(Exception failure)
    {
        KeptFailures.Remove(Folder);
        var problem = failure as ProblemException ?? UnexpectedFailure.Of(failure, clock, withStage: stages.Failed is null);
        var message = Secrets.Hide(problem.Message);
        return Started() with
        {
            Outcome = problem switch
            {
                NothingToJudgeException => Outcome.NotJudged,
                ExamplesFailedException examples => examples.Outcome,
                DbtTestsFailedException => Outcome.Failed,
                _ => Outcome.Error,
            },
            ExitCode = problem.ExitCode,
            FailedStage = stages.Failed,
            Problem = stages.Failed is { } stage ? $"{stage}: {message}" : message,
            Scenarios = WithAmounts([.. Specs.Specifications.Select(NotJudged)]),
        };
    }

    private IReadOnlyList<ScenarioResult> WithAmounts(IReadOnlyList<ScenarioResult> results) =>
        CheckedAmounts.Mark(results, Settings.Pipeline.BusinessMetrics.Values);

    private string Noted(string source) => Settings.SourceNote is { } note ? $"{source}; {note}" : source;

    private string? NameWithoutSource => Settings.Pipeline.Attached is null ? SourceAddress.SandboxName : null;

    // What every result says, however the run ended.
    private RunResult Started() =>
        new()
        {
            RunId = runId,
            StartedAt = startedAt,
            FinishedAt = clock.GetUtcNow(),
            Outcome = Outcome.NotJudged,
            ExitCode = ExitCodes.NotJudged,
            Date = Date,
            Command = request.Command,
            Source = Settings.SourceProblem is null && (Settings.Source?.Description ?? NameWithoutSource) is { } named ? Noted(named) : null,
            Sandbox = Settings.SourceProblem is null && Settings.Pipeline.Attached is null ? Settings.Source is null : null,
            Branch = checkout.Branch,
            Commit = checkout.Commit,
            InRepository = RepositoryPath.Of(Path.Combine(Settings.Features, ".."), Settings.Environment),
            Samples = Settings.RedactionPolicy.LevelName,
            PersonalHidden = Settings.RedactionPolicy.Personal != PersonalColumns.None,
            Stages = stages.Done,
            Queries = new QueryCounts(0, 0, 0),
            Examples = gate.Results,
            Layers = [],
            Series = SeriesResult.Empty,
            Features = Specs.Features,
            Scenarios = [],
        };

    private static ScenarioResult NotJudged(Specification specification) =>
        new()
        {
            Feature = specification.Feature,
            Name = specification.Name,
            File = specification.File,
            Line = specification.Line,
            Tags = specification.Tags,
            Outcome = Outcome.NotJudged,
            Seconds = 0,
            Description = specification.Description,
            Language = specification.Language,
            Steps = specification.Steps,
            Checks =
            [
                .. specification.Checks.Select(c => new CheckResult
                {
                    Sentence = c.Sentence,
                    Line = c.Line,
                    Outcome = Outcome.NotJudged,
                    Note = "the run ended before it could be judged",
                    Sql = "",
                    Reads = c.Reads,
                    Keys = [],
                }),
            ],
        };
}
