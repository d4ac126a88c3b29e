using System.Collections.Concurrent;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>Measures metrics with as few queries as possible, on all stores in parallel. Each metric is measured once.</summary>
/// <param name="catalog">Tables and columns; <see cref="Shape"/> is measured from it.</param>
/// <param name="stores">Available stores; metrics of other stores are not measured.</param>
/// <param name="context">Source of <see cref="RunContextMetric"/>; null if there is no run, then these metrics are not measured.</param>
/// <param name="spill">Creates an empty stream for a row-level comparison that exceeds its memory budget; null to keep everything in memory.</param>
/// <param name="redaction">Redacts rows and messages; null for no redaction.</param>
public sealed class MetricCollector(
    Catalog catalog,
    IReadOnlyDictionary<StoreId, IStore> stores,
    EvaluationContext? context = null,
    Func<Stream>? spill = null,
    RedactionPolicy? redaction = null
)
{
    private readonly ConcurrentDictionary<StoreId, int> sent = new();

    private readonly RedactedMeasurements shown = new(redaction ?? RedactionPolicy.None, catalog);

    /// <summary>Tables and columns.</summary>
    internal Catalog Catalog => catalog;

    /// <summary>The available stores.</summary>
    internal IReadOnlyDictionary<StoreId, IStore> Stores => stores;

    /// <summary>Creates an empty stream for rows that do not fit into memory.</summary>
    internal Func<Stream> Spill => spill ?? (() => new MemoryStream());

    /// <summary>All measurements so far.</summary>
    public Measurements Measurements { get; } = new() { RedactionPolicy = redaction ?? RedactionPolicy.None };

    /// <summary>Whether differences are expected, so that <see cref="PlannedQuery.First"/> is skipped; default false.</summary>
    internal bool ExpectsDifferences { get; init; }

    /// <summary>Number of queries sent to a store.</summary>
    public int SentQueries(StoreId store) => sent.GetValueOrDefault(store);

    /// <summary>Measures the metrics that have not been measured yet.</summary>
    public async Task CollectAsync(IEnumerable<Metric> metrics, CancellationToken cancellationToken)
    {
        var open = new List<Metric>();
        foreach (var metric in metrics.DistinctBy(m => m.Id, StringComparer.Ordinal).Where(m => Measurements.Find(m) is null))
        {
            if (MeasureWithoutStore(metric) is { } measurement)
                Record(metric, measurement);
            else
                open.Add(metric);
        }
        var merged = open.OfType<MissingValues>().ToList();
        var planned = QueryPlan.Create(open, Render);
        var results = await Task.WhenAll(
            planned
                .Select(q => CollectAsync(q, cancellationToken))
                .Concat(merged.Select(m => MergeAsync(m, cancellationToken)))
                .Concat(open.OfType<JudgedValues>().GroupBy(m => m.Store).Select(ofStore => JudgeAsync(stores[ofStore.Key], [.. ofStore], cancellationToken)))
        );
        foreach (var (metric, measurement) in results.SelectMany(r => r))
            Record(metric, measurement);
        // Sequentially: both sides may be of one store, and each takes a connection of it. Several at once would wait for each other.
        foreach (var alike in open.OfType<LookAlikeValues>())
        {
            foreach (var (metric, measurement) in await LookAlikesAsync(alike, cancellationToken))
                Record(metric, measurement);
        }
        // Sequentially: each comparison uses two stores and its whole memory budget.
        foreach (var rows in open.OfType<RowDifferences>())
            Measurements.Add(rows, await CompareAsync(rows, cancellationToken));
    }

    /// <summary>Measures one metric without recording the measurement, which may be large. Returns the recorded measurement if there is one.</summary>
    public async Task<Measurement> CollectAloneAsync(Metric metric, CancellationToken cancellationToken)
    {
        if ((Measurements.Find(metric) ?? MeasureWithoutStore(metric)) is { } known)
            return known;
        var query = QueryPlan.Single(metric, Render);
        return shown.Redact(metric, query.Split(await SendAsync(query, cancellationToken)).Single().Measurement);
    }

    /// <summary>Whether a metric was measured, or recorded by the run, so that no query is needed.</summary>
    public bool IsKnown(Metric metric) => (Measurements.Find(metric) ?? MeasureWithoutStore(metric)) is { Missing: null };

    /// <summary>Why the rows of one of these datasets are no longer those of the snapshot; null if all are.</summary>
    internal async ValueTask<string?> DamageOfAsync(IEnumerable<Dataset> datasets, CancellationToken cancellationToken)
    {
        foreach (var dataset in datasets.Distinct())
        {
            if (stores.TryGetValue(dataset.Store, out var store) && await store.DamageOfAsync(dataset, cancellationToken) is { } damage)
                return damage;
        }
        return null;
    }

    /// <summary>
    /// Catalog columns that a metric reads without naming them, in the format of <see cref="Results.CheckResult.Reads"/>: those that custom SQL names,
    /// and all of a table that is compared with its model. SQL is scanned, not parsed: a column name counts for every table in the query that has it.
    /// </summary>
    public IEnumerable<string> Names(Metric metric) =>
        metric switch
        {
            CustomSqlMetric custom => Names(custom),
            ModelDifferences { Dataset: var dataset } => catalog.Find(dataset)?.Columns.Select(c => new ColumnReference(dataset, c.Name).ToString()) ?? [],
            _ => [],
        };

    private IEnumerable<string> Names(CustomSqlMetric metric)
    {
        var words = CustomSqlPolicy.Words(metric.Sql);
        return from table in catalog.Tables
            where table.Dataset.Store == metric.Store && words.Contains(table.Dataset.Table)
            from name in table
                .Columns.Where(c => words.Contains(c.Name))
                .Select(c => new ColumnReference(table.Dataset, c.Name).ToString())
                .Prepend($"{table.Dataset}")
            select name;
    }

    /// <summary>SQL to measure a metric again by hand; empty for metrics that need no query, such as those of a manifest or the catalog.</summary>
    public string SqlFor(Metric metric) =>
        metric is RowDifferences rows
            ? RowsSqlFor(rows)
            : string.Join(
                "\n",
                metric
                    .Parts.Where(p => stores.ContainsKey(p.Store))
                    .Select(p => (Part: p, Sql: p.ToSql(Render(p.Store))))
                    .Where(p => p.Sql.Length > 0)
                    .Select(p => $"-- {Render(p.Part.Store).Name} ({p.Part.Store.ToString().ToLowerInvariant()})\n{p.Sql};")
            );

    private void Record(Metric metric, Measurement measurement) => Measurements.Add(metric, shown.Redact(metric, measurement));

    private SqlText Render(StoreId store) => stores[store].Sql;

    private Measurement? MeasureWithoutStore(Metric metric)
    {
        if (metric is Shape shape)
            return shape.Measure(catalog);
        if (metric is ModelDifferences differences && differences.WhyMissing(catalog) is { } missing)
            return Measurement.None(missing);
        if (metric is RunContextMetric fromContext)
            return context is null
                ? Measurement.None(new MissingMeasurement($"{fromContext} is only available in a run", MissingMeasurementKind.NotJudged))
                : fromContext.Measure(context);
        if (metric is LookAlikeValues alike && !(IsText(alike.Compared.Child) && IsText(alike.Compared.Parent)))
            return new Measurement([], []);
        foreach (var store in metric.Stores.Where(s => !stores.ContainsKey(s)))
            return Measurement.None(new MissingMeasurement($"the {store.ToString().ToLowerInvariant()} is not available", MissingMeasurementKind.NotJudged));
        if (metric.Uses.OfType<ConditionUse>().FirstOrDefault(u => u.Condition is IsWithinLast) is { } relative && !stores[metric.Store].Sql.IsOfRun)
            return Measurement.None(new MissingMeasurement($"'{relative.Condition}' only has a meaning in a run", MissingMeasurementKind.NotJudged));
        return metric.IsQueried ? stores[metric.Store].FindKnown(metric) : null;
    }

    private async Task<IEnumerable<(Metric, Measurement)>> CollectAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var measurement = await SendAsync(query, cancellationToken);
        if (measurement.Missing is not { Kind: MissingMeasurementKind.Refused } || query.Slots.Count == 1)
            return query.Split(measurement);
        // One metric made the query fail. Measured one by one, the others still get a result.
        var separate = new List<(Metric, Measurement)>();
        foreach (var metric in query.Metrics)
            separate.Add((metric, await SendAsync(QueryPlan.Single(metric, Render), cancellationToken)));
        return separate;
    }

    private async Task<Measurement> SendAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        if (
            !ExpectsDifferences
            && query.First is { } first
            && first.Known(await SendAsync(query with { Sql = first.Sql, First = null, Slots = [] }, cancellationToken)) is { } known
        )
            return known;
        sent.AddOrUpdate(query.Store, 1, (_, n) => n + 1);
        try
        {
            return await stores[query.Store].MeasureAsync(query, cancellationToken);
        }
        catch (Exception e) when (FailurePlace.Note(e, table: query.Metrics.SelectMany(m => m.References).Select(r => $"{r.Dataset}").FirstOrDefault()))
        {
            throw;
        }
    }

    /// <summary>Compares rows one by one.</summary>
    /// <param name="budget">Maximum size of keys and hashes in memory, in bytes.</param>
    internal RowCollector RowCollector(long budget) => new(catalog, stores, Spill, budget, Measurements.RedactionPolicy);

    private Task<Measurement> CompareAsync(RowDifferences metric, CancellationToken cancellationToken)
    {
        var (actual, expected) = metric.Sides(catalog);
        foreach (var side in new[] { actual, expected }.Where(s => !stores[s.Relation.Dataset.Store].IsRecorded(s)))
            sent.AddOrUpdate(side.Relation.Dataset.Store, 1, (_, n) => n + 1);
        return RowCollector(Execution.RowCollector.DefaultBudget).CollectAsync(metric, cancellationToken);
    }

    private string RowsSqlFor(RowDifferences metric)
    {
        var (actual, expected) = metric.Sides(catalog);
        return string.Join(
            "\n",
            new[] { actual, expected }
                .Where(r => stores.ContainsKey(r.Relation.Dataset.Store))
                .Select(r =>
                    $"-- {Render(r.Relation.Dataset.Store).Name} ({r.Relation.Dataset.Store.ToString().ToLowerInvariant()})\n"
                    + $"{Render(r.Relation.Dataset.Store).Rows(r)};"
                )
        );
    }

    private async Task<IEnumerable<(Metric, Measurement)>> MergeAsync(MissingValues metric, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { metric.Child, metric.Parent }.Where(s => !stores[s.Store].IsRecorded(s)))
            sent.AddOrUpdate(side.Store, 1, (_, n) => n + 1);
        try
        {
            var child = stores[metric.Child.Store].ValuesAsync(metric.Child, cancellationToken);
            var parent = stores[metric.Parent.Store].ValuesAsync(metric.Parent, cancellationToken);
            var notes = new[] { metric.Child, metric.Parent }
                .Select(v => stores[v.Store].NoteFor(v))
                .Where(n => n is not null)
                .Distinct(StringComparer.Ordinal)
                .ToList();
            var measurement = await MergedValues.MissingAsync(child, parent, cancellationToken);
            return [(metric, measurement with { Note = notes.Count == 0 ? null : string.Join(" ", notes) })];
        }
        catch (StoreException e)
        {
            return [(metric, Measurement.None(e.Reason))];
        }
    }

    // The rows of a relation are read once for all rules on them; one relation after the other, because each reading takes a connection.
    private async Task<IEnumerable<(Metric, Measurement)>> JudgeAsync(IStore store, IReadOnlyList<JudgedValues> metrics, CancellationToken cancellationToken)
    {
        var judged = new List<(Metric, Measurement)>();
        foreach (var relation in metrics.GroupBy(m => m.Relation.Id, StringComparer.Ordinal))
        {
            using var together = new JudgedRows([.. relation], catalog);
            if (!store.IsRecorded(together.Reading))
                sent.AddOrUpdate(store.Id, 1, (_, n) => n + 1);
            judged.AddRange(await together.MeasureAsync(store, cancellationToken));
        }
        return judged;
    }

    private bool IsText(OrderedValues values) => catalog.TypeOf(values.Relation.Reference(values.Column)).Kind == ValueKind.Text;

    private async Task<IEnumerable<(Metric, Measurement)>> LookAlikesAsync(LookAlikeValues metric, CancellationToken cancellationToken)
    {
        var (_, missing) = (await MergeAsync(metric.Compared, cancellationToken)).Single();
        if (missing.Missing is not null)
            return [(metric, missing)];
        try
        {
            var parent = stores[metric.Compared.Parent.Store].ValuesAsync(metric.Compared.Parent, cancellationToken);
            var alike = await MergedValues.LookAlikeAsync(missing.Rows.Skip(1).Select(r => r[0]!), parent, cancellationToken);
            return [(metric, new Measurement([], []) { Note = alike is { } found ? Described(metric.Compared, found.Missing, found.Existing) : null })];
        }
        catch (StoreException e)
        {
            return [(metric, Measurement.None(e.Reason))];
        }
    }

    private string Described(MissingValues values, string missing, string existing)
    {
        var policy = Measurements.RedactionPolicy;
        var hidden = policy.Level < SampleLevel.Full || new[] { values.Child, values.Parent }.Any(v => policy.Hides(v.Relation.Reference(v.Column)));
        return hidden
            ? $"A value of {values.Child.Column} looks like one of {values.Parent.Relation.Dataset}, "
                + $"but they differ in {ValueDifference.Kind(existing, missing)}."
            : $"{Identifier.Written(values.Child.Column)} {VisibleCharacters.Line(missing)} looks like {VisibleCharacters.Line(existing)} "
                + $"of {values.Parent.Relation.Dataset}, but {ValueDifference.Describe(existing, missing)}.";
    }
}
