using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Profiling;

/// <summary>What may be claimed of a table beside the hop before.</summary>
/// <param name="table">What is known of the table.</param>
/// <param name="catalog">Knows the hops before.</param>
/// <param name="businessMetrics">Amounts with a name.</param>
internal sealed class LayerCandidates(TableProfile table, Catalog catalog, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
{
    private readonly TableInfo? before = LayerNaming.UpstreamOf(table.Dataset, catalog);

    public IEnumerable<Candidate> All()
    {
        if (before is not null)
            yield return new Candidate(Subject.Rows, null, new SameRowCount(new Relation(before.Dataset), [table.Relation]), _ => $"{FigureText.Rows(table.Rows)}, as in {before.Dataset}");
        yield return new Candidate(Subject.Rows, null, new RowCountBound(table.Relation, Comparison.AtLeast, 1), _ => FigureText.Rows(table.Rows));
        if (table.Dataset.Layer == Layer.Lake)
            yield return new Candidate(Subject.Rows, null, new AgreesWithManifest(table.Dataset), _ => $"{FigureText.Rows(table.Rows)}, size, SHA-256 and control totals as in the manifest");
        foreach (var sum in Sums().Concat(BusinessMetrics())) yield return sum;
    }

    private IEnumerable<Candidate> Sums()
    {
        if (before is null) yield break;
        var there = ColumnTraits.Of(before);
        foreach (var column in table.Columns.Where(c => c.Traits.IsMoney && there.Any(o => o.IsMoney && string.Equals(o.Name, c.Name, StringComparison.Ordinal))))
        {
            var check = new SumsEqual(new Measure(new Relation(before.Dataset), [], column.Name), new Measure(table.Relation, [], column.Name), Tolerance.ToTheCent);
            yield return new Candidate(Subject.Amounts, column.Name, check, v => $"{FigureText.Rows(table.Rows)}, {v.Actual} on both sides");
        }
    }

    private IEnumerable<Candidate> BusinessMetrics()
    {
        foreach (var businessMetric in businessMetrics.Values.Where(r => r.Tables.ContainsKey(table.Dataset.Table)).OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            if (Other(businessMetric) is not { } other) continue;
            var keys = businessMetric.Tables[table.Dataset.Table].Keys.Keys.Intersect(businessMetric.Tables[other.Table].Keys.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            IReadOnlyList<string> by = keys.Contains("day", StringComparer.Ordinal) ? ["day"] : [.. keys.Take(1)];
            var check = new Reconciles(businessMetric.Name, businessMetric.In(new Relation(other), by), businessMetric.In(table.Relation, by), Tolerance.ToTheCent);
            yield return new Candidate(Subject.Amounts, null, check, v => $"{FigureText.Rows(table.Rows)}, {v.Actual}") { By = by };
        }
    }

    // The hop before where the rule knows it, else the nearest table on the way that it knows.
    private Dataset? Other(BusinessMetric businessMetric) =>
        before is not null && businessMetric.Tables.ContainsKey(before.Dataset.Table) ? before.Dataset
        : catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer < table.Dataset.Layer && businessMetric.Tables.ContainsKey(d.Table))
            .OrderByDescending(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal).Select(d => (Dataset?)d).FirstOrDefault();
}
