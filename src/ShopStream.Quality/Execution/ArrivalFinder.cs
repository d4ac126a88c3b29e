using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>Finds how far another pipeline had come when it loaded each table, and limits checks to the rows that had arrived.</summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="rules">The watermarks and the freshness of tables.</param>
/// <param name="readAt">When the source was read, UTC.</param>
/// <param name="collector">Measures the watermarks.</param>
public sealed class ArrivalFinder(Catalog catalog, ArrivalRules rules, DateTimeOffset readAt, MetricCollector collector)
{
    /// <summary>Most keys of late rows that a query lists.</summary>
    public const int MostKeys = 20_000;

    // What a transaction wrote before the watermark, but committed after the load, is not there either.
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(5);
    private static readonly string[] Usual = ["updated_at", "created_at"];

    /// <summary>The specifications, with checks of the rows that had arrived in the place of those that compare a table with a later one.</summary>
    /// <param name="specifications">The scenarios.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A watermark that the settings name does not exist, or has no order.</exception>
    public async Task<IReadOnlyList<Specification>> LimitAsync(IReadOnlyList<Specification> specifications, CancellationToken cancellationToken)
    {
        var pairs = specifications
            .SelectMany(s => s.Checks)
            .Select(c => c.Check)
            .OfType<IArrivalCheck>()
            .SelectMany(c => c.TablesCompared)
            .Select(c => (From: c.From.Dataset, Landing: LandingOf(c.From.Dataset, c.To)))
            .Where(p => p.Landing is not null)
            .Select(p => (p.From, Landing: p.Landing!.Value))
            .Distinct()
            .ToList();
        var watermarks = pairs.ToDictionary(p => p, p => ColumnsOf(p.From, p.Landing));
        var arrivals = new Dictionary<(Dataset, Dataset), Arrival?>();
        foreach (var pair in pairs.Where(p => watermarks[p] is { Columns.Count: > 0, AreMoments: true }))
            arrivals[pair] = await ByMomentAsync(pair.From, pair.Landing, watermarks[pair].Columns, cancellationToken);
        foreach (var pair in pairs.Where(p => watermarks[p] is { Columns.Count: > 0, AreMoments: false }))
            arrivals[pair] = await ByKeyAsync(pair.From, pair.Landing, watermarks[pair].Columns[0], cancellationToken);
        return [.. specifications.Select(s => s with { Checks = [.. s.Checks.Select(c => Limit(c, arrivals))] })];
    }

    private BoundCheck Limit(BoundCheck bound, Dictionary<(Dataset, Dataset), Arrival?> arrivals)
    {
        if (bound.Check is not IArrivalCheck check)
            return bound;
        var compared = check.TablesCompared.ToList();
        Arrival? ArrivalIn(Dataset to) =>
            compared.Find(c => c.To == to) is { } tables && LandingOf(tables.From.Dataset, to) is { } landing
                ? arrivals.GetValueOrDefault((tables.From.Dataset, landing))
                : null;
        var found = compared.Select(c => (c, ArrivalIn(c.To))).Where(c => c.Item2 is not null).Select(c => new LateRowsMetrics(c.c, c.Item2!)).ToList();
        return found.Count == 0 ? bound : new BoundCheck(bound.Sentence, bound.Line, check.Within(ArrivalIn)) { Whole = check, Late = found };
    }

    // Rows arrive in the file or the raw table of the same name; models are built from that.
    private Dataset? LandingOf(Dataset from, Dataset to)
    {
        if (from.Layer > Layer.Lake || catalog.Find(from) is null)
            return null;
        var layer = to.Layer == Layer.Lake ? Layer.Lake : Layer.Raw;
        return catalog
            .Tables.Select(t => t.Dataset)
            .Where(d => d.Layer == layer && string.Equals(d.Table, from.Table, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(d => string.Equals(d.Table, from.Table, StringComparison.Ordinal))
            .Select(d => (Dataset?)d)
            .FirstOrDefault();
    }

    private (IReadOnlyList<string> Columns, bool AreMoments) ColumnsOf(Dataset from, Dataset landing)
    {
        bool IsMoment(Dataset dataset, string column) => catalog.TypeOf(new ColumnReference(dataset, column)).Kind == ValueKind.Moment;
        if (!rules.Watermarks.TryGetValue(from.Table, out var named))
        {
            var usual = Usual.Where(c => IsMoment(from, c) && IsMoment(landing, c)).ToList();
            if (usual.Count > 0)
                return (usual, true);
            return KeyOf(from, landing) is { } key && catalog.TypeOf(new ColumnReference(from, key)).Kind == ValueKind.Exact ? ([key], false) : ([], false);
        }
        var setting = $"watermark.{Identifier.Written(from.Table)}";
        foreach (var (dataset, column) in new[] { from, landing }.SelectMany(d => named.Select(c => (d, c))))
            if (!catalog.Find(dataset)!.Has(column))
                throw new UsageException(
                    $"{setting} names {Identifier.Written(column)}, and {dataset} has no such column"
                        + $"{Nearest.NameHint(column, catalog.Find(dataset)!.Columns.Select(c => c.Name))}. Expected columns that "
                        + $"both {from} and {landing} have"
                );
        if (named.All(c => IsMoment(from, c) && IsMoment(landing, c)))
            return (named, true);
        return named is [var only] && catalog.TypeOf(new ColumnReference(from, only)).Kind == ValueKind.Exact
            ? (named, false)
            : throw new UsageException($"{setting} names {Identifier.Written(named)}: expected dates or timestamps, or one column of whole numbers");
    }

    private string? KeyOf(Dataset from, Dataset landing) => catalog.Find(from)!.Key is [var key] && catalog.Find(landing)!.Has(key) ? key : null;

    private async Task<Arrival?> ByMomentAsync(Dataset from, Dataset landing, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (await NewestAsync(landing, columns, cancellationToken) is not { } found)
            return null;
        var freshness = rules.FreshnessOf(from.Table);
        var due = readAt.UtcDateTime - freshness.Span;
        var newest = found.Select(f => Moment(landing, f.Column, f.Value)).Max();
        // What should have arrived by now is compared, whether it has or not.
        var bound = newest is { } loaded && loaded > due ? loaded : due;
        var arrival = new Arrival
        {
            From = from,
            Landing = landing,
            Arrived = [.. columns.Select(c => Until(c, Written(bound)))],
            Moments = columns,
            Bound = Written(bound),
            Watermark = $"{string.Join(" and ", columns.Select(Identifier.Written))} {(newest is { } at ? Written(at) : "of no row")}",
            Freshness = freshness,
            ReadAt = readAt,
            Key = KeyOf(from, landing),
        };
        if (arrival.Key is not { } key)
            return arrival;
        var late = await KeysAsync(arrival.Late(new Relation(from)), [key], cancellationToken);
        var inFlight = newest is { } watermark && watermark >= due ? await InFlightAsync(arrival, key, watermark, due, cancellationToken) : [];
        if (late is null || inFlight is null)
            return arrival with { HasTooMany = true };
        return arrival with
        {
            Arrived = inFlight.Count == 0 ? arrival.Arrived : [.. arrival.Arrived, NotAmong(key, inFlight)],
            LateKeys = [.. late.Select(k => k[0]).OfType<string>().Concat(inFlight).Distinct(StringComparer.Ordinal)],
        };
    }

    // Written before the watermark, and not there, or not as it is now.
    private async Task<IReadOnlyList<string>?> InFlightAsync(Arrival arrival, string key, DateTime watermark, DateTime due, CancellationToken cancellationToken)
    {
        var recent = new AnyOf([.. arrival.Moments.Select(c => new Compares(c, Comparison.Above, Written(watermark - LongestTransaction)))]);
        IReadOnlyList<string> columns = [key, .. arrival.Moments];
        var sent = await KeysAsync(arrival.Within(new Relation(arrival.From)).Where(recent), columns, cancellationToken);
        var arrived = await KeysAsync(new Relation(arrival.Landing).Where(recent), columns, cancellationToken);
        if (sent is null || arrived is null)
            return null;
        IEnumerable<DateTime?> Moments(Dataset dataset, IReadOnlyList<string?> row) => arrival.Moments.Select((c, i) => Moment(dataset, c, row[i + 1]));
        string Text(Dataset dataset, IReadOnlyList<string?> row) =>
            string.Join('|', Moments(dataset, row).Select(m => m is { } at ? Written(at) : "").Prepend(row[0]));
        var there = arrived.Select(r => Text(arrival.Landing, r)).ToHashSet(StringComparer.Ordinal);
        return [.. sent.Where(r => r[0] is not null && Moments(arrival.From, r).Max() > due && !there.Contains(Text(arrival.From, r))).Select(r => r[0]!)];
    }

    // A key has no age: the newest moment of the tables that were loaded beside it tells how old the load is.
    private async Task<Arrival?> ByKeyAsync(Dataset from, Dataset landing, string column, CancellationToken cancellationToken)
    {
        if (await NewestAsync(landing, [column], cancellationToken) is not [var (_, newest)] || newest is null)
            return null;
        var freshness = rules.FreshnessOf(from.Table);
        if (await LoadedAtAsync(landing.Layer, cancellationToken) is { } loaded && loaded < readAt.UtcDateTime - freshness.Span)
            return null;
        return new Arrival
        {
            From = from,
            Landing = landing,
            Arrived = [Until(column, newest)],
            Bound = newest,
            Watermark = $"{Identifier.Written(column)} {newest}",
            Freshness = freshness,
            ReadAt = readAt,
        };
    }

    private async Task<DateTime?> LoadedAtAsync(Layer layer, CancellationToken cancellationToken)
    {
        var newest = new List<DateTime?>();
        foreach (var table in catalog.Tables.Where(t => t.Dataset.Layer == layer).ToList())
        {
            var columns = Usual.Where(c => catalog.TypeOf(new ColumnReference(table.Dataset, c)).Kind == ValueKind.Moment).ToList();
            if (columns.Count > 0 && await NewestAsync(table.Dataset, columns, cancellationToken) is { } found)
                newest.AddRange(found.Select(f => Moment(table.Dataset, f.Column, f.Value)));
        }
        return newest.Max();
    }

    private async Task<IReadOnlyList<(string Column, string? Value)>?> NewestAsync(
        Dataset dataset,
        IReadOnlyList<string> columns,
        CancellationToken cancellationToken
    )
    {
        var metrics = columns.Select(c => new AggregateMetric(new Relation(dataset), new MaxOf(c))).ToList();
        await collector.CollectAsync(metrics, cancellationToken);
        var measured = metrics.ConvertAll(m => collector.Measurements.Find(m));
        // The checks themselves say why a table cannot be measured.
        return measured.TrueForAll(m => m is { Missing: null }) ? [.. columns.Select((c, i) => (c, measured[i]!.Rows[0][0]))] : null;
    }

    // Null if there are too many.
    private async Task<IReadOnlyList<IReadOnlyList<string?>>?> KeysAsync(Relation rows, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var metric = new GroupedMetric(rows, [.. columns.Select(c => new GroupKey(c))], [new CountRows()]) { Most = MostKeys + 1 };
        var measured = await collector.CollectAloneAsync(metric, cancellationToken);
        return measured.Missing is null && measured.Rows.Count <= MostKeys ? measured.Rows : null;
    }

    private DateTime? Moment(Dataset dataset, string column, string? text) =>
        text is not null && Constant.TryParse(catalog.TypeOf(new ColumnReference(dataset, column)), text) is MomentConstant { Infinite: 0 } moment
            ? moment.Value
            : null;

    private static InWords Until(string column, string value) =>
        new(new OrNull(new Compares(column, Comparison.AtMost, value), column), column, $"is at most {value}");

    private static InWords NotAmong(string key, IReadOnlyList<string> keys) =>
        new(new OrNull(new Not(new IsOneOf(key, keys)), key), key, "is not of a row written during the load");

    private static string Written(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
