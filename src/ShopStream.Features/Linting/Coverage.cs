using System.Text.RegularExpressions;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;

namespace ShopStream.Features.Linting;

/// <summary>Tables and columns that no claim names.</summary>
internal static partial class Coverage
{
    public static IEnumerable<Finding> Of(IReadOnlyList<Claim> claims, IReadOnlyList<Dataset> datasets, IReadOnlyList<TableInfo>? tables)
    {
        var columns = (tables ?? []).ToDictionary(t => t.Dataset);
        var questions = claims.SelectMany(c => c.Check.Ask()).ToList();
        var touched = questions.SelectMany(q => q.Mentions)
            .Concat(claims.Select(c => c.Check).OfType<OffersColumns>().SelectMany(o => o.Columns.Select(c => new Mention(o.Dataset, c.Name))))
            .Concat(claims.Select(c => c.Check).OfType<HasColumns>().SelectMany(h => h.Columns.Select(c => new Mention(h.Dataset, c.Name))))
            .Concat(questions.OfType<OwnQuery>().SelectMany(q => Named(q, datasets, columns)))
            .ToHashSet();
        // A manifest has the hash of the whole file.
        var whole = questions.OfType<ManifestDifferences>().Select(m => m.Dataset).ToHashSet();
        var named = touched.Select(m => m.Dataset).ToHashSet();
        foreach (var dataset in datasets)
        {
            if (!named.Contains(dataset))
            {
                yield return new Finding(ProblemKind.Untouched, $"{dataset}", "no sentence names this table: nothing of it is judged");
            }
            else if (!whole.Contains(dataset) && columns.TryGetValue(dataset, out var table)
                && table.Columns.Select(c => c.Name).Where(c => !touched.Contains(new Mention(dataset, c))).ToList() is { Count: > 0 } left)
            {
                yield return new Finding(ProblemKind.Untouched, $"{dataset}", $"no sentence names {string.Join(", ", left)}");
            }
        }
    }

    // Leniently: what is a word of the query is taken for named.
    private static IEnumerable<Mention> Named(OwnQuery query, IReadOnlyList<Dataset> datasets, Dictionary<Dataset, TableInfo> columns)
    {
        var words = Word().Matches(query.Sql).Select(m => m.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var dataset in datasets.Where(d => d.Store == query.Store && words.Contains(d.Table)))
        {
            yield return new Mention(dataset, null);
            foreach (var column in columns.GetValueOrDefault(dataset)?.Columns.Where(c => words.Contains(c.Name)) ?? [])
                yield return new Mention(dataset, column.Name);
        }
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
