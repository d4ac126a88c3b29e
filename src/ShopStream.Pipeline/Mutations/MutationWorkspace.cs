using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// All layers as views of an untouched copy of the warehouse. The source and the lake are the raw tables as they were loaded. A fault puts a
/// table in a view's place; restoring puts the view back.
/// </summary>
internal sealed class MutationWorkspace : IMutationWorkspace
{
    private const string Planted = "planted";
    private static readonly Layer[] Copies = [Layer.Source, Layer.Lake, Layer.Raw];

    private readonly IMutationEngine engine;
    private readonly MutatedFiles files;
    private readonly IReadOnlyDictionary<string, MutantPlan> plans;
    private readonly IReadOnlyList<Model> models;
    private readonly Catalog catalog;
    private readonly Dictionary<Dataset, string> good = [];
    private readonly Dictionary<Dataset, (string Count, string Sum)> prints = [];
    private readonly HashSet<Dataset> replaced = [];
    private readonly HashSet<string> tables = [];

    private MutationWorkspace(IMutationEngine engine, MutatedFiles files, IReadOnlyDictionary<string, MutantPlan> plans, IReadOnlyList<Model> models, Catalog catalog)
    {
        (this.engine, this.files, this.plans, this.models, this.catalog) = (engine, files, plans, models, catalog);
        Stores = new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = engine.Store(StoreId.Source, catalog.KeyOf),
            [StoreId.Lake] = new MutatedLakeStore(engine.Store(StoreId.Lake, catalog.KeyOf), files),
            [StoreId.Warehouse] = engine.Store(StoreId.Warehouse, catalog.KeyOf),
        };
    }

    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    private MutationDialect Dialect => engine.Dialect;

    /// <summary>The schemas of an engine, quoted: one of every layer, and one for what is planted.</summary>
    public static IEnumerable<string> Schemas(MutationDialect dialect) => Copies.Concat(ModelNames.Layers).Select(dialect.Sql.Schema).Append(Planted).Select(dialect.Sql.Quote);

    /// <param name="engine">Of this ground alone.</param>
    /// <param name="files">The lake's; they belong to the ground from here on.</param>
    /// <param name="raw">The tables of the layer raw.</param>
    /// <param name="models">In the order in which they are built.</param>
    /// <param name="plans">Every fault that will be planted, by id.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<MutationWorkspace> OpenAsync(
        IMutationEngine engine, MutatedFiles files, IReadOnlyList<string> raw, IReadOnlyList<Model> models, IReadOnlyDictionary<string, MutantPlan> plans, Catalog catalog, CancellationToken cancellationToken)
    {
        var workspace = new MutationWorkspace(engine, files, plans, models, catalog);
        foreach (var (dataset, select) in Untouched(raw, models, engine.OriginalOf))
        {
            workspace.good[dataset] = select;
            await engine.ExecuteAsync(View(engine.Dialect, dataset, select), cancellationToken);
            workspace.prints[dataset] = await workspace.PrintAsync(engine.Dialect.Sql.Table(dataset), cancellationToken);
        }
        return workspace;
    }

    /// <summary>The statements that make all layers, before any fault.</summary>
    public static IEnumerable<string> Views(IReadOnlyList<string> raw, IReadOnlyList<Model> models, MutationDialect dialect, Func<Dataset, string> good) =>
        Untouched(raw, models, good).Select(v => View(dialect, v.Dataset, v.Select));

    /// <summary>The statements that plant a fault and take it back, all that could be sent: where a change goes no further, nothing is built.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="models">In the order in which they are built.</param>
    /// <param name="dialect">The SQL dialect.</param>
    /// <param name="good">What a table of the untouched copy is called.</param>
    public static IEnumerable<string> Statements(MutantPlan plan, IReadOnlyList<Model> models, MutationDialect dialect, Func<Dataset, string> good)
    {
        var dataset = plan.Mutant.Dataset;
        var reached = Targets(dataset).ToHashSet();
        yield return Table(dialect, dataset, plan.Select);
        foreach (var target in reached) yield return View(dialect, target, $"SELECT * FROM {SavedCopy(dialect, dataset)}");
        foreach (var model in models.Where(m => m.Dataset != dataset && Reads(m, reached)))
        {
            reached.Add(model.Dataset);
            if (model.Materialization == Materialization.View) continue;
            yield return Table(dialect, model.Dataset, model.Sql);
            yield return View(dialect, model.Dataset, $"SELECT * FROM {SavedCopy(dialect, model.Dataset)}");
        }
        foreach (var each in reached.Where(d => d.Layer < Layer.Staging || d == dataset || models.First(m => m.Dataset == d).Materialization == Materialization.Table))
        {
            var model = models.FirstOrDefault(m => m.Dataset == each);
            yield return View(dialect, each, model?.Materialization == Materialization.View ? model.Sql : $"SELECT * FROM {good(model is null ? each with { Layer = Layer.Raw } : each)}");
        }
    }

    public async Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        var plan = plans[mutant.Id];
        var dataset = mutant.Dataset;
        var (rows, amount) = (0L, (decimal?)null);
        try
        {
            await SaveAsync(dataset, plan.Select, cancellationToken);
            if (await PrintAsync(SavedCopy(Dialect, dataset), cancellationToken) == prints[dataset]) return Unchanged();
            (rows, amount) = await ChangedAsync(plan, dataset, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } why)
        {
            // A model that cannot be built ends the run.
            return plan.IsModelMutation ? Unchanged() with { BrokenModels = why } : Unchanged() with { Problem = why };
        }
        var reached = new HashSet<Dataset>();
        foreach (var target in Targets(dataset)) await ReplaceAsync(target, SavedCopy(Dialect, dataset), reached, cancellationToken);
        if (plan.FileSelect is { } content) await files.ChangeAsync(dataset.Table, content, cancellationToken);
        var changed = files.Changed.Select(t => new Dataset(Layer.Lake, t)).ToHashSet();
        try
        {
            await BuildAsync(dataset, reached, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } why)
        {
            return new PlantedMutant(reached, rows, amount, changed, BrokenModels: why);
        }
        return new PlantedMutant(reached, rows, amount, changed);

        static PlantedMutant Unchanged() => new(new HashSet<Dataset>(), 0, null, new HashSet<Dataset>());
    }

    public async Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        if (plans[mutant.Id].RowSelect is not { } select) return [];
        var measurement = await engine.ReadAsync(select, cancellationToken);
        return measurement.Rows.Count == 0 ? [] : [.. measurement.Columns.Zip(measurement.Rows[0])];
    }

    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var dataset in replaced) await engine.ExecuteAsync(View(Dialect, dataset, good[dataset]), cancellationToken);
        foreach (var table in tables) await engine.ExecuteAsync($"DROP TABLE IF EXISTS {table}", cancellationToken);
        replaced.Clear();
        tables.Clear();
        files.Restore();
    }

    /// <summary>The engine stays open: what the stores ask is its.</summary>
    public ValueTask DisposeAsync() => files.DisposeAsync();

    // What happens before the snapshot is in the lake and in raw as well; what happens to a file is in raw.
    private static IEnumerable<Dataset> Targets(Dataset dataset) =>
        Copies.Contains(dataset.Layer) ? Copies.Where(l => l >= dataset.Layer).Select(l => dataset with { Layer = l }) : [dataset];

    private static bool Reads(Model model, HashSet<Dataset> reached) =>
        model.Sources.Any(s => reached.Contains(new Dataset(Layer.Raw, s))) || model.Refs.Any(r => reached.Any(d => d.Layer >= Layer.Staging && string.Equals(d.Table, r, StringComparison.Ordinal)));

    private static string SavedCopy(MutationDialect dialect, Dataset dataset) => $"{dialect.Sql.Quote(Planted)}.{dialect.Sql.Quote($"{dataset}")}";

    private static string Table(MutationDialect dialect, Dataset dataset, string select) => $"{dialect.CreateTable} {SavedCopy(dialect, dataset)} AS\n{select}";

    private static string View(MutationDialect dialect, Dataset dataset, string select) => $"CREATE OR REPLACE VIEW {dialect.Sql.Table(dataset)} AS\n{select}";

    private static IEnumerable<(Dataset Dataset, string Select)> Untouched(IReadOnlyList<string> raw, IReadOnlyList<Model> models, Func<Dataset, string> good) =>
        Copies.SelectMany(layer => raw.Select(table => (new Dataset(layer, table), $"SELECT * FROM {good(new Dataset(Layer.Raw, table))}")))
            .Concat(models.Select(m => (m.Dataset, m.Materialization == Materialization.View ? m.Sql : $"SELECT * FROM {good(m.Dataset)}")));

    // Only what depends on it, and no further than the change goes.
    private async Task BuildAsync(Dataset from, HashSet<Dataset> reached, CancellationToken cancellationToken)
    {
        foreach (var model in models.Where(m => m.Dataset != from))
        {
            if (!Reads(model, reached)) continue;
            if (model.Materialization == Materialization.Table)
            {
                await SaveAsync(model.Dataset, model.Sql, cancellationToken);
                if (await PrintAsync(SavedCopy(Dialect, model.Dataset), cancellationToken) != prints[model.Dataset]) await ReplaceAsync(model.Dataset, SavedCopy(Dialect, model.Dataset), reached, cancellationToken);
            }
            else if (await PrintAsync(Dialect.Sql.Table(model.Dataset), cancellationToken) != prints[model.Dataset])
            {
                reached.Add(model.Dataset);
            }
        }
    }

    private async Task SaveAsync(Dataset dataset, string select, CancellationToken cancellationToken)
    {
        tables.Add(SavedCopy(Dialect, dataset));
        await engine.ExecuteAsync(Table(Dialect, dataset, select), cancellationToken);
    }

    private async Task ReplaceAsync(Dataset dataset, string table, HashSet<Dataset> reached, CancellationToken cancellationToken)
    {
        replaced.Add(dataset);
        await engine.ExecuteAsync(View(Dialect, dataset, $"SELECT * FROM {table}"), cancellationToken);
        reached.Add(dataset);
    }

    // Rows are counted as what one side has more of than the other; EXCEPT ALL is not in every engine.
    private async Task<(long Rows, decimal? Amount)> ChangedAsync(MutantPlan plan, Dataset dataset, CancellationToken cancellationToken)
    {
        var (before, after) = (Dialect.Sql.Table(dataset), SavedCopy(Dialect, dataset));
        var columns = string.Join(", ", catalog.Find(dataset)!.Columns.Select(c => Dialect.Sql.Quote(c.Name)));
        var rows = await engine.ReadAsync(
            $"SELECT GREATEST(COALESCE(SUM(CASE WHEN n > 0 THEN n END), 0), COALESCE(SUM(CASE WHEN n < 0 THEN -n END), 0)) AS changed FROM (SELECT {columns}, SUM(side) AS n FROM (SELECT {columns}, 1 AS side FROM {after} UNION ALL SELECT {columns}, -1 AS side FROM {before}) AS both_sides GROUP BY {columns}) AS differences",
            cancellationToken);
        if (plan.AmountColumn is not { } column) return ((long)rows.Number(0), null);
        var amount = await engine.ReadAsync($"SELECT ABS((SELECT SUM({Dialect.Sql.Quote(column)}) FROM {after}) - (SELECT SUM({Dialect.Sql.Quote(column)}) FROM {before})) AS amount", cancellationToken);
        return ((long)rows.Number(0), Measurement.TryNumber(amount.Rows[0][0]));
    }

    private async Task<(string Count, string Sum)> PrintAsync(string table, CancellationToken cancellationToken)
    {
        var measurement = await engine.ReadAsync(Dialect.Print(table), cancellationToken);
        return (measurement.Rows[0][0] ?? "", measurement.Rows[0][1] ?? "");
    }
}
