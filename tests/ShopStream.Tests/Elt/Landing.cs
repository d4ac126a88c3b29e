using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Elt;

/// <summary>Extracts and loads tables of any shape without models, in a temporary folder.</summary>
internal sealed class Landing : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-landing-").FullName;

    public static DateOnly Date { get; } = new(2026, 1, 15);

    public LocalLake Lake => new(LakeFolder);

    public string LakeFolder => Path.Combine(folder, "lake");

    public string Scratch => Path.Combine(folder, "tmp");

    public DuckSettings Settings => new("1GB", Scratch, TimeSpan.FromMinutes(1));

    public static SourceAddress Source(string connectionString, params string[] tables) => new(connectionString, "public", tables, TimeSpan.FromMinutes(1));

    public async Task<Manifest> ExtractAsync(
        SourceAddress source,
        DateOnly? date = null,
        IReadOnlyList<Specification>? specifications = null,
        IReadOnlyList<Metric>? metrics = null,
        ILake? lake = null,
        int connections = 3
    )
    {
        await using var snapshot = await SourceSnapshot.TakeAsync(source, connections, shared: true, CancellationToken.None);
        var (manifest, _) = await new Extraction(snapshot, source, lake ?? Lake, null, ShopRun.WithEvents(new LakeSettings("lake")).Storage).RunAsync(
            date ?? Date,
            "test",
            specifications ?? [],
            metrics ?? [],
            CancellationToken.None
        );
        using var content = new MemoryStream(manifest.ToJson());
        await Lake.WriteAsync(LakeLayout.ManifestKey(manifest.Date), content, CancellationToken.None);
        return manifest;
    }

    public DuckDatabase OpenWarehouse(bool readOnly = false, DuckSettings? settings = null) =>
        DuckDatabase.OpenFile(Path.Combine(folder, "warehouse.duckdb"), settings ?? Settings, readOnly);

    public async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, TimeProvider? clock = null)
    {
        using var warehouse = OpenWarehouse();
        return await LoadAsync(warehouse, manifest, Lake, Scratch, clock ?? TimeProvider.System);
    }

    /// <summary>Loads a manifest's files and makes them raw, without models.</summary>
    public static async Task<(long Rows, long Bytes)> LoadAsync(DuckDatabase warehouse, Manifest manifest, ILake lake, string scratch, TimeProvider clock)
    {
        var loader = new Loader(warehouse, lake, scratch, null);
        var loaded = await loader.LoadAsync(manifest, CancellationToken.None);
        await warehouse.ExecuteAsync($"BEGIN TRANSACTION; {string.Join(";\n", loader.Exchange(manifest, clock.GetUtcNow()))}; COMMIT", CancellationToken.None);
        return loaded;
    }

    /// <summary>Queries the warehouse; cells as text.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> MeasureAsync(string sql)
    {
        using var warehouse = OpenWarehouse(readOnly: true);
        return (await warehouse.ReadAsync(sql, CancellationToken.None)).Rows;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
