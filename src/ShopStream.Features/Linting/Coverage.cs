using ShopStream.Features.Scenarios;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Features.Linting;

/// <summary>Finds the tables and columns that no check covers.</summary>
internal static class Coverage
{
    public static IEnumerable<LintIssue> Of(IReadOnlyList<BoundCheck> checks, IReadOnlyList<Dataset> datasets, IReadOnlyList<TableInfo>? tables)
    {
        var columns = (tables ?? []).ToDictionary(t => t.Dataset);
        var metrics = checks.SelectMany(c => c.Metrics).ToList();
        var covered = metrics
            .SelectMany(m => m.References)
            .Concat(checks.Select(c => c.Check).OfType<OffersColumns>().SelectMany(o => o.Columns.Select(c => new ColumnReference(o.Dataset, c.Name))))
            .Concat(checks.Select(c => c.Check).OfType<HasColumns>().SelectMany(h => h.Columns.Select(c => new ColumnReference(h.Dataset, c.Name))))
            .Concat(metrics.OfType<CustomSqlMetric>().SelectMany(m => NamedColumns(m, datasets, columns)))
            .ToHashSet();
        // A manifest has the hash of the whole file, and so covers all its columns; as does the comparison of a table with its model.
        var whole = metrics.OfType<ManifestDifferences>().Select(m => m.Dataset).Concat(metrics.OfType<ModelDifferences>().Select(m => m.Dataset)).ToHashSet();
        var named = covered.Select(m => m.Dataset).ToHashSet();
        foreach (var dataset in datasets)
        {
            if (!named.Contains(dataset))
            {
                yield return new LintIssue(ProblemKind.Untouched, $"{dataset}", "no sentence names this table: it is not checked");
            }
            else if (
                !whole.Contains(dataset)
                && columns.TryGetValue(dataset, out var table)
                && table.Columns.Select(c => c.Name).Where(c => !covered.Contains(new ColumnReference(dataset, c))).ToList() is { Count: > 0 } uncovered
            )
            {
                yield return new LintIssue(ProblemKind.Untouched, $"{dataset}", $"no sentence names {Identifier.Written(uncovered)}");
            }
        }
    }

    // Lenient: every name in the query counts, whatever table it is of.
    private static IEnumerable<ColumnReference> NamedColumns(CustomSqlMetric query, IReadOnlyList<Dataset> datasets, Dictionary<Dataset, TableInfo> columns)
    {
        var words = CustomSqlPolicy.Words(query.Sql);
        foreach (var dataset in datasets.Where(d => d.Store == query.Store && words.Contains(d.Table)))
        {
            yield return new ColumnReference(dataset, null);
            foreach (var column in columns.GetValueOrDefault(dataset)?.Columns.Where(c => words.Contains(c.Name)) ?? [])
                yield return new ColumnReference(dataset, column.Name);
        }
    }
}
