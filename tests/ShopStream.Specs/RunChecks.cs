using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.Descending;
using ShopStream.Quality.Reconciliation.Items;
using ShopStream.Quality.Verdicts;
using BoundSpecs = ShopStream.Cli.Runs.Specs;

namespace ShopStream.Specs;

/// <summary>A run's data, opened to evaluate what the scenarios state. All scenarios' queries are planned together when it is opened.</summary>
internal sealed class RunChecks : IAsyncDisposable
{
    private readonly ShopSettings settings;
    private readonly Judgeable data;
    private readonly Asker asker;
    private readonly ItemLedger items;

    private RunChecks(ShopSettings settings, BoundSpecs specs, Judgeable data, DateTimeOffset startedAt, RunHistory history)
    {
        (this.settings, this.data) = (settings, data);
        var standpoint = new Standpoint(Standpoint.MomentOf(startedAt, settings.Date), data.Manifest.Date, history);
        asker = new Asker(data.Catalog, data.Stores, standpoint, data.Spill, settings.Discretion);
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
            await checks.asker.AskAsync(specs.Specifications.ForRun(opened.Manifest.Date).Questions(), cancellationToken);
            return checks;
        }
        catch
        {
            await checks.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates a scenario's checks, as a run does; what is not measured yet is.</summary>
    public async Task<ScenarioResult> JudgeAsync(Specification specification)
    {
        var one = new[] { specification with { FailOn = settings.FailOn } }.ForRun(data.Manifest.Date);
        one.LookUp(data.Catalog, new HashSet<Layer>());
        var judged = await Examiner.ExamineAsync(one, asker, new Descent(data.Catalog, [.. settings.Pipeline.Rules.Values], asker), CancellationToken.None);
        return Examiner.Shown(items.Apply(judged).Scenarios, settings.Discretion)[0];
    }

    public ValueTask DisposeAsync() => data.DisposeAsync();
}
