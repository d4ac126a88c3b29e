using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>
/// All layers in one DuckDB in memory, every table a view of a copy of the warehouse that is attached read-only. The source and the lake are
/// the raw tables as they were loaded. A fault puts a table in a view's place; restoring puts the view back.
/// </summary>
internal sealed class DuckGround : IProvingGround
{
    private const string Planted = "planted";
    private static readonly Layer[] Copies = [Layer.Source, Layer.Lake, Layer.Raw];

    private readonly DuckDatabase database;
    private readonly IReadOnlyDictionary<string, FaultPlan> plans;
    private readonly IReadOnlyList<Model> models;
    private readonly Dictionary<Dataset, string> good = [];
    private readonly Dictionary<Dataset, (string Count, string Sum)> prints = [];
    private readonly HashSet<Dataset> replaced = [];
    private readonly HashSet<Dataset> files = [];

    private DuckGround(DuckDatabase database, IReadOnlyDictionary<string, FaultPlan> plans, IReadOnlyList<Model> models, Func<Dataset, IReadOnlyList<string>> keyOf)
    {
        (this.database, this.plans, this.models) = (database, plans, models);
        Stores = new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = new DuckStore(StoreId.Source, database, keyOf),
            [StoreId.Lake] = new GroundLake(new DuckStore(StoreId.Lake, database, keyOf), files.Contains),
            [StoreId.Warehouse] = new DuckStore(StoreId.Warehouse, database, keyOf),
        };
    }

    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <param name="warehouse">A copy of the warehouse's file; it is only read.</param>
    /// <param name="raw">The tables of the layer raw.</param>
    /// <param name="models">In the order in which they are built.</param>
    /// <param name="plans">Every fault that will be planted, by id.</param>
    /// <param name="keyOf">What names a row.</param>
    /// <param name="settings">DuckDB's share of the machine.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<DuckGround> OpenAsync(
        string warehouse, IReadOnlyList<string> raw, IReadOnlyList<Model> models, IReadOnlyDictionary<string, FaultPlan> plans, Func<Dataset, IReadOnlyList<string>> keyOf, DuckSettings settings, CancellationToken cancellation)
    {
        var memory = DuckDatabase.InMemory("the copy in which faults are planted", settings);
        var ground = new DuckGround(memory, plans, models, keyOf);
        // Several grounds work side by side, each on a core of its own.
        await memory.ExecuteAsync($"SET threads = 1; ATTACH {Sql.Literal(warehouse)} AS good (READ_ONLY); CREATE SCHEMA {Planted}", cancellation);
        foreach (var layer in Copies.Concat(ModelNames.Layers)) await memory.ExecuteAsync($"CREATE SCHEMA {Sql.Quote(ModelNames.Schema(layer))}", cancellation);
        foreach (var layer in Copies)
        {
            foreach (var table in raw) ground.good[new Dataset(layer, table)] = $"SELECT * FROM good.raw.{Sql.Quote(table)}";
        }
        foreach (var model in models)
            ground.good[model.Dataset] = model.Materialization == Materialization.View ? model.Sql : $"SELECT * FROM good.{ModelNames.Of(model.Dataset)}";
        foreach (var (dataset, select) in ground.good.OrderBy(g => g.Key.Layer).ThenBy(g => models.ToList().FindIndex(m => m.Dataset == g.Key)))
            await ground.ViewAsync(dataset, select, cancellation);
        foreach (var dataset in ground.good.Keys) ground.prints[dataset] = await ground.PrintAsync(ModelNames.Of(dataset), cancellation);
        return ground;
    }

    /// <summary>An answer of the copy.</summary>
    public Task<Answer> ReadAsync(string sql, CancellationToken cancellation) => database.ReadAsync(sql, cancellation);

    public async Task<Planted> PlantAsync(Fault fault, CancellationToken cancellation)
    {
        var plan = plans[fault.Id];
        var dataset = fault.Dataset;
        var (rows, amount) = (0L, (decimal?)null);
        var table = $"{Planted}.{Sql.Quote($"{dataset}")}";
        try
        {
            await database.ExecuteAsync($"CREATE TABLE {table} AS {plan.Select}", cancellation);
            if (await PrintAsync(table, cancellation) == prints[dataset]) return Nothing();
            (rows, amount) = await ChangedAsync(plan, dataset, table, cancellation);
        }
        catch (DuckDBException e)
        {
            var why = DuckMessage.Of(e);
            // A model that cannot be built ends the run.
            return plan.IsMutant ? Nothing() with { Broken = why } : Nothing() with { Problem = why };
        }
        var reached = new HashSet<Dataset>();
        foreach (var target in Targets(dataset))
        {
            await ViewAsync(target, $"SELECT * FROM {table}", cancellation);
            replaced.Add(target);
            reached.Add(target);
        }
        if (dataset.Layer == Layer.Lake) files.Add(dataset);
        try
        {
            await BuildAsync(dataset, reached, cancellation);
        }
        catch (DuckDBException e)
        {
            return new Planted(reached, rows, amount, files, Broken: DuckMessage.Of(e));
        }
        return new Planted(reached, rows, amount, files);

        static Planted Nothing() => new(new HashSet<Dataset>(), 0, null, new HashSet<Dataset>());
    }

    public async Task RestoreAsync(CancellationToken cancellation)
    {
        foreach (var dataset in replaced) await ViewAsync(dataset, good[dataset], cancellation);
        foreach (var table in (await database.ReadAsync($"SELECT table_name FROM duckdb_tables() WHERE schema_name = '{Planted}'", cancellation)).Rows)
            await database.ExecuteAsync($"DROP TABLE {Planted}.{Sql.Quote(table[0]!)}", cancellation);
        replaced.Clear();
        files.Clear();
    }

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    // What happens before the snapshot is in the lake and in raw as well; what happens to a file is in raw.
    private static IEnumerable<Dataset> Targets(Dataset dataset) =>
        Copies.Contains(dataset.Layer) ? Copies.Where(l => l >= dataset.Layer).Select(l => dataset with { Layer = l }) : [dataset];

    // Only what depends on it, and no further than the change goes.
    private async Task BuildAsync(Dataset from, HashSet<Dataset> reached, CancellationToken cancellation)
    {
        foreach (var model in models.Where(m => m.Dataset != from))
        {
            if (!model.Sources.Any(s => reached.Contains(new Dataset(Layer.Raw, s))) && !model.Refs.Any(r => reached.Any(d => d.Layer >= Layer.Staging && string.Equals(d.Table, r, StringComparison.Ordinal)))) continue;
            if (model.Materialization == Materialization.Table)
            {
                var table = $"{Planted}.{Sql.Quote($"{model.Dataset}")}";
                await database.ExecuteAsync($"CREATE TABLE {table} AS {model.Sql}", cancellation);
                if (await PrintAsync(table, cancellation) == prints[model.Dataset]) continue;
                await ViewAsync(model.Dataset, $"SELECT * FROM {table}", cancellation);
                replaced.Add(model.Dataset);
                reached.Add(model.Dataset);
            }
            else if (await PrintAsync(ModelNames.Of(model.Dataset), cancellation) != prints[model.Dataset])
            {
                reached.Add(model.Dataset);
            }
        }
    }

    private async Task<(long Rows, decimal? Amount)> ChangedAsync(FaultPlan plan, Dataset dataset, string table, CancellationToken cancellation)
    {
        var before = ModelNames.Of(dataset);
        var rows = await database.ReadAsync($"SELECT GREATEST((SELECT COUNT(*) FROM (FROM {table} EXCEPT ALL FROM {before})), (SELECT COUNT(*) FROM (FROM {before} EXCEPT ALL FROM {table})))", cancellation);
        if (plan.AmountColumn is not { } column) return ((long)rows.Number(0), null);
        var amount = await database.ReadAsync($"SELECT ABS((SELECT SUM({Sql.Quote(column)}) FROM {table}) - (SELECT SUM({Sql.Quote(column)}) FROM {before}))", cancellation);
        return ((long)rows.Number(0), Answer.TryNumber(amount.Rows[0][0]));
    }

    private Task ViewAsync(Dataset dataset, string select, CancellationToken cancellation) => database.ExecuteAsync($"CREATE OR REPLACE VIEW {ModelNames.Of(dataset)} AS {select}", cancellation);

    // The number of rows, and a sum of their hashes that no order and no pair of equal rows hides.
    private async Task<(string Count, string Sum)> PrintAsync(string table, CancellationToken cancellation)
    {
        var answer = await database.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*), SUM(CAST(HASH(rows_of) AS HUGEINT)) FROM {table} AS rows_of"), cancellation);
        return (answer.Rows[0][0] ?? "", answer.Rows[0][1] ?? "");
    }
}
