using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>What is measured of the rows that a check leaves out, because they have not arrived yet or have changed since.</summary>
/// <param name="Tables">The tables that are compared.</param>
/// <param name="Arrival">What had arrived.</param>
public sealed record LateRowsMetrics(ComparedTables Tables, Arrival Arrival)
{
    private Relation Late => Arrival.Late(Tables.From);

    private Relation? Changed => Arrival.AsLoaded(Tables.From);

    // The age of a row that has changed is that of the change.
    private IEnumerable<(string Column, AggregateMetric Metric)> Oldest =>
        Arrival.Moments.Select(c => (c, new AggregateMetric(Late.Where(new Compares(c, Comparison.Above, Arrival.Bound)), new MinOf(c))));

    /// <summary>The metrics.</summary>
    public IEnumerable<Metric> Metrics =>
        new[] { Late, Changed }.OfType<Relation>().SelectMany(r => new[] { Rows(r), Sum(r) }).Concat(Oldest.Select(o => o.Metric)).OfType<Metric>();

    /// <summary>The rows, as measured; null if there are none.</summary>
    /// <param name="measurements">Measurements of <see cref="Metrics"/>.</param>
    /// <param name="catalog">Types of columns.</param>
    public LateRows? Result(Measurements measurements, Catalog catalog)
    {
        var (late, changed) = (Count(measurements, Late), Changed is { } rows ? Count(measurements, rows) : 0);
        if (late == 0 && changed == 0)
            return null;
        var oldest = Oldest.Select(o => measurements.Find(o.Metric) is { Missing: null, Rows: [[{ } text]] } ? MomentOf(o.Column, text, catalog) : null).Min();
        return new LateRows(
            $"{Tables.From.Dataset}",
            $"{Arrival.Into}",
            (long)Math.Max(0, late - changed),
            (long)changed,
            Tables.Amount is null ? null : Identifier.Written(Tables.Amount),
            Tables.Amount is null ? null : Amount(measurements, Late) - (Changed is { } before ? Amount(measurements, before) : 0),
            oldest is { } at ? Math.Max(0, (long)(Arrival.ReadAt.UtcDateTime - at).TotalSeconds) : null,
            $"{Arrival.Freshness}",
            Arrival.Watermark
        )
        {
            HasTooMany = Arrival.HasTooMany,
        };
    }

    private DateTime? MomentOf(string column, string text, Catalog catalog) =>
        Constant.TryParse(catalog.TypeOf(Tables.From.Reference(column)), text) is MomentConstant { Infinite: 0 } moment ? moment.Value : null;

    private AggregateMetric? Sum(Relation relation) => Tables.Amount is { } column ? new AggregateMetric(relation, new SumOf(column)) : null;

    private static AggregateMetric Rows(Relation relation) => new(relation, new CountRows());

    private static decimal Count(Measurements measurements, Relation relation) =>
        measurements.Find(Rows(relation)) is { Missing: null } ? measurements.Count(Rows(relation)) : 0;

    private decimal Amount(Measurements measurements, Relation relation) =>
        Sum(relation) is { } sum && measurements.Find(sum) is { Missing: null } ? measurements.Number(sum) ?? 0 : 0;
}
