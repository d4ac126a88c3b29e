using System.Globalization;
using System.Security.Cryptography;
using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;

namespace ShopStream.Cli.Runs;

/// <summary>One run or check, from bound specs to its result; a fault becomes part of the result, so that a report can be written of it.</summary>
internal sealed class RunSession
{
    private readonly ShopSettings settings;
    private readonly Specs specs;
    private readonly TimeProvider clock;
    private readonly IProgress<StageProgress>? progress;
    private readonly Stages stages;
    private readonly ShopPipeline pipeline;
    private readonly DateTimeOffset startedAt;
    private readonly string command;
    private readonly string? recheck;
    private readonly RunHistory history;

    /// <param name="settings">The validated settings.</param>
    /// <param name="specs">Bound.</param>
    /// <param name="command">To be run again.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="progress">Receives progress updates.</param>
    /// <param name="history">The runs before; null for none.</param>
    /// <param name="recheck">Judges the same data again.</param>
    public RunSession(ShopSettings settings, Specs specs, string command, TimeProvider clock, IProgress<StageProgress>? progress, RunHistory? history = null, string? recheck = null)
    {
        this.recheck = recheck;
        this.history = history ?? RunHistory.Empty;
        (this.settings, this.specs, this.command, this.clock, this.progress) = (settings, specs, command, clock, progress);
        stages = new Stages(progress);
        startedAt = clock.GetUtcNow();
        var suffix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2));
        RunId = string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{suffix}");
        pipeline = new ShopPipeline(settings.Pipeline with { RunId = RunId }, clock, stages, progress);
    }

    /// <summary>yyyyMMdd-HHmmss-xxxx.</summary>
    public string RunId { get; }

    /// <summary>Moves the data and judges it.</summary>
    public async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        var date = settings.Date ?? DateOnly.FromDateTime(startedAt.UtcDateTime);
        try
        {
            await pipeline.RequireWarehouseAsync();
            await using var source = await SourceAsync(date, cancellationToken);
            var layerTotals = await DrillDownAsync(cancellationToken);
            var (_, queries) = await pipeline.RunAsync(source.Address, date, RunId, specs.Specifications.ForRun(date), layerTotals.Metrics, cancellationToken);
            // The sandbox's server stands while the checks run: what the snapshot was not asked can still be asked.
            return await JudgeAsync(date, source.Address, layerTotals, queries, cancellationToken);
        }
        catch (ProblemException e)
        {
            return Broken(date, e);
        }
    }

    /// <summary>Judges what is there.</summary>
    /// <exception cref="NothingToJudgeException">Nothing was run yet.</exception>
    public async Task<RunResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await JudgeAsync(settings.Date, settings.Source, await DrillDownAsync(cancellationToken), 0, cancellationToken);
        }
        catch (ProblemException e) when (e is not NothingToJudgeException)
        {
            return Broken(settings.Date ?? DateOnly.FromDateTime(startedAt.UtcDateTime), e);
        }
    }

    private async Task<RunResult> JudgeAsync(DateOnly? date, SourceAddress? source, LayerTotals layerTotals, int sourceQueries, CancellationToken cancellationToken)
    {
        await using var runData = await stages.PartAsync(Stages.Check, () => pipeline.OpenAsync(date, source, cancellationToken));
        var specifications = specs.Specifications.ForRun(runData.Manifest.Date);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        var context = new EvaluationContext(EvaluationContext.MomentOf(startedAt, settings.Date), runData.Manifest.Date, history);
        var collector = new MetricCollector(runData.Catalog, runData.Stores, context, runData.Spill, settings.RedactionPolicy);
        var dashboards = new Dashboards([.. runData.Catalog.Tables.Select(t => t.Dataset)], runData.Catalog);
        var judged = await stages.RunAsync(Stages.Check, async () =>
        {
            await collector.CollectAsync(specifications.Metrics().Concat(layerTotals.Metrics).Concat(dashboards.Metrics), cancellationToken);
            return await CheckRunner.RunAsync(specifications, collector, new DrillDownRunner(runData.Catalog, [.. settings.Pipeline.BusinessMetrics.Values], collector), cancellationToken);
        });
        var layerResults = layerTotals.Layers(collector.Measurements);
        var (scenarios, items) = new ItemLedger(specs.Items, specs.Names, DateOnly.FromDateTime(startedAt.UtcDateTime)).Apply(judged);
        // A stale item is a warning as any other: --fail-on warning raises it.
        var stale = !items.Any(i => i.IsStale) ? Array.Empty<Outcome>() : [settings.FailOn <= Severity.Warning ? Outcome.Failed : Outcome.Warned];
        var code = CheckRunner.ExitCode(specifications, scenarios, collector);
        return new RunResult
        {
            RunId = RunId,
            StartedAt = startedAt,
            FinishedAt = clock.GetUtcNow(),
            Outcome = Outcomes.Worst(scenarios.Select(s => s.Outcome).Concat(scenarios.Count == 0 ? [] : stale)),
            ExitCode = code is ExitCodes.Passed or ExitCodes.NotJudged && scenarios.Count > 0 && stale.Contains(Outcome.Failed) ? ExitCodes.Failed : code,
            Date = runData.Manifest.Date,
            Command = command,
            Commit = CommitId.Of(settings.Features, settings.Environment),
            Recheck = recheck,
            InRepository = RepositoryPath.Of(Path.Combine(settings.Features, ".."), settings.Environment),
            SnapshotAt = runData.Manifest.SnapshotAt,
            FailedStage = code is ExitCodes.Infrastructure or ExitCodes.Usage ? Stages.Check : null,
            Stages = stages.Done,
            Queries = new QueryCounts(sourceQueries + collector.SentQueries(StoreId.Source), collector.SentQueries(StoreId.Lake), collector.SentQueries(StoreId.Warehouse)),
            Lineage = await ShopPipeline.LineageAsync(settings.Pipeline, settings.Tables, cancellationToken),
            Samples = settings.RedactionPolicy.LevelName,
            PersonalHidden = settings.RedactionPolicy.Personal != PersonalColumns.None,
            RevenueDefinition = settings.Revenue?.Text,
            Currency = settings.Currency,
            Layers = layerResults,
            Series = layerTotals.Series(collector.Measurements),
            Dashboards = dashboards.Result(collector.Measurements),
            Since = SinceResult.Of(scenarios, history),
            Trend = TrendPoint.Of(RunId, runData.Manifest.Date, layerResults, history),
            Figures = specifications.TrackedValues(collector.Measurements),
            Features = specs.Features,
            Scenarios = CheckRunner.Redact(scenarios, settings.RedactionPolicy),
            ReconcilingItems = items,
        };
    }

    private async Task<LayerTotals> DrillDownAsync(CancellationToken cancellationToken) =>
        new(await ShopPipeline.DatasetsAsync(settings.Pipeline, settings.Tables, cancellationToken), settings.Revenue);

    private async Task<RunSource> SourceAsync(DateOnly date, CancellationToken cancellationToken)
    {
        if (settings.Source is { } named) return new RunSource(named, null);
        return await stages.RunAsync("sandbox", async () =>
        {
            var server = await SandboxServer.StartAsync(clock, cancellationToken);
            try
            {
                var seed = new Progress(p => progress?.Report(new StageProgress("sandbox", p.Step, p.Rows, p.Of)));
                await Seeder.SeedAsync(server.ConnectionString, new SeedOptions(date, settings.Scale, settings.Seed), seed, cancellationToken);
                return new RunSource(new SourceAddress(server.ConnectionString, "public", settings.Tables, settings.SourceDeadline) { Deadlines = settings.SourceDeadlines }, server);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        });
    }

    private RunResult Broken(DateOnly date, ProblemException problem) => new()
    {
        RunId = RunId,
        StartedAt = startedAt,
        FinishedAt = clock.GetUtcNow(),
        Outcome = problem is NothingToJudgeException ? Outcome.NotJudged : Outcome.Error,
        ExitCode = problem.ExitCode,
        Date = date,
        Command = command,
        Commit = CommitId.Of(settings.Features, settings.Environment),
        InRepository = RepositoryPath.Of(Path.Combine(settings.Features, ".."), settings.Environment),
        FailedStage = stages.Failed,
        Problem = stages.Failed is { } stage ? $"{stage}: {problem.Message}" : problem.Message,
        Samples = settings.RedactionPolicy.LevelName,
        PersonalHidden = settings.RedactionPolicy.Personal != PersonalColumns.None,
        Stages = stages.Done,
        Queries = new QueryCounts(0, 0, 0),
        Layers = [],
        Series = SeriesResult.Empty,
        Features = specs.Features,
        Scenarios = [.. specs.Specifications.Select(NotJudged)],
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

    // Reports at once and in order; System.Progress would not.
    private sealed class Progress(Action<SeedProgress> report) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) => report(value);
    }

    private sealed record RunSource(SourceAddress Address, SandboxServer? Server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
