using ShopStream.Quality.Data;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Snowflake;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Generated tables, moved from PostgreSQL to the stand-in for Snowflake as a run does it.</summary>
internal static class SnowflakeProof
{
    /// <summary>Types that arrive in Snowflake as they are.</summary>
    public static IReadOnlyList<GeneratedType> Types { get; } =
    [
        .. GeneratedType.All.Where(t => t.Name is "integer" or "bigint" or "numeric(10,2)" or "numeric(18,4)" or "date" or "boolean" or "text"),
        Near.Days,
        Near.Texts,
    ];

    public static async Task<ProofStores> LoadedAsync(IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables)
    {
        var shop = await SnowflakeShop.StartAsync();
        var resources = new List<object> { shop };
        var models = Directory.CreateTempSubdirectory("shopstream-models-");
        try
        {
            await shop.Database.ExecuteAsync(ProofStores.Script(tables, "", inWarehouse: false));
            await File.WriteAllTextAsync(
                Path.Combine(models.CreateSubdirectory("core").FullName, "first.sql"),
                $"SELECT id FROM {{{{ source('raw', '{tables[0].Name}') }}}}"
            );
            shop.Options = shop.Options with { ModelsFolder = models.FullName };
            var source = shop.Source with { Tables = [.. tables.Select(t => t.Name)] };
            await shop.Pipeline.RunAsync(source, ShopRun.Date, "test", [], [], CancellationToken.None);
            var data = await shop.Pipeline.OpenAsync(null, source, CancellationToken.None);
            resources.Add(data);
            return new ProofStores([Layer.Source, Layer.Raw], data.Catalog, data.Stores, resources);
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
        finally
        {
            models.Delete(recursive: true);
        }
    }
}
