using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Quality.Proving;

/// <summary>Sentences that compare a table with the hop before as a whole: they catch what no sentence on a column does.</summary>
public static class HopSentences
{
    /// <summary>Rows of raw tables as the source has them, files as their manifest has them.</summary>
    public static IEnumerable<CandidateSentence> Of(Catalog catalog)
    {
        foreach (var table in catalog.Tables.Where(t => t.Dataset.Layer == Layer.Lake))
            yield return new($"{table.Dataset} agrees with its manifest", new AgreesWithManifest(table.Dataset));
        foreach (var table in catalog.Tables.Where(t => t.Dataset.Layer == Layer.Raw && t.Key.Count > 0))
        {
            var source = table.Dataset with { Layer = Layer.Source };
            if (catalog.Find(source) is not { } before || !before.Columns.Select(c => c.Name).Order(StringComparer.Ordinal).SequenceEqual(table.Columns.Select(c => c.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal)) continue;
            var rows = new RowDifferences(new Relation(table.Dataset), new Relation(source), [.. table.Key.Select(k => new ColumnPair(k, k))], null, null);
            yield return new($"{table.Dataset} matches {source} row for row on {string.Join(" and ", table.Key)}", new RowsMatch(rows));
        }
    }
}
