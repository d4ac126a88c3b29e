using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>Finds the rows that SQL reads, by rendering it. A table that conditions in FROM and WHERE do not limit counts as a whole.</summary>
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
