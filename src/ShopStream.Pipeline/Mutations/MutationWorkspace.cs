using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// All layers as views over an unmodified copy of the warehouse. Source and lake are views over the loaded raw tables. Planting a mutant
/// replaces a view by a table; restoring recreates the view.
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
    private readonly Dictionary<Dataset, string> originals = [];
    private readonly Dictionary<Dataset, (string Count, string Sum)> fingerprints = [];
    private readonly HashSet<Dataset> replaced = [];
    private readonly HashSet<string> tables = [];

    private MutationWorkspace(IMutationEngine engine, MutatedFiles files, IReadOnlyDictionary<string, MutantPlan> plans, IReadOnlyList<Model> models, Catalog catalog)
    {
        (this.engine, this.files, this.plans, this.models, this.catalog) = (engine, files, plans, models, catalog);
        Stores = new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = engine.Store(StoreId.Source, catalog),
            [StoreId.Lake] = new MutatedLakeStore(engine.Store(StoreId.Lake, catalog), files),
            [StoreId.Warehouse] = engine.Store(StoreId.Warehouse, catalog),
        };
    }

    public IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    private MutationDialect Dialect => engine.Dialect;

    /// <summary>Quoted names of the schemas: one per layer, and one for planted tables.</summary>
    public static IEnumerable<string> Schemas(MutationDialect dialect) => Copies.Concat(ModelNames.Layers).Select(dialect.Sql.Schema).Append(Planted).Select(dialect.Sql.Quote);

    /// <param name="engine">The database; used by this workspace only.</param>
    /// <param name="files">The lake's files; the workspace disposes them.</param>
    /// <param name="raw">Names of the raw tables.</param>
    /// <param name="models">The models in build order.</param>
    /// <param name="plans">The plans of all mutants, by id; may be filled later.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    public static async Task<MutationWorkspace> OpenAsync(
        IMutationEngine engine, MutatedFiles files, IReadOnlyList<string> raw, IReadOnlyList<Model> models, IReadOnlyDictionary<string, MutantPlan> plans, Catalog catalog, CancellationToken cancellationToken)
    {
        var workspace = new MutationWorkspace(engine, files, plans, models, catalog);
        foreach (var (dataset, select) in OriginalViews(raw, models, engine.OriginalOf))
        {
            workspace.originals[dataset] = select;
            await engine.ExecuteAsync(View(engine.Dialect, dataset, select), cancellationToken);
            workspace.fingerprints[dataset] = await workspace.FingerprintAsync(engine.Dialect.Sql.Table(dataset), cancellationToken);
        }
        return workspace;
    }

    /// <summary>The statements that create the views of all layers.</summary>
    public static IEnumerable<string> Views(IReadOnlyList<string> raw, IReadOnlyList<Model> models, MutationDialect dialect, Func<Dataset, string> originals) =>
        OriginalViews(raw, models, originals).Select(v => View(dialect, v.Dataset, v.Select));

    /// <summary>The statements that plant and restore a mutant. A run sends fewer of them if the change does not reach all downstream models.</summary>
    /// <param name="plan">The mutant's plan.</param>
    /// <param name="models">The models in build order.</param>
    /// <param name="dialect">SQL dialect of the warehouse.</param>
    /// <param name="originals">Returns the name of a table in the unmodified copy.</param>
    public static IEnumerable<string> Statements(MutantPlan plan, IReadOnlyList<Model> models, MutationDialect dialect, Func<Dataset, string> originals)
    {
        var dataset = plan.Mutant.Dataset;
        var reached = Targets(dataset).ToHashSet();
        yield return Table(dialect, dataset, plan.Select);
        foreach (var target in reached) yield return View(dialect, target, $"SELECT * FROM {SavedCopy(dialect, dataset)}");
        foreach (var model in models.Where(m => m.Dataset != dataset && ReadsAny(m, reached)))
        {
            reached.Add(model.Dataset);
            if (model.Materialization == Materialization.View) continue;
            yield return Table(dialect, model.Dataset, model.Sql);
            yield return View(dialect, model.Dataset, $"SELECT * FROM {SavedCopy(dialect, model.Dataset)}");
        }
        foreach (var each in reached.Where(d => d.Layer < Layer.Staging || d == dataset || models.First(m => m.Dataset == d).Materialization == Materialization.Table))
        {
            var model = models.FirstOrDefault(m => m.Dataset == each);
            yield return View(dialect, each, model?.Materialization == Materialization.View ? model.Sql : $"SELECT * FROM {originals(model is null ? each with { Layer = Layer.Raw } : each)}");
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
            if (await FingerprintAsync(SavedCopy(Dialect, dataset), cancellationToken) == fingerprints[dataset]) return Unchanged();
            (rows, amount) = await ChangedAsync(plan, dataset, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } reason)
        {
            // A model that cannot be built fails the run.
            return plan.IsModelMutation ? Unchanged() with { BrokenModels = reason } : Unchanged() with { Problem = reason };
        }
        var reached = new HashSet<Dataset>();
        foreach (var target in Targets(dataset)) await ReplaceAsync(target, SavedCopy(Dialect, dataset), reached, cancellationToken);
        if (plan.FileSelect is { } content) await files.ChangeAsync(dataset.Table, content, cancellationToken);
        var changed = files.Changed.Select(t => new Dataset(Layer.Lake, t)).ToHashSet();
        try
        {
            await BuildAsync(dataset, reached, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } reason)
        {
            return new PlantedMutant(reached, rows, amount, changed, BrokenModels: reason);
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
        foreach (var dataset in replaced) await engine.ExecuteAsync(View(Dialect, dataset, originals[dataset]), cancellationToken);
        foreach (var table in tables) await engine.ExecuteAsync($"DROP TABLE IF EXISTS {table}", cancellationToken);
        replaced.Clear();
        tables.Clear();
        files.Restore();
    }

    /// <summary>Does not dispose the engine, which the stores use.</summary>
    public ValueTask DisposeAsync() => files.DisposeAsync();

    // A change of the source also appears in lake and raw; a change of a file also appears in raw.
    private static IEnumerable<Dataset> Targets(Dataset dataset) =>
        Copies.Contains(dataset.Layer) ? Copies.Where(l => l >= dataset.Layer).Select(l => dataset with { Layer = l }) : [dataset];

    private static bool ReadsAny(Model model, HashSet<Dataset> reached) =>
        model.Sources.Any(s => reached.Contains(new Dataset(Layer.Raw, s))) || model.Refs.Any(r => reached.Any(d => d.Layer >= Layer.Staging && string.Equals(d.Table, r, StringComparison.Ordinal)));

    private static string SavedCopy(MutationDialect dialect, Dataset dataset) => $"{dialect.Sql.Quote(Planted)}.{dialect.Sql.Quote($"{dataset}")}";

    private static string Table(MutationDialect dialect, Dataset dataset, string select) => $"{dialect.CreateTable} {SavedCopy(dialect, dataset)} AS\n{select}";

    private static string View(MutationDialect dialect, Dataset dataset, string select) => $"CREATE OR REPLACE VIEW {dialect.Sql.Table(dataset)} AS\n{select}";

    private static IEnumerable<(Dataset Dataset, string Select)> OriginalViews(IReadOnlyList<string> raw, IReadOnlyList<Model> models, Func<Dataset, string> originals) =>
        Copies.SelectMany(layer => raw.Select(table => (new Dataset(layer, table), $"SELECT * FROM {originals(new Dataset(Layer.Raw, table))}")))
            .Concat(models.Select(m => (m.Dataset, m.Materialization == Materialization.View ? m.Sql : $"SELECT * FROM {originals(m.Dataset)}")));

    // Rebuilds only downstream models that the change reaches.
    private async Task BuildAsync(Dataset from, HashSet<Dataset> reached, CancellationToken cancellationToken)
    {
        foreach (var model in models.Where(m => m.Dataset != from))
        {
            if (!ReadsAny(model, reached)) continue;
            if (model.Materialization == Materialization.Table)
            {
                await SaveAsync(model.Dataset, model.Sql, cancellationToken);
                if (await FingerprintAsync(SavedCopy(Dialect, model.Dataset), cancellationToken) != fingerprints[model.Dataset]) await ReplaceAsync(model.Dataset, SavedCopy(Dialect, model.Dataset), reached, cancellationToken);
            }
            else if (await FingerprintAsync(Dialect.Sql.Table(model.Dataset), cancellationToken) != fingerprints[model.Dataset])
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

    // Counts the rows that one side has more often than the other; not every engine has EXCEPT ALL.
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

    private async Task<(string Count, string Sum)> FingerprintAsync(string table, CancellationToken cancellationToken)
    {
        var measurement = await engine.ReadAsync(Dialect.Fingerprint(table), cancellationToken);
        return (measurement.Rows[0][0] ?? "", measurement.Rows[0][1] ?? "");
    }
}
