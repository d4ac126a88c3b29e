using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>Which rows SQL reads, found by rendering it: whatever is not limited by conditions in FROM and WHERE counts as a whole table.</summary>
public static class ReadRows
{
    /// <param name="catalog">Types of columns, and what relative conditions count from.</param>
    /// <param name="render">Renders the SQL of one metric.</param>
    /// <returns>Relations, and relations without conditions for whole tables; lookups are whole tables.</returns>
    public static IReadOnlyList<Relation> Of(Catalog catalog, Action<SqlText> render)
    {
        var rows = new List<Relation>();
        string? Whole(Dataset dataset)
        {
            rows.Add(new Relation(dataset));
            return null;
        }
        render(new SqlText(Dialect.DuckDb with { Place = Whole }, catalog) { Reads = rows.Add });
        return rows;
    }
}
