using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>Judges specifications by what an <see cref="MetricCollector"/> learns.</summary>
public static class CheckRunner
{
    /// <summary>Asks all at once, judges, asks for the evidence of what failed, and judges that again; a reconciliation that failed goes down to its keys.</summary>
    /// <param name="specifications">What is claimed.</param>
    /// <param name="collector">Runs the queries.</param>
    /// <param name="drillDown">Goes down; null where nothing should.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>In the order of the specifications.</returns>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(IReadOnlyList<Specification> specifications, MetricCollector collector, DrillDownRunner? drillDown, CancellationToken cancellationToken)
    {
        await CollectAsync(specifications, collector, cancellationToken);
        var drillDowns = new Dictionary<BoundCheck, DrillDownResult>(ReferenceEqualityComparer.Instance);
        foreach (var claim in specifications.SelectMany(s => s.Checks))
        {
            if (drillDown is not null && claim.Check is IReconciliation check && Evaluate(check, collector).Outcome == Outcome.Failed)
                drillDowns[claim] = await drillDown.RunAsync(check, cancellationToken);
        }
        return [.. specifications.Select(s => Result(s, collector, drillDowns))];
    }

    /// <summary>Asks what the specifications want to know, and the evidence of those that fail; judges nothing finally.</summary>
    public static async Task CollectAsync(IReadOnlyList<Specification> specifications, MetricCollector collector, CancellationToken cancellationToken)
    {
        await collector.CollectAsync(specifications.Metrics(), cancellationToken);
        var evidence = specifications.SelectMany(s => s.Checks).Where(c => FindMissing(c.Check, collector) is null)
            .SelectMany(c => EvaluateSafely(c.Check, collector).Evidence).ToList();
        await collector.CollectAsync(evidence, cancellationToken);
    }

    /// <summary>The last step before results are written: where no rows are to be shown none is named. Reconciling items, which name rows, have been applied by then.</summary>
    public static IReadOnlyList<ScenarioResult> Redact(IReadOnlyList<ScenarioResult> results, RedactionPolicy redaction) => redaction.Level > SampleLevel.None
        ? results
        : [.. results.Select(s => s with { Checks = [.. s.Checks.Select(c => c.NamesRows ? c with { Keys = [] } : c)] })];

    private static ScenarioResult Result(Specification specification, MetricCollector collector, Dictionary<BoundCheck, DrillDownResult> drillDowns)
    {
        var checks = specification.Checks.Select(c => Result(specification, c, collector) with { Ladder = drillDowns.GetValueOrDefault(c) }).ToList();
        return new ScenarioResult
        {
            Feature = specification.Feature,
            Name = specification.Name,
            File = specification.File,
            Line = specification.Line,
            Tags = specification.Tags,
            Language = specification.Language,
            Steps = specification.Steps,
            Outcome = Outcomes.Worst(checks.Select(c => c.Outcome)),
            Seconds = specification.Checks.SelectMany(c => c.Check.GetMetrics()).DistinctBy(q => q.Key, StringComparer.Ordinal).Sum(q => collector.Measurements.Find(q)?.Seconds ?? 0),
            Checks = checks,
        };
    }

    private static CheckResult Result(Specification specification, BoundCheck check, MetricCollector collector)
    {
        var evaluation = Evaluate(check.Check, collector);
        var metrics = check.Check.GetMetrics().Concat(evaluation.Evidence).DistinctBy(q => q.Key, StringComparer.Ordinal).ToList();
        var notes = metrics.Select(q => collector.Measurements.Find(q)?.Note).Prepend(evaluation.Note).Where(n => n is not null).Distinct(StringComparer.Ordinal).ToList();
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
            Reads = [.. check.Reads.Concat(metrics.OfType<CustomSqlMetric>().SelectMany(collector.Names)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Keys = [.. evaluation.Keys.Select(VisibleCharacters.Line)],
            NamesRows = metrics.Any(q => NamesRows(q, collector.Measurements.RedactionPolicy)),
        };
    }

    // A group by a key, or by a person, is as good as a row; one by day or country is not.
    private static bool NamesRows(Metric metric, RedactionPolicy redaction)
    {
        return metric switch
        {
            GroupDifferences d => d.Right.By.Any(k => Names(d.Right.Relation, k)),
            GroupedMetric g => g.By.Any(k => Names(g.Relation, k)),
            Sample { Subject: not GroupDifferences } or MissingValues or RowDifferences => true,
            _ => false,
        };

        bool Names(Relation relation, GroupKey key) => KeyNames.LooksLikeKey(relation.Reference(key.Column).Column!) || redaction.Hides(relation.Reference(key.Column));
    }

    /// <summary>The verdict by what was answered; why there is none where a question has no answer.</summary>
    internal static Evaluation Evaluate(ICheck check, MetricCollector collector)
    {
        if (FindMissing(check, collector) is not { } missing) return EvaluateSafely(check, collector);
        return new Evaluation
        {
            Outcome = missing.Kind == MissingMeasurementKind.NotJudged ? Outcome.NotJudged : Outcome.Error,
            Note = missing.Reason,
        };
    }

    // NaN, or a number beyond 28 digits, spoils one check and not the run.
    private static Evaluation EvaluateSafely(ICheck check, MetricCollector collector)
    {
        try
        {
            return check.Evaluate(collector.Measurements);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return new Evaluation { Outcome = Outcome.Error, Note = $"a figure that was measured is no exact number: {e.Message} Exact are numbers of at most 28 digits; floating point is not." };
        }
    }

    private static MissingMeasurement? FindMissing(ICheck check, MetricCollector collector) =>
        check.GetMetrics().Select(q => collector.Measurements.Find(q)?.Missing).Where(m => m is not null).OrderByDescending(m => m!.Kind).FirstOrDefault();
}
