using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// All layers as views over an unmodified copy of the warehouse. Source and lake are views over the loaded raw tables. Planting a mutant
/// replaces a view by a table; restoring recreates the view.
/// </summary>
internal sealed class MutationWorkspace : IMutationWorkspace
{
    private const string PlantedSchema = "planted";
    private const string ChangedRows = "~changed by ";
    private static readonly Layer[] Copies = [Layer.Source, Layer.Lake, Layer.Raw];

    private readonly IMutationEngine engine;
    private readonly MutatedFiles? files;
    private readonly IReadOnlyDictionary<string, MutantPlan> plans;
    private readonly IReadOnlyList<Model> models;
    private readonly Catalog catalog;
    private readonly Dictionary<Dataset, string> originals = [];
    private readonly Dictionary<Dataset, (string Count, string Sum)> fingerprints = [];
    private readonly HashSet<Dataset> replaced = [];
    private readonly HashSet<string> tables = [];
    private readonly Dictionary<Mutant, string> planted = [];
    private IReadOnlyDictionary<StoreId, IStore>? stores;
    private Dataset? shown;

    private MutationWorkspace(
        IMutationEngine engine,
        MutatedFiles? files,
        IReadOnlyDictionary<string, MutantPlan> plans,
        IReadOnlyList<Model> models,
        Catalog catalog
    ) => (this.engine, this.files, this.plans, this.models, this.catalog) = (engine, files, plans, models, catalog);

    public IReadOnlyDictionary<StoreId, IStore> Stores =>
        stores ??= new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = engine.Store(StoreId.Source, catalog),
            [StoreId.Lake] = new MutatedLakeStore(engine.Store(StoreId.Lake, catalog), Files),
            [StoreId.Warehouse] = engine.Store(StoreId.Warehouse, catalog),
        };

    private MutatedFiles Files => files ?? throw new InvalidOperationException("the workspace has no files: it only plants in tables");

    private MutationDialect Dialect => engine.Dialect;

    /// <summary>Quoted names of the schemas: one per layer, and one for planted tables.</summary>
    public static IEnumerable<string> Schemas(MutationDialect dialect) =>
        Copies.Concat(ModelNames.Layers).Select(dialect.Sql.Schema).Append(PlantedSchema).Select(dialect.Sql.Quote);

    /// <param name="engine">The database; used by this workspace only.</param>
    /// <param name="files">The lake's files; the workspace disposes them. Null if nothing is measured, as where statements are only printed.</param>
    /// <param name="raw">Names of the raw tables.</param>
    /// <param name="models">The models in build order.</param>
    /// <param name="plans">The plans of all mutants, by id; may be filled later.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="cancellationToken">Cancels opening.</param>
    public static async Task<MutationWorkspace> OpenAsync(
        IMutationEngine engine,
        MutatedFiles? files,
        IReadOnlyList<string> raw,
        IReadOnlyList<Model> models,
        IReadOnlyDictionary<string, MutantPlan> plans,
        Catalog catalog,
        CancellationToken cancellationToken
    )
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

    public async Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        var plan = plans[mutant.Id];
        if (plan.ReplacesManifest)
            return await PlantManifestAsync(mutant, cancellationToken);
        if (plan.Parts.Count == 0)
            return await PlantAsync(plan, cancellationToken);
        var parts = new List<PlantedMutant>();
        foreach (var part in plan.Parts)
            parts.Add(await PlantAsync(part, cancellationToken));
        return new PlantedMutant(
            parts.SelectMany(p => p.Reached).ToHashSet(),
            parts.Sum(p => p.Rows),
            parts.Sum(p => p.Amount),
            parts.SelectMany(p => p.Files).ToHashSet()
        )
        {
            Refusal = parts.Select(p => p.Refusal).FirstOrDefault(r => r is not null),
            Problem = parts.Select(p => p.Problem).FirstOrDefault(r => r is not null),
        };
    }

    private async Task<PlantedMutant> PlantManifestAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        var refusal = files is null ? null : await files.RefusalOfManifestAsync(cancellationToken);
        return new PlantedMutant(new HashSet<Dataset> { mutant.Dataset }, 0, null, new HashSet<Dataset>(), refusal) { RefusedBy = Layer.Lake.NameOf() };
    }

    private async Task<PlantedMutant> PlantAsync(MutantPlan plan, CancellationToken cancellationToken)
    {
        var dataset = plan.Mutant.Dataset;
        var (rows, amount) = (0L, (decimal?)null);
        // The second fault of a table is planted in a table of its own, because it reads the first one.
        var saved = tables.Contains(SavedCopy(Dialect, dataset))
            ? SavedCopy(Dialect, dataset with { Table = $"{dataset.Table} beside" })
            : SavedCopy(Dialect, dataset);
        try
        {
            await SaveAsync(saved, plan.Select, cancellationToken);
            if (!plan.Mutant.IsEqualByValue && await FingerprintAsync(saved, cancellationToken) == fingerprints[dataset])
                return Unchanged();
            (rows, amount) = await ChangedAsync(plan, dataset, saved, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } reason)
        {
            // A model that cannot be built fails the run.
            return plan.IsModelMutation ? Unchanged() with { Refusal = reason } : Unchanged() with { Problem = reason };
        }
        planted[plan.Mutant] = saved;
        var reached = new HashSet<Dataset>();
        foreach (var target in Targets(dataset))
            await ReplaceAsync(target, saved, reached, cancellationToken);
        if (plan.FileSelect is { } content && files is not null)
            await files.ChangeAsync(dataset.Table, content, cancellationToken);
        var changed = files is null ? [] : files.Changed.Select(t => new Dataset(Layer.Lake, t)).ToHashSet();
        try
        {
            await BuildAsync(dataset, reached, cancellationToken);
        }
        catch (Exception e) when (engine.RefusalReason(e) is { } reason)
        {
            return new PlantedMutant(reached, rows, amount, changed, Refusal: reason);
        }
        return new PlantedMutant(reached, rows, amount, changed) { ModelOf = plan.IsModelMutation ? dataset : null, Table = plan.Table };

        static PlantedMutant Unchanged() => new(new HashSet<Dataset>(), 0, null, new HashSet<Dataset>());
    }

    public async Task<Dataset?> ShowChangedRowsAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        if (!planted.TryGetValue(mutant, out var saved) || !originals.TryGetValue(mutant.Dataset, out var original))
            return null;
        var dataset = mutant.Dataset with { Table = ChangedRows + mutant.Id };
        if (shown is not null && shown != dataset)
            await HideAsync(cancellationToken);
        var columns = Columns(mutant.Dataset);
        var sides = $"SELECT {columns}, 1 AS side FROM {saved} UNION ALL SELECT {columns}, -1 AS side FROM (\n{original}\n) AS before";
        await engine.ExecuteAsync(
            View(Dialect, dataset, $"SELECT {columns} FROM ({sides}) AS both_sides GROUP BY {columns} HAVING SUM(side) <> 0"),
            cancellationToken
        );
        shown = dataset;
        return dataset;
    }

    public Stream Spill() => Files.Spill();

    public async Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        if (plans[mutant.Id].RowSelect is not { } select)
            return [];
        var measurement = await engine.ReadAsync(select, cancellationToken);
        return measurement.Rows.Count == 0 ? [] : [.. measurement.Columns.Zip(measurement.Rows[0])];
    }

    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await HideAsync(cancellationToken);
        foreach (var dataset in replaced)
            await engine.ExecuteAsync(View(Dialect, dataset, originals[dataset]), cancellationToken);
        foreach (var table in tables)
            await engine.ExecuteAsync($"DROP TABLE IF EXISTS {table}", cancellationToken);
        replaced.Clear();
        tables.Clear();
        planted.Clear();
        files?.Restore();
    }

    /// <summary>Does not dispose the engine, which the stores use.</summary>
    public ValueTask DisposeAsync() => files?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HideAsync(CancellationToken cancellationToken)
    {
        if (shown is { } dataset)
            await engine.ExecuteAsync($"DROP VIEW IF EXISTS {Dialect.Sql.Table(dataset)}", cancellationToken);
        shown = null;
    }

    // A change of the source also appears in lake and raw; a change of a file also appears in raw.
    private static IEnumerable<Dataset> Targets(Dataset dataset) =>
        Copies.Contains(dataset.Layer) ? Copies.Where(l => l >= dataset.Layer).Select(l => dataset with { Layer = l }) : [dataset];

    private static bool ReadsAny(Model model, HashSet<Dataset> reached) =>
        model.Sources.Any(s => reached.Contains(new Dataset(Layer.Raw, s)))
        || model.Refs.Any(r => reached.Any(d => d.Layer >= Layer.Staging && string.Equals(d.Table, r, StringComparison.Ordinal)));

    private static string SavedCopy(MutationDialect dialect, Dataset dataset) => $"{dialect.Sql.Quote(PlantedSchema)}.{dialect.Sql.Quote($"{dataset}")}";

    private static string View(MutationDialect dialect, Dataset dataset, string select) => $"CREATE OR REPLACE VIEW {dialect.Sql.Table(dataset)} AS\n{select}";

    private static IEnumerable<(Dataset Dataset, string Select)> OriginalViews(
        IReadOnlyList<string> raw,
        IReadOnlyList<Model> models,
        Func<Dataset, string> originals
    ) =>
        Copies
            .SelectMany(layer => raw.Select(table => (new Dataset(layer, table), $"SELECT * FROM {originals(new Dataset(Layer.Raw, table))}")))
            .Concat(models.Select(m => (m.Dataset, m.Materialization == Materialization.View ? m.Sql : $"SELECT * FROM {originals(m.Dataset)}")));

    // Rebuilds only downstream models that the change reaches.
    private async Task BuildAsync(Dataset from, HashSet<Dataset> reached, CancellationToken cancellationToken)
    {
        foreach (var model in models.Where(m => m.Dataset != from))
        {
            if (!ReadsAny(model, reached))
                continue;
            if (model.Materialization == Materialization.Table)
            {
                await SaveAsync(SavedCopy(Dialect, model.Dataset), model.Sql, cancellationToken);
                if (await FingerprintAsync(SavedCopy(Dialect, model.Dataset), cancellationToken) != fingerprints[model.Dataset])
                    await ReplaceAsync(model.Dataset, SavedCopy(Dialect, model.Dataset), reached, cancellationToken);
            }
            else if (await FingerprintAsync(Dialect.Sql.Table(model.Dataset), cancellationToken) != fingerprints[model.Dataset])
            {
                reached.Add(model.Dataset);
            }
        }
    }

    private async Task SaveAsync(string table, string select, CancellationToken cancellationToken)
    {
        tables.Add(table);
        await engine.ExecuteAsync($"{Dialect.CreateTable} {table} AS\n{select}", cancellationToken);
    }

    private async Task ReplaceAsync(Dataset dataset, string table, HashSet<Dataset> reached, CancellationToken cancellationToken)
    {
        replaced.Add(dataset);
        await engine.ExecuteAsync(View(Dialect, dataset, $"SELECT * FROM {table}"), cancellationToken);
        reached.Add(dataset);
    }

    // Counts the rows that one side has more often than the other; not every engine has EXCEPT ALL.
    private async Task<(long Rows, decimal? Amount)> ChangedAsync(MutantPlan plan, Dataset dataset, string after, CancellationToken cancellationToken)
    {
        var (before, columns) = (Dialect.Sql.Table(dataset), Columns(dataset));
        var rows = await engine.ReadAsync(
            "SELECT GREATEST(COALESCE(SUM(CASE WHEN n > 0 THEN n END), 0), COALESCE(SUM(CASE WHEN n < 0 THEN -n END), 0)) AS changed "
                + $"FROM (SELECT {columns}, SUM(side) AS n "
                + $"FROM (SELECT {columns}, 1 AS side FROM {after} UNION ALL SELECT {columns}, -1 AS side FROM {before}) AS both_sides "
                + $"GROUP BY {columns}) AS differences",
            cancellationToken
        );
        if (plan.AmountColumn is not { } column)
            return ((long)rows.Number(0), null);
        var amount = await engine.ReadAsync(
            $"SELECT ABS((SELECT SUM({Dialect.Sql.Quote(column)}) FROM {after}) - (SELECT SUM({Dialect.Sql.Quote(column)}) FROM {before})) AS amount",
            cancellationToken
        );
        return ((long)rows.Number(0), Measurement.TryExact(amount.Rows[0][0])?.TryToDecimal());
    }

    private string Columns(Dataset dataset) => string.Join(", ", catalog.Find(dataset)!.Columns.Select(c => Dialect.Sql.Quote(c.Name)));

    private async Task<(string Count, string Sum)> FingerprintAsync(string table, CancellationToken cancellationToken)
    {
        var measurement = await engine.ReadAsync(Dialect.Fingerprint(table), cancellationToken);
        return (measurement.Rows[0][0] ?? "", measurement.Rows[0][1] ?? "");
    }
}
