using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Profiling;

/// <summary>What may be claimed of a table beside the hop before.</summary>
/// <param name="table">What is known of the table.</param>
/// <param name="catalog">Knows the hops before.</param>
/// <param name="rules">Amounts with a name.</param>
internal sealed class HopCandidates(TableProfile table, Catalog catalog, IReadOnlyDictionary<string, Rule> rules)
{
    private readonly TableInfo? before = Hops.Before(table.Dataset, catalog);

    public IEnumerable<Candidate> All()
    {
        if (before is not null)
            yield return new Candidate(Subject.Rows, null, new SameRowCount(new Relation(before.Dataset), [table.Relation]), _ => $"{Say.Rows(table.Rows)}, as in {before.Dataset}");
        yield return new Candidate(Subject.Rows, null, new RowCountBound(table.Relation, Comparison.AtLeast, 1), _ => Say.Rows(table.Rows));
        if (table.Dataset.Layer == Layer.Lake)
            yield return new Candidate(Subject.Rows, null, new AgreesWithManifest(table.Dataset), _ => $"{Say.Rows(table.Rows)}, size, SHA-256 and control totals as in the manifest");
        foreach (var sum in Sums().Concat(Rules())) yield return sum;
    }

    private IEnumerable<Candidate> Sums()
    {
        if (before is null) yield break;
        var there = ColumnTraits.Of(before);
        foreach (var column in table.Columns.Where(c => c.Traits.IsMoney && there.Any(o => o.IsMoney && string.Equals(o.Name, c.Name, StringComparison.Ordinal))))
        {
            var check = new SumsEqual(new Measure(new Relation(before.Dataset), [], column.Name), new Measure(table.Relation, [], column.Name), Tolerance.ToTheCent);
            yield return new Candidate(Subject.Amounts, column.Name, check, v => $"{Say.Rows(table.Rows)}, {v.Actual} on both sides");
        }
    }

    private IEnumerable<Candidate> Rules()
    {
        foreach (var rule in rules.Values.Where(r => r.Tables.ContainsKey(table.Dataset.Table)).OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            if (Other(rule) is not { } other) continue;
            var keys = rule.Tables[table.Dataset.Table].Keys.Keys.Intersect(rule.Tables[other.Table].Keys.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            IReadOnlyList<string> by = keys.Contains("day", StringComparer.Ordinal) ? ["day"] : [.. keys.Take(1)];
            var check = new Reconciles(rule.Name, rule.In(new Relation(other), by), rule.In(table.Relation, by), Tolerance.ToTheCent);
            yield return new Candidate(Subject.Amounts, null, check, v => $"{Say.Rows(table.Rows)}, {v.Actual}") { By = by };
        }
    }

    // The hop before where the rule knows it, else the nearest table on the way that it knows.
    private Dataset? Other(Rule rule) =>
        before is not null && rule.Tables.ContainsKey(before.Dataset.Table) ? before.Dataset
        : catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer < table.Dataset.Layer && rule.Tables.ContainsKey(d.Table))
            .OrderByDescending(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal).Select(d => (Dataset?)d).FirstOrDefault();
}
