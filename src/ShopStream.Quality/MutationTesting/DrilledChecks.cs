using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A check of the suite.</summary>
/// <param name="Scenario">Its scenario.</param>
/// <param name="Check">The bound check.</param>
internal sealed record SuiteCheck(Specification Scenario, BoundCheck Check);

/// <summary>A failed reconciliation with its drill-down.</summary>
/// <param name="Check">The reconciliation.</param>
/// <param name="Totals">Its expected and actual amount, as measured.</param>
/// <param name="Result">Its result, with the root cause that other checks locate.</param>
internal sealed record DrilledCheck(IReconciliation Check, (decimal Expected, decimal Actual) Totals, CheckResult Result)
{
    /// <summary>The drill-down.</summary>
    public DrillDownResult DrillDown => Result.DrillDown!;
}

/// <summary>Drills down the reconciliations that fail with a mutant, as a run does.</summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="businessMetrics">Metric definitions.</param>
/// <param name="lineage">What every dataset is built from.</param>
internal sealed class DrilledChecks(Catalog catalog, IReadOnlyCollection<BusinessMetric> businessMetrics, IReadOnlyList<LineageNode> lineage)
{
    /// <summary>Metric definitions, which know the keys of tables.</summary>
    public IReadOnlyCollection<BusinessMetric> BusinessMetrics => businessMetrics;

    /// <summary>Drills down the reconciliations among failed checks.</summary>
    /// <param name="failed">Checks that fail.</param>
    /// <param name="collector">Has their measurements.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<DrilledCheck>> OfAsync(IEnumerable<SuiteCheck> failed, MetricCollector collector, CancellationToken cancellationToken)
    {
        var all = failed.ToList();
        var runner = new DrillDownRunner(catalog, businessMetrics, collector);
        var drilled = new List<(SuiteCheck Check, IReconciliation Reconciliation, ScenarioResult Scenario)>();
        // What could not be measured, such as the sum of a column of texts, has no difference to drill down.
        var reconciliations = all.Where(c => c.Check.Check is IReconciliation && c.Check.Metrics.All(m => collector.Measurements.Find(m) is { Missing: null }))
            .ToHashSet();
        foreach (var check in all.Where(reconciliations.Contains))
        {
            var reconciliation = (IReconciliation)check.Check.Check;
            drilled.Add((check, reconciliation, Scenario(check, await runner.RunAsync(reconciliation, cancellationToken))));
        }
        var others = all.Where(c => !reconciliations.Contains(c)).Select(c => Scenario(c, null));
        var linked = UpstreamFaults.Link([.. drilled.Select(d => d.Scenario), .. others], lineage);
        return [.. drilled.Zip(linked, (d, s) => new DrilledCheck(d.Reconciliation, d.Reconciliation.Totals(collector.Measurements), s.Checks[0]))];
    }

    /// <summary>A scenario with this one failed check.</summary>
    public static ScenarioResult Scenario(SuiteCheck check, DrillDownResult? drillDown) =>
        new()
        {
            Feature = check.Scenario.Feature,
            Name = check.Scenario.Name,
            File = check.Scenario.File,
            Line = check.Scenario.Line,
            Tags = check.Scenario.Tags,
            Outcome = Outcome.Failed,
            Seconds = 0,
            Steps = [],
            Checks =
            [
                new CheckResult
                {
                    Sentence = check.Check.Sentence,
                    Line = check.Check.Line,
                    Outcome = Outcome.Failed,
                    Sql = "",
                    Keys = [],
                    DrillDown = drillDown,
                    WrongRowsOf = check.Check.Check.WrongRowsOf?.ToString(),
                },
            ],
        };
}
