using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.FailingRows;

/// <summary>Finds all rows that a failed check is about, not only those that a report shows.</summary>
/// <param name="collector">Has measured the check.</param>
/// <param name="drillDown">Drills down failed reconciliations.</param>
/// <param name="redaction">What may be shown of the rows.</param>
public sealed class FailingRowCollector(MetricCollector collector, DrillDownRunner drillDown, RedactionPolicy redaction)
{
    private const string NoRows = "it judges numbers, not rows";

    private readonly ShownValues shown = new(redaction);

    /// <summary>Finds the failing rows of a check.</summary>
    /// <param name="bound">A check that failed or warned.</param>
    /// <param name="result">Its result.</param>
    /// <param name="check">Its place; completed with what the rows have in common.</param>
    /// <param name="add">Receives the rows, in any order; not called any more once this has returned.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The check, with the reason if not all rows are known.</returns>
    public async Task<FailingCheck> CollectAsync(
        BoundCheck bound,
        CheckResult result,
        FailingCheck check,
        Action<FailingRow> add,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(bound);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(check);
        var found = check with { FirstDivergentLayer = result.RootCause?.Place };
        try
        {
            return bound.Whole is IReconciliation reconciliation
                ? await DrillDownAsync(reconciliation, bound, result, found, add, cancellationToken)
                : await OfRulesAsync(bound, found with { Expected = result.Expected, Cause = "breaks the rule" }, add, cancellationToken);
        }
        catch (StoreException e)
        {
            return found with { Missing = e.Reason.Reason };
        }
    }

    private async Task<FailingCheck> OfRulesAsync(BoundCheck bound, FailingCheck check, Action<FailingRow> add, CancellationToken cancellationToken)
    {
        // Only numbers of this evaluation are used again: all of them are measured.
        IReadOnlyList<Metric> metrics = [.. CheckRunner.Evaluate(bound.Check, collector).Evidence.OfType<Sample>(), .. bound.Metrics];
        var any = false;
        foreach (var metric in metrics)
        {
            var found = metric switch
            {
                Sample sample => await SampleAsync(sample, check, add, cancellationToken),
                RowDifferences rows => await CompareAsync(rows, check, add, cancellationToken),
                MissingValues values => await MergeAsync(values, check, add, cancellationToken),
                JudgedValues values => await JudgeAsync(values, bound.Check is ValuesKeepRule { JudgesNulls: true }, check, add, cancellationToken),
                _ => null,
            };
            if (found is null)
                continue;
            (check, any) = (found, true);
        }
        return any ? check : check with { Missing = NoRows };
    }

    private async Task<FailingCheck> SampleAsync(Sample sample, FailingCheck check, Action<FailingRow> add, CancellationToken cancellationToken)
    {
        var whole = sample with { IsWhole = true };
        var rows = new SampledRows(whole, collector.Catalog, shown, add);
        await collector.Stores[sample.Store].ReadTextAsync(QueryPlan.Single(whole, store => collector.Stores[store].Sql), rows, cancellationToken);
        return check with
        {
            Dataset = sample.CustomSql is null ? sample.References.Select(r => $"{r.Dataset}").FirstOrDefault() : null,
            Cause = sample.Subject switch
            {
                DuplicateValues => "more than once",
                Orphans => "without a match",
                ModelDifferences => null,
                _ => check.Cause,
            },
        };
    }

    private async Task<FailingCheck> CompareAsync(RowDifferences metric, FailingCheck check, Action<FailingRow> add, CancellationToken cancellationToken)
    {
        var measured = collector.Measurements[metric];
        var found = check with { Dataset = $"{metric.Actual.Dataset}", Expected = null, Cause = null };
        if (measured.Columns is [RowDifferences.ColumnsDiffer])
            return found with { Missing = "the columns of both sides differ, so that rows are not compared" };
        using var rows = new ComparedRows(metric, collector, shown, add);
        // Other values are the last of the five kinds; a comparison that stopped early counts fewer.
        var changed = metric.StopAfter is null ? measured.Number(6) : Math.Max(measured.Number(0), measured.Number(1));
        await rows.FindAsync((long)changed, cancellationToken);
        return found;
    }

    private async Task<FailingCheck> MergeAsync(MissingValues metric, FailingCheck check, Action<FailingRow> add, CancellationToken cancellationToken)
    {
        var (child, column) = (metric.Child, metric.Child.Column);
        var isPersonal = new[] { child, metric.Parent }.Any(v => shown.Policy.Hides(v.Relation.Reference(v.Column)));
        await MergedValues.MissingAsync(
            collector.Stores[child.Store].ValuesAsync(child, cancellationToken),
            collector.Stores[metric.Parent.Store].ValuesAsync(metric.Parent, cancellationToken),
            cancellationToken,
            value =>
            {
                var text = shown.Key(value, isPersonal);
                add(new FailingRow(FailingRow.KeyOf((column, text)), column, null, text, null, null));
            }
        );
        return check with { Dataset = $"{child.Relation.Dataset}", Cause = "without a match" };
    }

    private async Task<FailingCheck> JudgeAsync(
        JudgedValues metric,
        bool judgesNulls,
        FailingCheck check,
        Action<FailingRow> add,
        CancellationToken cancellationToken
    )
    {
        var rows = new RuleBreakingRows(metric, judgesNulls, collector.Catalog, shown, add);
        await collector.Stores[metric.Store].ReadRowsAsync(rows.Reading, rows, cancellationToken);
        return check with { Dataset = $"{metric.Relation.Dataset}" };
    }

    private async Task<FailingCheck> DrillDownAsync(
        IReconciliation reconciliation,
        BoundCheck bound,
        CheckResult result,
        FailingCheck check,
        Action<FailingRow> add,
        CancellationToken cancellationToken
    )
    {
        var sides = reconciliation.Sides;
        // A fault upstream may show that the other side is right: then the result says that the difference begins in the first layer.
        var swapped =
            result.DrillDown is { Layers: [var first, ..], FirstDivergentLayer: { } from } && string.Equals(from, first.Dataset, StringComparison.Ordinal);
        await collector.CollectAsync(reconciliation.GetMetrics(), cancellationToken);
        var drilled = await drillDown.RunAsync(
            reconciliation,
            found =>
            {
                (string, string?)[] key = [.. found.Key.Select(k => (k.Name, shown.Key(k.Value, k.Columns.Any(redaction.Hides))))];
                var (expected, actual) = (Amount(found.Expected), Amount(found.Actual));
                add(
                    swapped
                        ? new FailingRow(
                            FailingRow.KeyOf(key),
                            sides.AmountName,
                            actual,
                            expected,
                            DifferenceCause.Reversed(found.Cause),
                            result.DrillDown!.FirstDivergentLayer
                        )
                        : new FailingRow(FailingRow.KeyOf(key), sides.AmountName, expected, actual, found.Cause, $"{found.FirstDivergentLayer}")
                );
            },
            bound.Late.Count > 0 ? bound.Late[0].Arrival : null,
            cancellationToken
        );
        return check with { Dataset = $"{sides.Actual.Relation.Dataset}", Missing = drilled.Unexplained };
    }

    private static string Amount(decimal amount) => amount.ToString("0.00########", CultureInfo.InvariantCulture);
}
