using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Generated tables in the layers that a lane has.</summary>
/// <param name="Layers">The layers, in the order of the data.</param>
/// <param name="Catalog">Their tables and columns.</param>
/// <param name="Stores">Their stores.</param>
/// <param name="Resources">Disposed in reverse order.</param>
internal sealed record ProofStores(IReadOnlyList<Layer> Layers, Catalog Catalog, IReadOnlyDictionary<StoreId, IStore> Stores, IReadOnlyList<object> Resources)
    : IAsyncDisposable
{
    /// <summary>DuckDB alone, with the tables inserted into raw; staging shows the same rows.</summary>
    public static async Task<ProofStores> InMemoryAsync(IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables)
    {
        var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await memory.ExecuteAsync(
            "CREATE SCHEMA raw; CREATE SCHEMA staging;"
                + string.Concat(tables.Select(t => Script(t.Name, t.Type, t.Rows, "raw.", inWarehouse: true) + View(t.Name))),
            CancellationToken.None
        );
        var catalog = new Catalog(await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None));
        var duck = new DuckStore(StoreId.Warehouse, memory, catalog);
        return new ProofStores([Layer.Raw, Layer.Staging], catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = duck }, [duck]);
    }

    /// <summary>PostgreSQL, extracted to a lake and loaded into a warehouse as a run does it; staging shows what is in raw.</summary>
    public static async Task<ProofStores> LoadedAsync(IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables) =>
        await LoadedAsync(await TestPostgres.NewDatabaseAsync(), GeneratedType.Script, tables);

    /// <summary>The same from a database that is not in UTF-8, without the types that need letters of Unicode.</summary>
    public static async Task<ProofStores> LoadedFromWindows1252Async(IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables) =>
        await LoadedAsync(await TestPostgres.NewDatabaseAsync("WIN1252"), "CREATE EXTENSION citext;", tables);

    private static async Task<ProofStores> LoadedAsync(
        TestDatabase database,
        string types,
        IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables
    )
    {
        var resources = new List<object> { database };
        try
        {
            await database.ExecuteAsync(types + Script(tables, "", inWarehouse: false));
            var landing = new Landing();
            resources.Add(landing);
            var address = Landing.Source(database.ConnectionString, [.. tables.Select(t => t.Name)]);
            var manifest = await landing.ExtractAsync(address);
            await landing.LoadAsync(manifest);
            using (var writable = landing.OpenWarehouse())
                await writable.ExecuteAsync("CREATE SCHEMA staging;" + string.Concat(tables.Select(t => View(t.Name))), CancellationToken.None);

            var snapshot = await SourceSnapshot.TakeAsync(address, 2, shared: true, CancellationToken.None);
            resources.Add(snapshot);
            var source = snapshot.ToStore();
            resources.Add(source);
            var warehouse = landing.OpenWarehouse(readOnly: true);
            var models = (await WarehouseCatalog.ReadAsync(warehouse, manifest, CancellationToken.None)).WithSourceTypes(manifest);
            var catalog = new Catalog([.. manifest.SourceTables, .. manifest.Tables.Select(t => t.As(Layer.Lake)), .. models]);
            var duck = new DuckStore(StoreId.Warehouse, warehouse, catalog);
            resources.Add(duck);
            var files = new FetchedFiles(landing.Lake, landing.Scratch);
            resources.Add(files);
            var lake = new LakeStore(manifest, files, landing.Settings);
            resources.Add(lake);
            return new ProofStores(
                [Layer.Source, Layer.Lake, Layer.Raw, Layer.Staging],
                catalog,
                new Dictionary<StoreId, IStore>
                {
                    [StoreId.Source] = source,
                    [StoreId.Lake] = lake,
                    [StoreId.Warehouse] = duck,
                },
                resources
            );
        }
        catch
        {
            await DisposeAsync(resources);
            throw;
        }
    }

    public ValueTask DisposeAsync() => DisposeAsync(Resources);

    private static async ValueTask DisposeAsync(IReadOnlyList<object> resources)
    {
        foreach (var resource in resources.Reverse())
        {
            if (resource is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                ((IDisposable)resource).Dispose();
        }
    }

    /// <summary>Creates and fills the tables.</summary>
    public static string Script(IReadOnlyList<(string Name, GeneratedType Type, IReadOnlyList<Row> Rows)> tables, string schema, bool inWarehouse) =>
        string.Concat(tables.Select(t => Script(t.Name, t.Type, t.Rows, schema, inWarehouse)));

    private static string View(string name) => $"CREATE VIEW staging.{name} AS SELECT * FROM raw.{name};\n";

    private static string Script(string name, GeneratedType type, IReadOnlyList<Row> rows, string schema, bool inWarehouse)
    {
        var columns =
            $"id {(inWarehouse ? "INTEGER" : "int")}, v {(inWarehouse ? type.Duck : type.Name)}, g {(inWarehouse ? "VARCHAR" : "text")}, n numeric(18,4)";
        var values = rows.Select(r => $"({r.Id}, {type.Sql(r.V, inWarehouse)}, {Text(r.G)}, {r.N ?? "NULL"})");
        return $"CREATE TABLE {schema}{name} ({columns});\n{(rows.Count == 0 ? "" : $"INSERT INTO {schema}{name} VALUES {string.Join(", ", values)};\n")}";
    }

    private static string Text(string? text) => text is null ? "NULL" : Quality.Dialects.Sql.Literal(text);
}
