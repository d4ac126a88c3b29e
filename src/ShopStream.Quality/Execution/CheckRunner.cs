using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>Evaluates the checks of specifications with the measurements of a <see cref="MetricCollector"/>.</summary>
public static class CheckRunner
{
    /// <summary>
    /// Collects all metrics, evaluates the checks, collects the evidence of failed checks and evaluates those again. Failed reconciliations
    /// are drilled down to their keys.
    /// </summary>
    /// <param name="specifications">Scenarios to check.</param>
    /// <param name="collector">Collects the metrics.</param>
    /// <param name="drillDown">Drills down failed reconciliations; null to skip this.</param>
    /// <param name="cancellationToken">Cancels the queries; no results are returned.</param>
    /// <returns>One result per specification, in the same order.</returns>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        IReadOnlyList<Specification> specifications,
        MetricCollector collector,
        DrillDownRunner? drillDown,
        CancellationToken cancellationToken
    )
    {
        var evaluations = await EvaluateAsync(specifications, collector, cancellationToken);
        var drillDowns = new Dictionary<BoundCheck, DrillDownResult>(ReferenceEqualityComparer.Instance);
        foreach (var bound in specifications.SelectMany(s => s.Checks))
        {
            if (drillDown is null || bound.Whole is not IReconciliation check || evaluations[bound].Outcome != Outcome.Failed)
                continue;
            // All rows are drilled down, and those that had not arrived are named as such.
            await collector.CollectAsync(check.GetMetrics(), cancellationToken);
            drillDowns[bound] = await drillDown.RunAsync(check, cancellationToken, bound.Late.Count > 0 ? bound.Late[0].Arrival : null);
        }
        return [.. specifications.Select(s => Result(s, collector, evaluations, drillDowns))];
    }

    /// <summary>Collects the metrics of the specifications and the evidence of failed checks, without producing results.</summary>
    public static Task CollectAsync(IReadOnlyList<Specification> specifications, MetricCollector collector, CancellationToken cancellationToken) =>
        EvaluateAsync(specifications, collector, cancellationToken);

    private static async Task<Dictionary<BoundCheck, Evaluation>> EvaluateAsync(
        IReadOnlyList<Specification> specifications,
        MetricCollector collector,
        CancellationToken cancellationToken
    )
    {
        await collector.CollectAsync(specifications.Metrics(), cancellationToken);
        var evaluations = new Dictionary<BoundCheck, Evaluation>(ReferenceEqualityComparer.Instance);
        foreach (var bound in specifications.SelectMany(s => s.Checks))
            evaluations[bound] = Evaluate(bound.Check, bound.Metrics, collector);
        await collector.CollectAsync(evaluations.Values.SelectMany(e => e.Evidence), cancellationToken);
        foreach (var (bound, evaluation) in evaluations)
            evaluations[bound] = Safely(() => evaluation.Complete(collector.Measurements));
        return evaluations;
    }

    /// <summary>Removes the keys of rows if no rows may be shown. Call it last, after the reconciling items have been applied: they match by key.</summary>
    public static IReadOnlyList<ScenarioResult> Redact(IReadOnlyList<ScenarioResult> results, RedactionPolicy redaction) =>
        redaction.Level > SampleLevel.None
            ? results
            : [.. results.Select(s => s with { Checks = [.. s.Checks.Select(c => c.NamesRows ? c with { Keys = [], ExampleCommand = null } : c)] })];

    private static ScenarioResult Result(
        Specification specification,
        MetricCollector collector,
        Dictionary<BoundCheck, Evaluation> evaluations,
        Dictionary<BoundCheck, DrillDownResult> drillDowns
    )
    {
        var checks = specification
            .Checks.Select(c => Result(specification, c, evaluations[c], collector) with { DrillDown = drillDowns.GetValueOrDefault(c) })
            .ToList();
        return new ScenarioResult
        {
            Feature = specification.Feature,
            Name = specification.Name,
            File = specification.File,
            Line = specification.Line,
            Tags = specification.Tags,
            Description = specification.Description,
            Language = specification.Language,
            Steps = specification.Steps,
            Outcome = Outcomes.Worst(checks.Select(c => c.Outcome)),
            Seconds = specification
                .Checks.SelectMany(c => c.Metrics)
                .DistinctBy(m => m.Id, StringComparer.Ordinal)
                .Sum(m => collector.Measurements.Find(m)?.Seconds ?? 0),
            Checks = checks,
        };
    }

    private static CheckResult Result(Specification specification, BoundCheck check, Evaluation evaluation, MetricCollector collector)
    {
        var metrics = check.Metrics.Concat(evaluation.Evidence).DistinctBy(m => m.Id, StringComparer.Ordinal).ToList();
        var late = check.Late.Select(l => l.Result(collector.Measurements, collector.Catalog)).OfType<LateRows>().ToList();
        var notes = metrics
            .Select(m => collector.Measurements.Find(m)?.Note)
            .Concat(late.Select(l => $"{l}"))
            .Prepend(evaluation.Note)
            .Where(n => n is not null)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new CheckResult
        {
            Sentence = check.Sentence,
            Line = check.Line,
            Outcome = evaluation.Outcome == Outcome.Failed ? specification.WhenFailed : evaluation.Outcome,
            Expected = evaluation.Expected,
            Actual = evaluation.Actual,
            Difference = evaluation.Difference,
            Note = notes.Count == 0 ? null : string.Join(" ", notes),
            Sql = string.Join("\n\n", metrics.Select(collector.SqlFor).Where(s => s.Length > 0)),
            Reads = [.. check.Reads.Concat(metrics.SelectMany(collector.Names)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Keys = [.. evaluation.Keys.Select(VisibleCharacters.Line)],
            ExampleCommand = evaluation.Outcome == Outcome.Failed ? ExampleCommand.Of(metrics, collector.Measurements, collector.Catalog) : null,
            Rows = evaluation.Rows,
            Late = late.Count == 0 ? null : late,
            WrongRowsOf = evaluation.Outcome == Outcome.Failed ? check.Check.WrongRowsOf?.ToString() : null,
            NamesRows = metrics.Any(m => m.NamesRows(r => KeyNames.LooksLikeKey(r.Column!) || collector.Measurements.RedactionPolicy.Hides(r))),
        };
    }

    /// <summary>Evaluates a check, without its evidence; if one of its measurements is missing, the evaluation gives the reason.</summary>
    internal static Evaluation Evaluate(ICheck check, MetricCollector collector) => Evaluate(check, [.. check.GetMetrics()], collector);

    private static Evaluation Evaluate(ICheck check, IReadOnlyList<Metric> metrics, MetricCollector collector)
    {
        var missing = metrics.Select(m => collector.Measurements.Find(m)?.Missing).Where(m => m is not null).OrderByDescending(m => m!.Kind).FirstOrDefault();
        if (missing is null)
            return Safely(() => check.Evaluate(collector.Measurements));
        return new Evaluation { Outcome = missing.Kind == MissingMeasurementKind.NotJudged ? Outcome.NotJudged : Outcome.Error, Note = missing.Reason };
    }

    // NaN, or a count with more than 28 digits, is an error of one check, not of the run.
    private static Evaluation Safely(Func<Evaluation> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"a measured value is not an exact number: {e.Message}. Expected a decimal number; NaN and Infinity cannot be added.",
            };
        }
    }
}
