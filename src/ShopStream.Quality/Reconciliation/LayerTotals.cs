using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation;

/// <summary>Row counts and revenue in every layer from the source to the marts, for the report.</summary>
/// <param name="datasets">All datasets, in the order of their layers.</param>
/// <param name="revenue">Metric definition of revenue; null if the settings define none.</param>
public sealed class LayerTotals(IReadOnlyList<Dataset> datasets, BusinessMetric? revenue)
{
    /// <summary>Metrics of the report; merged into the queries of the checks where possible.</summary>
    public IReadOnlyList<Metric> Metrics =>
        [.. datasets.Select(Rows), .. datasets.Select(Revenue).OfType<AggregateMetric>(), .. new[] { ByDay, ByCategory }.OfType<GroupedMetric>()];

    /// <summary>Totals of every dataset that was measured.</summary>
    public IReadOnlyList<LayerResult> Layers(Measurements measurements) =>
        [
            .. from dataset in datasets
            where IsMeasured(measurements, Rows(dataset))
            select new LayerResult(dataset.Layer.NameOf(), dataset.Table, (long)measurements.Count(Rows(dataset)), Amount(measurements, Revenue(dataset))),
        ];

    /// <summary>Whether the results include every table of the first layer, so that its rows can be compared with those of other runs.</summary>
    public bool HasWholeFirstLayer(IReadOnlyList<LayerResult> results) =>
        datasets.Count > 0
        && datasets.Where(d => d.Layer == datasets[0].Layer).All(d => results.Any(r => string.Equals(r.Dataset, $"{d}", StringComparison.Ordinal)));

    /// <summary>Revenue by day and by category, from the marts.</summary>
    public SeriesResult Series(Measurements measurements) =>
        new(Points(measurements, ByDay), [.. Points(measurements, ByCategory).OrderByDescending(p => p.Revenue).ThenBy(p => p.Key, StringComparer.Ordinal)]);

    private static AggregateMetric Rows(Dataset dataset) => new(new Relation(dataset), new CountRows());

    private AggregateMetric? Revenue(Dataset dataset) =>
        Measure(dataset, []) is { } measure ? new AggregateMetric(measure.Relation, new SumOf(measure.Column)) : null;

    private GroupedMetric? ByDay => FromMart("day");

    private GroupedMetric? ByCategory => FromMart("category");

    private GroupedMetric? FromMart(string key) =>
        datasets.Where(d => d.Layer == Layer.Mart).Select(d => Measure(d, [key])).FirstOrDefault(m => m is not null) is { } measure
            ? new GroupedMetric(measure.Relation, measure.By, [new CountRows(), new SumOf(measure.Column)])
            : null;

    private Measure? Measure(Dataset dataset, IReadOnlyList<string> keys) =>
        revenue is not null && revenue.Tables.TryGetValue(dataset.Table, out var table) && keys.All(table.Keys.ContainsKey)
            ? revenue.In(new Relation(dataset), keys)
            : null;

    private static bool IsMeasured(Measurements measurements, Metric metric) => measurements.Find(metric) is { Missing: null };

    private static decimal? Amount(Measurements measurements, AggregateMetric? metric) =>
        metric is not null && IsMeasured(measurements, metric) ? measurements.Number(metric) ?? 0 : null;

    private static IReadOnlyList<RevenuePoint> Points(Measurements measurements, GroupedMetric? groups) =>
        groups is null || !IsMeasured(measurements, groups)
            ? []
            : [.. measurements[groups].Rows.Select(r => new RevenuePoint(r[0] ?? "none", Measurement.TryNumber(r[2]) ?? 0))];
}
