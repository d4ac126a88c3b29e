using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Application.Checking;

/// <summary>
/// Selects the metrics of the report: those of tables that a check reads, and those that need no query because the run recorded them. A page of one check
/// is small, and costs no more than its check.
/// </summary>
internal static class ReportedMetrics
{
    /// <param name="all">The metrics of a report about all tables.</param>
    /// <param name="specifications">The scenarios to check.</param>
    /// <param name="names">What a metric reads without naming it; see <see cref="MetricCollector.Names(Metric)"/>.</param>
    /// <param name="isKnown">Whether the metric needs no query.</param>
    /// <returns>A part of <paramref name="all"/>, in its order.</returns>
    public static IReadOnlyList<Metric> Of(
        IEnumerable<Metric> all,
        IEnumerable<Specification> specifications,
        Func<Metric, IEnumerable<string>> names,
        Func<Metric, bool> isKnown
    )
    {
        // Tables and columns, as in the results: "raw orders", "raw orders.total_amount".
        var read = specifications
            .Metrics()
            .SelectMany(m => m.References.SelectMany(r => new[] { $"{r}", $"{r.Dataset}" }).Concat(names(m)))
            .ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(m => isKnown(m) || (m.References.All(r => read.Contains($"{r.Dataset}")) && IsAmountRead(m, read)))];
    }

    // An amount is added up over all rows: it is reported where a check reads it.
    private static bool IsAmountRead(Metric metric, HashSet<string> read) =>
        metric is not AggregateMetric { Aggregate: SumOf sum } total || read.Contains($"{total.Relation.Reference(sum.Column)}");
}
