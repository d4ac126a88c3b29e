using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Suggesting;

/// <summary>suggest: profiles tables and writes a feature of the checks that hold, for a person to review.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class SuggestUseCase(TimeProvider clock)
{
    /// <param name="request">The tables to profile.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A dataset does not exist, or a tag is malformed.</exception>
    /// <exception cref="NothingToJudgeException">No run exists, or nothing can be suggested.</exception>
    public async Task<SuggestedChecks> RunAsync(SuggestRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        var tags = request.ParseTags();
        var stages = new Stages(observer.Progress.ForPipeline());
        return await stages.RunAsync("suggest", () => ProfileAsync(request, tags, observer, cancellationToken));
    }

    private async Task<SuggestedChecks> ProfileAsync(
        SuggestRequest request,
        IReadOnlyList<string> tags,
        WorkObserver observer,
        CancellationToken cancellationToken
    )
    {
        var settings = request.Settings;
        await using var data = await StoredRun.OpenAsync(
            settings.Pipeline.For("suggest", observer),
            settings.Date,
            settings.SourceToRead(),
            clock,
            null,
            cancellationToken
        );
        var datasets = DatasetArguments.Find(request.Datasets, request.All, data.Catalog);
        var metrics = settings.Pipeline.BusinessMetrics;
        // A day that was not over when it was extracted is not like the others.
        var context = new EvaluationContext(EvaluationContext.MomentOf(clock.GetUtcNow(), data.Manifest.Date), data.Manifest.Date, RunHistory.Empty)
        {
            SnapshotAt = data.Manifest.SnapshotAt,
        };
        var tables = await new Suggester(data.Catalog, Checker.Of(data, metrics, context).Collector, metrics, settings.RedactionPolicy.Personal).SuggestAsync(
            datasets,
            cancellationToken
        );
        await data.RequireUnchangedAsync(cancellationToken);
        var run = settings.Pipeline.Attached is null
            ? string.Create(CultureInfo.InvariantCulture, $"{data.Manifest.Date:yyyy-MM-dd}, run {data.Manifest.RunId}")
            : string.Create(CultureInfo.InvariantCulture, $"{data.Manifest.Date:yyyy-MM-dd}, measured in the warehouse itself");
        // What was not recorded in the snapshot is measured at the source now.
        string Measured(Dataset dataset) =>
            dataset.Layer == Layer.Source ? string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd}, measured at the source itself") : run;
        return SuggestedChecks.Of(tables, new SuggestedFeature(tags, Measured, metrics) { Besides = request.Besides });
    }
}
