using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Finds the rows upstream from which a model builds a row as it is in the warehouse, or as much of it as possible.</summary>
/// <param name="trials">Builds candidates in memory.</param>
/// <param name="rows">Reads the last run.</param>
/// <param name="catalog">Has the columns that examples can use.</param>
/// <param name="target">The row.</param>
internal sealed class RowSearch(ExampleTrials trials, RealRows rows, Catalog catalog, TargetRow target)
{
    /// <returns>The rows, and the columns of the built row that are as in the warehouse.</returns>
    /// <exception cref="UsageException">The model does not build the row from rows that can be found.</exception>
    public async Task<(ExampleDraft Draft, IReadOnlyList<string> Columns)> FindAsync(
        IReadOnlyList<Dataset> upstream,
        DateOnly? today,
        CancellationToken cancellationToken
    )
    {
        var draft = new ExampleDraft(target.Table.Dataset, [.. upstream.Select(u => new DraftTable(u, [], []))], today);
        IReadOnlyList<string> best = [];
        // Twice: what belongs to a row may show only through the rows of another table.
        foreach (var dataset in upstream.Concat(upstream))
        {
            foreach (var candidate in await rows.CandidatesAsync(dataset, target.Named, draft.Given, cancellationToken))
            {
                var tried = draft.With(Known(candidate));
                var same = target.SameColumns(await trials.BuildAsync(tried, null, cancellationToken), catalog);
                var isFirst = best.Count == 0 && draft.Given.First(g => g.Dataset == dataset).Rows.Count == 0;
                if (same.Count > best.Count || (same.Count == best.Count && (isFirst || (best.Count > 0 && tried.RowCount < draft.RowCount))))
                    (draft, best) = (tried, same);
            }
        }
        return best.Count > 0
            ? (draft, best)
            : throw new UsageException(
                $"no rows were found from which {target.Table.Dataset.Table} builds this row: those of {string.Join(", ", upstream)} that belong to it "
                    + $"by their columns are more than {RealRows.Most}, or none. Write the example by hand, or name another row."
            );
    }

    // The warehouse may have columns that the models' folder does not list.
    private DraftTable Known(DraftTable table)
    {
        var known = catalog.Find(table.Dataset)!;
        return Enumerable.Range(0, table.Columns.Count).Reverse().Where(i => !known.Has(table.Columns[i])).Aggregate(table, (t, i) => t.WithoutColumn(i));
    }
}
