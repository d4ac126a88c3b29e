using System.Collections.Concurrent;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>Gets questions answered with the fewest queries, the stores side by side.</summary>
/// <param name="catalog">Answers shapes.</param>
/// <param name="stores">Those that are there; a question to another is not answered.</param>
/// <param name="context">Answers what the run itself knows; null where no run judges.</param>
/// <param name="spill">Makes an empty stream for what a comparison of rows cannot hold in memory; null to hold all of it.</param>
/// <param name="redaction">What may be shown; null for all, where nothing is written down.</param>
public sealed class MetricCollector(Catalog catalog, IReadOnlyDictionary<StoreId, IStore> stores, EvaluationContext? context = null, Func<Stream>? spill = null, RedactionPolicy? redaction = null)
{
    private readonly ConcurrentDictionary<StoreId, int> sent = new();

    private readonly RedactedMeasurements shown = new(redaction ?? RedactionPolicy.None, catalog);

    /// <summary>All that was answered so far.</summary>
    public Measurements Measurements { get; } = new() { RedactionPolicy = redaction ?? RedactionPolicy.None };

    /// <summary>How many queries a store was sent.</summary>
    public int SentQueries(StoreId store) => sent.GetValueOrDefault(store);

    /// <summary>Asks what is not answered yet.</summary>
    public async Task CollectAsync(IEnumerable<Metric> metrics, CancellationToken cancellationToken)
    {
        var open = new List<Metric>();
        foreach (var metric in metrics.DistinctBy(q => q.Key, StringComparer.Ordinal).Where(q => Measurements.Find(q) is null))
        {
            if (MeasureWithoutStore(metric) is { } measurement) Record(metric, measurement);
            else open.Add(metric);
        }
        var merged = open.OfType<MissingValues>().ToList();
        var planned = QueryPlan.Create(open.Where(q => q is not (MissingValues or RowDifferences)), Render);
        var answers = await Task.WhenAll(planned.Select(q => CollectAsync(q, cancellationToken)).Concat(merged.Select(m => MergeAsync(m, cancellationToken))));
        foreach (var (metric, measurement) in answers.SelectMany(a => a))
            Record(metric, measurement);
        // One after the other: each of them keeps two stores busy and takes its memory.
        foreach (var rows in open.OfType<RowDifferences>())
            Measurements.Add(rows, await CompareAsync(rows, cancellationToken));
    }

    /// <summary>One question's answer, which is not kept: it may be large. What is kept already is not asked again.</summary>
    public async Task<Measurement> CollectAloneAsync(Metric metric, CancellationToken cancellationToken)
    {
        if ((Measurements.Find(metric) ?? MeasureWithoutStore(metric)) is { } known) return known;
        var query = QueryPlan.Single(metric, Render);
        return shown.Redact(metric, query.Split(await SendAsync(query, cancellationToken)).Single().Answer);
    }

    /// <summary>The tables of the catalog that an own query names, and those of their columns that it names, as <see cref="Results.CheckResult.Reads"/> has them. It is read and not parsed: a column of that name counts for every table that is named.</summary>
    public IEnumerable<string> Names(CustomSqlMetric metric)
    {
        var words = CustomSqlPolicy.Words(metric.Sql);
        return from table in catalog.Tables
               where table.Dataset.Store == metric.Store && words.Contains(table.Dataset.Table)
               from name in table.Columns.Where(c => words.Contains(c.Name)).Select(c => $"{table.Dataset}.{c.Name}").Prepend($"{table.Dataset}")
               select name;
    }

    /// <summary>A question as a person would ask it again; a manifest's or a catalog's answer has no SQL.</summary>
    public string SqlFor(Metric metric) => metric is RowDifferences rows ? RowsSqlFor(rows) : string.Join("\n", Parts(metric).Select(part => stores.TryGetValue(part.Store, out var store)
        ? $"-- {store.Sql.Name} ({part.Store.ToString().ToLowerInvariant()})\n{QueryPlan.Single(part, Render).Sql};"
        : "").Where(s => s.Length > 0));

    private void Record(Metric metric, Measurement measurement) => Measurements.Add(metric, shown.Redact(metric, measurement));

    private static IEnumerable<Metric> Parts(Metric metric) => metric switch
    {
        Shape or ManifestDifferences or RunContextMetric => [],
        MissingValues m => [m.Child, m.Parent],
        _ => [metric],
    };

    private SqlText Render(StoreId store) => stores[store].Sql;

    private Measurement? MeasureWithoutStore(Metric metric)
    {
        if (metric is Shape shape)
        {
            return catalog.Find(shape.Dataset) is { } table
                ? new Measurement(["name", "type", "nullable"], [.. table.Columns.Select(c => (IReadOnlyList<string?>)[c.Name, c.Type, c.Nullable ? "true" : "false"])])
                : Measurement.None(new MissingMeasurement($"{shape.Dataset} could not be looked up", MissingMeasurementKind.NotJudged));
        }
        if (metric is RunContextMetric own)
            return context is null ? Measurement.None(new MissingMeasurement($"nothing is known of {own}", MissingMeasurementKind.NotJudged)) : own.Measure(context);
        foreach (var store in metric is RowDifferences r ? [r.Actual.Dataset.Store, r.Expected.Dataset.Store] : metric is MissingValues ? Parts(metric).Select(p => p.Store) : [metric.Store])
        {
            if (!stores.ContainsKey(store))
                return Measurement.None(new MissingMeasurement($"the {store.ToString().ToLowerInvariant()} is not there to be asked", MissingMeasurementKind.NotJudged));
        }
        return metric is MissingValues or RowDifferences ? null : stores[metric.Store].FindKnown(metric);
    }

    private async Task<IEnumerable<(Metric, Measurement)>> CollectAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var measurement = await SendAsync(query, cancellationToken);
        if (measurement.Missing is not { Kind: MissingMeasurementKind.Refused } || query.Slots.Count == 1)
            return query.Split(measurement);
        // One of the questions is the culprit: alone, the others are still answered.
        var alone = new List<(Metric, Measurement)>();
        foreach (var metric in query.Metrics)
            alone.Add((metric, await SendAsync(QueryPlan.Single(metric, Render), cancellationToken)));
        return alone;
    }

    private Task<Measurement> SendAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        sent.AddOrUpdate(query.Store, 1, (_, n) => n + 1);
        return stores[query.Store].MeasureAsync(query, cancellationToken);
    }

    private Task<Measurement> CompareAsync(RowDifferences question, CancellationToken cancellationToken)
    {
        var (actual, expected) = question.Sides(catalog);
        foreach (var side in new[] { actual, expected }.Where(s => !stores[s.Relation.Dataset.Store].IsRecorded(s)))
            sent.AddOrUpdate(side.Relation.Dataset.Store, 1, (_, n) => n + 1);
        return new RowCollector(catalog, stores, spill ?? (() => new MemoryStream()), RowCollector.UsualBudget, Measurements.RedactionPolicy).CollectAsync(question, cancellationToken);
    }

    private string RowsSqlFor(RowDifferences question)
    {
        var (actual, expected) = question.Sides(catalog);
        return string.Join("\n", new[] { actual, expected }.Where(r => stores.ContainsKey(r.Relation.Dataset.Store)).Select(r =>
            $"-- {Render(r.Relation.Dataset.Store).Name} ({r.Relation.Dataset.Store.ToString().ToLowerInvariant()})\n{Render(r.Relation.Dataset.Store).Rows(r)};"));
    }

    private async Task<IEnumerable<(Metric, Measurement)>> MergeAsync(MissingValues question, CancellationToken cancellationToken)
    {
        foreach (var side in new[] { question.Child, question.Parent }.Where(s => !stores[s.Store].IsRecorded(s)))
            sent.AddOrUpdate(side.Store, 1, (_, n) => n + 1);
        try
        {
            var child = stores[question.Child.Store].ValuesAsync(question.Child, cancellationToken);
            var parent = stores[question.Parent.Store].ValuesAsync(question.Parent, cancellationToken);
            var notes = new[] { question.Child, question.Parent }.Select(v => stores[v.Store].NoteFor(v)).Where(n => n is not null).Distinct(StringComparer.Ordinal).ToList();
            var measurement = await MergedValues.MissingAsync(child, parent, cancellationToken);
            return [(question, measurement with { Note = notes.Count == 0 ? null : string.Join(" ", notes) })];
        }
        catch (StoreException e)
        {
            return [(question, Measurement.None(e.Reason))];
        }
    }
}
