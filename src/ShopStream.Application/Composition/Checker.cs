using ShopStream.Application.Policy;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.History;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Composition;

/// <summary>The metric collector, the check runner and the drill-down over one set of stores: the only place where they are wired together.</summary>
public sealed class Checker
{
    private readonly DrillDownRunner drillDown;

    private readonly ArrivalFinder? arrivals;

    private Checker(
        Catalog catalog,
        MetricCollector collector,
        IReadOnlyDictionary<string, BusinessMetric> businessMetrics,
        Func<MetricCollector, ArrivalFinder>? arrivals = null
    )
    {
        (Collector, this.arrivals) = (collector, arrivals?.Invoke(collector));
        drillDown = new DrillDownRunner(catalog, [.. businessMetrics.Values], collector) { IsAttached = arrivals is not null };
    }

    /// <summary>Measures metrics and keeps their measurements.</summary>
    public MetricCollector Collector { get; }

    /// <inheritdoc cref="ArrivalFinder.Skipped"/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Skipped =>
        arrivals?.Skipped ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>A checker over the data of a run.</summary>
    /// <param name="data">Stays open as long as the checker is used.</param>
    /// <param name="businessMetrics">The metric definitions, by name.</param>
    /// <param name="context">Null where no check needs the time or the history.</param>
    /// <param name="redaction">Null shows all values.</param>
    public static Checker Of(
        RunData data,
        IReadOnlyDictionary<string, BusinessMetric> businessMetrics,
        EvaluationContext? context = null,
        RedactionPolicy? redaction = null
    ) =>
        new(
            data.Catalog,
            new MetricCollector(data.Catalog, data.Stores, context, data.Spill, redaction),
            businessMetrics,
            data.Arrivals is { } rules ? collector => new ArrivalFinder(data.Catalog, rules, data.Manifest.SnapshotAt, collector, context?.History) : null
        );

    /// <summary>A checker over a copy in which mutants are planted.</summary>
    /// <inheritdoc cref="Of(RunData, IReadOnlyDictionary{string, BusinessMetric}, EvaluationContext, RedactionPolicy)"/>
    public static Checker Of(
        IMutationWorkspace workspace,
        Catalog catalog,
        IReadOnlyDictionary<string, BusinessMetric> businessMetrics,
        EvaluationContext? context = null,
        RedactionPolicy? redaction = null
    ) => new(catalog, new MetricCollector(catalog, workspace.Stores, context, workspace.Spill, redaction), businessMetrics);

    /// <summary>A checker over the tables of an example.</summary>
    /// <param name="database">Holds what the example gives and builds.</param>
    /// <param name="businessMetrics">The metric definitions, by name.</param>
    /// <param name="context">The day that the example takes for today, without a history.</param>
    public static Checker Of(IExampleDatabase database, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, EvaluationContext context) =>
        new(
            database.Catalog,
            new MetricCollector(database.Catalog, database.StoresAt(new SnapshotTime(context.Date, context.Moment)), context),
            businessMetrics
        );

    /// <summary>Limits checks to the rows that other tools had loaded; the same checks where this pipeline moves the data.</summary>
    /// <exception cref="UsageException">A watermark that the settings name does not exist, or has no order.</exception>
    public Task<IReadOnlyList<Specification>> LimitAsync(IReadOnlyList<Specification> specifications, CancellationToken cancellationToken) =>
        arrivals?.LimitAsync(specifications, cancellationToken) ?? Task.FromResult(specifications);

    /// <summary>Evaluates all checks; each failed reconciliation is drilled down to its keys.</summary>
    /// <returns>In the order of the specifications.</returns>
    public Task<IReadOnlyList<ScenarioResult>> RunAsync(IReadOnlyList<Specification> specifications, CancellationToken cancellationToken) =>
        CheckRunner.RunAsync(specifications, Collector, drillDown, cancellationToken);

    /// <summary>Evaluates all checks without a drill-down.</summary>
    /// <returns>In the order of the specifications.</returns>
    public Task<IReadOnlyList<ScenarioResult>> RunWithoutDrillDownAsync(IReadOnlyList<Specification> specifications, CancellationToken cancellationToken) =>
        CheckRunner.RunAsync(specifications, Collector, null, cancellationToken);

    /// <summary>Finds all rows that failed checks are about.</summary>
    /// <param name="redaction">What may be shown of them; null for what the checker shows.</param>
    public FailingRowCollector FailingRows(RedactionPolicy? redaction = null) => new(Collector, drillDown, redaction ?? Collector.Measurements.RedactionPolicy);

    /// <inheritdoc cref="ExitCodePolicy.OfChecks"/>
    public int ExitCode(IReadOnlyList<Specification> specifications, IReadOnlyList<ScenarioResult> results) =>
        ExitCodePolicy.OfChecks(specifications, results, Collector.Measurements);
}
