using ShopStream.Quality.Data;

namespace ShopStream.Tests.Planning;

/// <summary>Catalogs for tests that need no database.</summary>
internal static class TestCatalog
{
    private static readonly string[] Tables = ["orders", "order_items", "users", "products", "events", "left", "right", "t", "lines", "fact_orders"];

    /// <summary>Tables of every layer whose key is id.</summary>
    public static Catalog KeyedById { get; } = new(Enum.GetValues<Layer>().SelectMany(l => Tables.Select(t => new TableInfo(new Dataset(l, t), [], ["id"]))));
}
