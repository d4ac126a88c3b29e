using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Profiling;

/// <summary>Candidate checks that compare a table with its upstream table.</summary>
/// <param name="table">Profile of the table.</param>
/// <param name="catalog">Catalog with the upstream tables.</param>
/// <param name="businessMetrics">Metric definitions by name.</param>
internal sealed class LayerCandidates(TableProfile table, Catalog catalog, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
{
    private readonly TableInfo? upstream = LayerNaming.UpstreamOf(table.Dataset, catalog);

    public IEnumerable<Candidate> All()
    {
        if (upstream is not null)
            yield return new Candidate(
                Subject.Rows,
                null,
                new SameRowCount(new Relation(upstream.Dataset), [table.Relation]),
                _ => $"{FigureText.Rows(table.Rows)}, as in {upstream.Dataset}"
            );
        yield return new Candidate(Subject.Rows, null, new RowCountBound(table.Relation, Comparison.AtLeast, 1), _ => FigureText.Rows(table.Rows));
        if (table.Dataset.Layer == Layer.Lake)
            yield return new Candidate(
                Subject.Rows,
                null,
                new AgreesWithManifest(table.Dataset),
                _ => $"{FigureText.Rows(table.Rows)}, size, SHA-256 and control totals as in the manifest"
            );
        foreach (var candidate in Sums().Concat(BusinessMetrics()).Concat(Distributions()))
            yield return candidate;
    }

    // A code that is mapped to another known one is in every list of values: only how often it occurs is another.
    private IEnumerable<Candidate> Distributions()
    {
        if (upstream is null)
            yield break;
        var texts = ColumnTraits.Of(upstream).Where(c => c.Kind == ColumnKind.Text).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var column in ValueLists.Of(table).Where(c => texts.Contains(c.Name)))
        {
            var name = Identifier.Written(column.Name);
            var check = new DistributionDistance(
                table.Relation,
                column.Name,
                new OtherDistribution(new Relation(upstream.Dataset), column.Name),
                new NoDrift(DriftSize.Small)
            );
            yield return new Candidate(Subject.Values, column.Name, check, e => $"{FigureText.Rows(table.Rows)}, population stability index {e.Actual}")
            {
                Sentence = $"{name} in {table.Relation} has not drifted from {name} in {upstream.Dataset}",
            };
        }
    }

    private IEnumerable<Candidate> Sums()
    {
        if (upstream is null)
            yield break;
        var upstreamColumns = ColumnTraits.Of(upstream);
        foreach (
            var column in table.Columns.Where(c =>
                c.Traits.IsMoney && upstreamColumns.Any(o => o.IsMoney && string.Equals(o.Name, c.Name, StringComparison.Ordinal))
            )
        )
        {
            var check = new SumsEqual(
                new Measure(new Relation(upstream.Dataset), [], column.Name),
                new Measure(table.Relation, [], column.Name),
                Tolerance.ToTheCent
            );
            yield return new Candidate(Subject.Amounts, column.Name, check, v => $"{FigureText.Rows(table.Rows)}, {v.Actual} on both sides");
        }
    }

    private IEnumerable<Candidate> BusinessMetrics()
    {
        foreach (
            var businessMetric in businessMetrics.Values.Where(r => r.Tables.ContainsKey(table.Dataset.Table)).OrderBy(r => r.Name, StringComparer.Ordinal)
        )
        {
            if (Other(businessMetric) is not { } other)
                continue;
            var keys = businessMetric
                .Tables[table.Dataset.Table]
                .Keys.Keys.Intersect(businessMetric.Tables[other.Table].Keys.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToList();
            IReadOnlyList<string> by = keys.Contains("day", StringComparer.Ordinal) ? ["day"] : [.. keys.Take(1)];
            var check = new Reconciles(
                businessMetric.Name,
                businessMetric.In(new Relation(other), by),
                businessMetric.In(table.Relation, by),
                Tolerance.ToTheCent
            );
            yield return new Candidate(Subject.Amounts, null, check, v => $"{FigureText.Rows(table.Rows)}, {v.Actual}") { By = by };
        }
    }

    // The upstream table if the metric definition covers it, otherwise the nearest upstream table that it covers.
    private Dataset? Other(BusinessMetric businessMetric) =>
        upstream is not null && businessMetric.Tables.ContainsKey(upstream.Dataset.Table)
            ? upstream.Dataset
            : catalog
                .Tables.Select(t => t.Dataset)
                .Where(d => d.Layer < table.Dataset.Layer && businessMetric.Tables.ContainsKey(d.Table))
                .OrderByDescending(d => d.Layer)
                .ThenBy(d => d.Table, StringComparer.Ordinal)
                .Select(d => (Dataset?)d)
                .FirstOrDefault();
}
