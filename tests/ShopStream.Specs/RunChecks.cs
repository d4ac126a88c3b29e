using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;
using BoundSpecs = ShopStream.Cli.Runs.Specs;

namespace ShopStream.Specs;

/// <summary>Evaluates scenarios on the data of a run. The queries of all scenarios are planned together when the data is opened.</summary>
internal sealed class RunChecks : IAsyncDisposable
{
    private readonly ShopSettings settings;
    private readonly RunData data;
    private readonly MetricCollector collector;
    private readonly ItemLedger items;

    private RunChecks(ShopSettings settings, BoundSpecs specs, RunData data, DateTimeOffset startedAt, RunHistory history)
    {
        (this.settings, this.data) = (settings, data);
        var context = new EvaluationContext(EvaluationContext.MomentOf(startedAt, settings.Date), data.Manifest.Date, history);
        collector = new MetricCollector(data.Catalog, data.Stores, context, data.Spill, settings.RedactionPolicy);
        items = new ItemLedger(specs.Items, specs.Names, DateOnly.FromDateTime(startedAt.UtcDateTime));
    }

    /// <summary>Opens the data of a run that has ended.</summary>
    public static async Task<RunChecks> OpenAsync(ShopSettings settings, BoundSpecs specs, RunResult run, RunHistory history, CancellationToken cancellationToken)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null);
        var opened = await pipeline.OpenAsync(run.Date, settings.Source, cancellationToken);
        var checks = new RunChecks(settings, specs, opened, run.StartedAt, history);
        try
        {
            await checks.collector.CollectAsync(specs.Specifications.ForRun(opened.Manifest.Date).Metrics(), cancellationToken);
            return checks;
        }
        catch
        {
            await checks.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates a scenario's checks as a run does, and measures metrics that are not measured yet.</summary>
    public async Task<ScenarioResult> JudgeAsync(Specification specification)
    {
        var one = new[] { specification with { FailOn = settings.FailOn } }.ForRun(data.Manifest.Date);
        one.Validate(data.Catalog, new HashSet<Layer>());
        var judged = await CheckRunner.RunAsync(one, collector, new DrillDownRunner(data.Catalog, [.. settings.Pipeline.BusinessMetrics.Values], collector), CancellationToken.None);
        return CheckRunner.Redact(items.Apply(judged).Scenarios, settings.RedactionPolicy)[0];
    }

    public ValueTask DisposeAsync() => data.DisposeAsync();
}
