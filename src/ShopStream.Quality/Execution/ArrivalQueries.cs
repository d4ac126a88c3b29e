using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Execution;

/// <summary>Measures how far tables had been loaded.</summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="collector">Sends the queries.</param>
internal sealed class ArrivalQueries(Catalog catalog, MetricCollector collector)
{
    /// <summary>Whether a column exists, and has dates or timestamps.</summary>
    public bool IsMoment(Dataset dataset, string column) => catalog.TypeOf(new ColumnReference(dataset, column)).Kind == ValueKind.Moment;

    /// <summary>The moment that a store has written; null if there is none.</summary>
    public DateTime? Moment(Dataset dataset, string column, string? text) =>
        text is not null && Constant.TryParse(catalog.TypeOf(new ColumnReference(dataset, column)), text) is MomentConstant { Infinite: 0 } moment
            ? moment.Value
            : null;

    /// <summary>The newest moment of a column; null if it has none, or cannot be measured.</summary>
    public async Task<DateTime?> NewestAsync(Relation rows, string column, CancellationToken cancellationToken)
    {
        var metric = new AggregateMetric(rows, new MaxOf(column));
        await collector.CollectAsync([metric], cancellationToken);
        return collector.Measurements.Find(metric) is { Missing: null } measured ? Moment(rows.Dataset, column, measured.Rows[0][0]) : null;
    }

    /// <summary>The largest value of each column; null if one cannot be measured: the checks themselves say why.</summary>
    public async Task<IReadOnlyList<(string Column, string? Value)>?> NewestAsync(
        Dataset dataset,
        IReadOnlyList<string> columns,
        CancellationToken cancellationToken
    )
    {
        var metrics = columns.Select(c => new AggregateMetric(new Relation(dataset), new MaxOf(c))).ToList();
        await collector.CollectAsync(metrics, cancellationToken);
        var measured = metrics.ConvertAll(m => collector.Measurements.Find(m));
        return measured.TrueForAll(m => m is { Missing: null }) ? [.. columns.Select((c, i) => (c, measured[i]!.Rows[0][0]))] : null;
    }

    /// <summary>The newest moment of several columns; null if there is none.</summary>
    public async Task<DateTime?> NewestMomentAsync(Dataset dataset, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
        (await NewestAsync(dataset, columns, cancellationToken))?.Select(f => Moment(dataset, f.Column, f.Value)).Max();

    /// <summary>The different values of columns; null if there are more than <see cref="ArrivalFinder.MostKeys"/>.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>?> KeysAsync(Relation rows, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var metric = new GroupedMetric(rows, [.. columns.Select(c => new GroupKey(c))], [new CountRows()]) { Most = ArrivalFinder.MostKeys + 1 };
        var measured = await collector.CollectAloneAsync(metric, cancellationToken);
        return measured.Missing is null && measured.Rows.Count <= ArrivalFinder.MostKeys ? measured.Rows : null;
    }

    /// <summary>Whether there are rows; false if they cannot be counted.</summary>
    public async Task<bool> AnyAsync(Relation rows, CancellationToken cancellationToken)
    {
        var count = new AggregateMetric(rows, new CountRows());
        await collector.CollectAsync([count], cancellationToken);
        return collector.Measurements.Find(count) is { Missing: null } && collector.Measurements.Count(count) > 0;
    }
}
