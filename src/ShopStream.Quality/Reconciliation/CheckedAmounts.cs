using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation;

/// <summary>Which checks are about a metric definition: those that read its amount in any table.</summary>
public static class CheckedAmounts
{
    /// <summary>Returns the results with <see cref="CheckResult.BusinessMetrics"/> of each check.</summary>
    public static IReadOnlyList<ScenarioResult> Mark(IReadOnlyList<ScenarioResult> results, IEnumerable<BusinessMetric> businessMetrics)
    {
        var amounts = businessMetrics
            .SelectMany(m => m.Tables.SelectMany(t => Enum.GetValues<Layer>().Select(l => (m.Name, Read: Text(new Dataset(l, t.Key), t.Value)))))
            .ToLookup(a => a.Read, a => a.Name, StringComparer.Ordinal);
        return
        [
            .. results.Select(s =>
                s with
                {
                    Checks = [.. s.Checks.Select(c => c with { BusinessMetrics = [.. c.Reads.SelectMany(r => amounts[r]).Distinct(StringComparer.Ordinal)] })],
                }
            ),
        ];
    }

    private static string Text(Dataset dataset, BusinessMetricTable table) => new Relation(dataset, [], table.Lookups).Reference(table.Column).ToString();
}
