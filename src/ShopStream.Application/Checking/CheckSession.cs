using ShopStream.Application.Composition;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Checking;

/// <summary>The data of a run, opened to evaluate scenarios: all at once, or one by one as a test runner does.</summary>
public sealed class CheckSession : IAsyncDisposable
{
    private readonly CheckScope scope;
    private readonly RunData data;
    private readonly ItemLedger items;

    private CheckSession(CheckScope scope, RunData data)
    {
        (this.scope, this.data) = (scope, data);
        var settings = scope.Settings;
        var context = new EvaluationContext(EvaluationContext.MomentOf(scope.StartedAt, settings.Date), data.Manifest.Date, scope.History)
        {
            SnapshotAt = data.Manifest.SnapshotAt,
        };
        Checker = Checker.Of(data, settings.Pipeline.BusinessMetrics, context, settings.RedactionPolicy);
        items = new ItemLedger(scope.Specs.Items, scope.Specs.Names, DateOnly.FromDateTime(scope.StartedAt.UtcDateTime));
        Specifications =
        [
            .. scope.Specs.Specifications.ForRun(data.Manifest.Date),
            .. SealedPartitions.Of(data.Manifest, settings.FailOn, settings.RedactionPolicy),
        ];
    }

    /// <summary>The manifest of the date that is checked.</summary>
    public Manifest Manifest => data.Manifest;

    /// <summary>The tables and columns of all stores.</summary>
    public Catalog Catalog => data.Catalog;

    /// <summary>The selected scenarios, of which those about another date are not judged, and those of <see cref="SealedPartitions"/>.</summary>
    public IReadOnlyList<Specification> Specifications { get; private set; }

    /// <summary>The same scenarios, whatever date they are about, and whatever rows have arrived.</summary>
    internal IReadOnlyList<Specification> AsWritten => scope.Specs.Specifications;

    internal Checker Checker { get; }

    private IReadOnlyList<Dataset> Datasets => [.. Catalog.Tables.Select(t => t.Dataset).OrderBy(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal)];

    /// <summary>Opens the data. Nothing is measured yet.</summary>
    /// <param name="scope">What to open.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public static async Task<CheckSession> OpenAsync(CheckScope scope, TimeProvider clock, CancellationToken cancellationToken) =>
        new(
            scope,
            await StoredRun.OpenAsync(
                NeededFiles.Only(scope.Settings.Pipeline, scope.Specs.Specifications) with
                {
                    Command = "check",
                },
                scope.Date,
                scope.Source,
                clock,
                scope.Locks,
                cancellationToken
            )
        );

    /// <summary>Looks up all tables and columns that the scenarios name.</summary>
    /// <exception cref="UsageException">Some do not exist: all of them, with file:line and the nearest names.</exception>
    public void Validate() => Specifications.Validate(Catalog, data.Unseen);

    /// <summary>Measures the metrics of all scenarios in as few queries as possible, and keeps the measurements.</summary>
    /// <param name="besides">Further metrics that share those queries.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task CollectAsync(IEnumerable<Metric> besides, CancellationToken cancellationToken)
    {
        Specifications = await Checker.LimitAsync(Specifications, cancellationToken);
        await Checker.Collector.CollectAsync(Specifications.Metrics().Concat(besides), cancellationToken);
    }

    /// <summary>Evaluates one scenario as a run does, reconciling items and redaction included; what is not measured yet is measured.</summary>
    /// <param name="specification">Its checks need not be among <see cref="Specifications"/>.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="UsageException">It names a table or column that does not exist.</exception>
    public async Task<ScenarioResult> EvaluateAsync(Specification specification, CancellationToken cancellationToken)
    {
        var one = new[] { specification with { FailOn = scope.Settings.FailOn } }.ForRun(data.Manifest.Date);
        one.Validate(Catalog, data.Unseen);
        return Redact(Apply(await Checker.RunAsync(await Checker.LimitAsync(one, cancellationToken), cancellationToken)).Scenarios)[0];
    }

    /// <summary>All tables with the tables that they are built from.</summary>
    internal async Task<IReadOnlyList<LineageNode>> LineageAsync(CancellationToken cancellationToken) =>
        scope.Settings.Pipeline.Attached is not null
            ? [.. Datasets.Select(d => new LineageNode(d.Layer.NameOf(), d.Table, [.. (Catalog.Find(d)!.Upstream ?? []).Select(u => $"{u}")]))]
            : await ShopPipeline.LineageAsync(scope.Settings.Pipeline, scope.Settings.Tables, cancellationToken);

    /// <summary>The tables that the report counts, in the order of their layers.</summary>
    internal async Task<IReadOnlyList<Dataset>> DatasetsAsync(CancellationToken cancellationToken) =>
        scope.Settings.Pipeline.Attached is null
            ? await ShopPipeline.DatasetsAsync(scope.Settings.Pipeline, scope.Settings.Tables, cancellationToken)
            : Datasets;

    /// <inheritdoc cref="RunData.RequireUnchangedAsync"/>
    public Task RequireUnchangedAsync(CancellationToken cancellationToken) => data.RequireUnchangedAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => data.DisposeAsync();

    internal (IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<ItemResult> Items) Apply(IReadOnlyList<ScenarioResult> results) => items.Apply(results);

    internal IReadOnlyList<ScenarioResult> Redact(IReadOnlyList<ScenarioResult> results) => CheckRunner.Redact(results, scope.Settings.RedactionPolicy);
}
