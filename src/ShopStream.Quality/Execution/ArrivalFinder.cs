using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>Finds how far another pipeline had come when it loaded each table, and limits checks to the rows that had arrived.</summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="rules">The watermarks and the freshness of tables.</param>
/// <param name="readAt">When the source was read, UTC.</param>
/// <param name="collector">Measures the watermarks.</param>
/// <param name="history">Earlier runs; null if there is none.</param>
public sealed class ArrivalFinder(Catalog catalog, ArrivalRules rules, DateTimeOffset readAt, MetricCollector collector, RunHistory? history = null)
{
    /// <summary>Most keys of late rows that a query lists.</summary>
    public const int MostKeys = 20_000;

    /// <summary>The usual column with the moment at which a row was created.</summary>
    internal const string CreatedAt = "created_at";

    private static readonly string[] Usual = ["updated_at", CreatedAt];

    private readonly ArrivalQueries queries = new(catalog, collector);

    private SkippedNumbers? skipped;

    private LoadTimes? recorded;

    private SkippedNumbers Skips => skipped ??= new SkippedNumbers(rules, readAt, queries, history);

    private LoadTimes Loads => recorded ??= new LoadTimes(catalog, rules, queries.NewestAsync);

    /// <summary>Digests of numbers that the last load has skipped, by the table that lacks them, for the history.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Skipped => Skips.Recorded;

    /// <summary>The specifications, with checks of the rows that had arrived in the place of those that compare a table with a later one.</summary>
    /// <param name="specifications">The scenarios.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A column that the settings name does not exist, or has no order.</exception>
    public async Task<IReadOnlyList<Specification>> LimitAsync(IReadOnlyList<Specification> specifications, CancellationToken cancellationToken)
    {
        Loads.Require();
        var pairs = specifications
            .SelectMany(s => s.Checks)
            .Select(c => c.Check)
            .OfType<IArrivalCheck>()
            .SelectMany(c => c.TablesCompared)
            .Select(c => PairOf(c.From.Dataset, c.To))
            .OfType<Pair>()
            .Distinct()
            .ToList();
        var arrivals = new Dictionary<Pair, Arrival?>();
        foreach (var pair in pairs)
            arrivals[pair] = await FindAsync(pair, cancellationToken);
        var limited = new Dictionary<BoundCheck, BoundCheck>(ReferenceEqualityComparer.Instance);
        foreach (var bound in specifications.SelectMany(s => s.Checks))
            limited[bound] = Limit(bound, arrivals);
        // A model that agrees with raw as a whole is not out of date, whatever the recorded times say.
        var ofModels = limited.Where(l => l.Value.Late.Any(a => a.Arrival.IsOfOneStore)).Select(l => l.Key).ToList();
        await collector.CollectAsync(ofModels.SelectMany(b => b.Metrics), cancellationToken);
        foreach (var bound in ofModels.Where(b => CheckRunner.Evaluate(b.Check, collector).Outcome != Outcome.Failed))
            limited[bound] = bound;
        return [.. specifications.Select(s => s with { Checks = [.. s.Checks.Select(c => limited[c])] })];
    }

    private async Task<bool> HasChangedAsync(Arrival arrival, CancellationToken cancellationToken) =>
        arrival.AsLoaded(new Relation(arrival.From)) is { } rows && await queries.AnyAsync(rows, cancellationToken);

    private async Task<Arrival?> FindAsync(Pair pair, CancellationToken cancellationToken)
    {
        if (pair.From != pair.Landing)
            return await FindLoadedAsync(pair, cancellationToken) is { } found
                ? found with
                {
                    HasChanged = await HasChangedAsync(found, cancellationToken),
                }
                : null;
        var moments = rules.Watermarks.GetValueOrDefault(pair.From.Table, Usual).Where(c => queries.IsMoment(pair.From, c)).ToList();
        return pair.Built is { } built
            ? await new StaleModels(rules, readAt, Loads, queries).FindAsync(pair.From, KeyOf(pair.From, pair.From), moments, built, cancellationToken)
            : null;
    }

    private async Task<Arrival?> FindLoadedAsync(Pair pair, CancellationToken cancellationToken)
    {
        var (columns, areMoments) = ColumnsOf(pair.From, pair.Landing);
        if (areMoments)
            return await ByMomentAsync(pair, columns, cancellationToken);
        var moments = rules.Watermarks.ContainsKey(pair.From.Table) ? [] : Usual.Where(c => queries.IsMoment(pair.From, c)).ToList();
        if (moments.Count > 0 && await Loads.LastAsync(pair.Landing, cancellationToken) is { } loaded)
            return await ByLoadAsync(pair, moments, loaded, cancellationToken);
        return columns.Count == 0 ? null : await ByKeyAsync(pair, columns[0], cancellationToken);
    }

    private BoundCheck Limit(BoundCheck bound, Dictionary<Pair, Arrival?> arrivals)
    {
        if (bound.Check is not IArrivalCheck check)
            return bound;
        var compared = check.TablesCompared.ToList();
        Arrival? ArrivalIn(Dataset to) =>
            compared.Find(c => c.To == to) is { } tables && PairOf(tables.From.Dataset, to) is { } pair && arrivals.GetValueOrDefault(pair) is { } arrival
                ? arrival with
                {
                    To = to,
                    Into = arrival.IsOfModel ? to : pair.Landing,
                    KeyThere = arrival.Key is { } key && catalog.Find(to)?.Has(key) == true && Loads.MayHave(to, pair.Landing) ? key : null,
                }
                : null;
        var found = compared.Select(c => (c, ArrivalIn(c.To))).Where(c => c.Item2 is not null).Select(c => new LateRowsMetrics(c.c, c.Item2!)).ToList();
        return found.Count == 0 ? bound : new BoundCheck(bound.Sentence, bound.Line, check.Within(ArrivalIn)) { Whole = check, Late = found };
    }

    private Pair? PairOf(Dataset from, Dataset to) => LandingOf(from, to) is { } landing ? new Pair(from, landing, Loads.BuiltAt(to)) : null;

    // Rows arrive in the file or the raw table of the same name; models are built from that.
    private Dataset? LandingOf(Dataset from, Dataset to)
    {
        if (from.Layer == Layer.Raw && catalog.Find(from) is not null)
            return from;
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
        if (!rules.Watermarks.TryGetValue(from.Table, out var named))
        {
            var usual = Usual.Where(c => queries.IsMoment(from, c) && queries.IsMoment(landing, c)).ToList();
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
        if (named.All(c => queries.IsMoment(from, c) && queries.IsMoment(landing, c)))
            return (named, true);
        return named is [var only] && catalog.TypeOf(new ColumnReference(from, only)).Kind == ValueKind.Exact
            ? (named, false)
            : throw new UsageException($"{setting} names {Identifier.Written(named)}: expected dates or timestamps, or one column of whole numbers");
    }

    private string? KeyOf(Dataset from, Dataset landing) => catalog.Find(from)!.Key is [var key] && catalog.Find(landing)!.Has(key) ? key : null;

    private async Task<Arrival?> ByMomentAsync(Pair pair, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var (from, landing) = (pair.From, pair.Landing);
        if (await queries.NewestAsync(landing, columns, cancellationToken) is not { } found)
            return null;
        var newest = found.Select(f => queries.Moment(landing, f.Column, f.Value)).Max();
        var built = pair.Built is { } moment && (await Loads.LastAsync(landing, cancellationToken) ?? newest) > moment ? pair.Built : null;
        if (built is { } at)
            newest = await SeenAsync(landing, columns, newest, at, cancellationToken);
        var due = DueOf(from);
        // What should have arrived by now is compared, whether it has or not.
        var bound = newest is { } loaded && loaded > due ? loaded : due;
        var arrival = Within(pair, columns, bound) with
        {
            Watermark =
                $"{string.Join(" and ", columns.Select(Identifier.Written))} {(newest is { } seen ? Written(seen) : "of no row")}"
                + (built is { } then ? $", built at {Written(then)}" : ""),
            Key = KeyOf(from, landing),
            IsOfModel = built is not null,
            // What was loaded after the model was built is not in it.
            AsSeen = built is null ? [] : [.. columns.Select(c => Until(c, Written(bound)))],
        };
        if (arrival.Key is not { } key)
            return arrival;
        var late = await queries.KeysAsync(arrival.Late(new Relation(from)), [key], cancellationToken);
        var there = built is { } when ? Loads.At(landing, when) : new Relation(landing);
        var inFlight =
            newest is { } watermark && watermark >= due
                ? await InFlightAsync(arrival, key, (watermark - rules.Overlap.Span, watermark), due, there, cancellationToken)
                : [];
        if (late is null || inFlight is null)
            return arrival with { HasTooMany = true };
        return arrival with
        {
            Arrived = inFlight.Count == 0 ? arrival.Arrived : [.. arrival.Arrived, NotAmong(key, inFlight)],
            LateKeys = [.. late.Select(k => k[0]).OfType<string>().Concat(inFlight).Distinct(StringComparer.Ordinal)],
        };
    }

    // The watermark of what a model had read when it was built.
    private async Task<DateTime?> SeenAsync(
        Dataset landing,
        IReadOnlyList<string> columns,
        DateTime? newest,
        DateTime built,
        CancellationToken cancellationToken
    )
    {
        // A table that is loaded as a whole has no row of before.
        if (Loads.At(landing, built) is { Conditions.Count: > 0 } there)
        {
            var seen = new List<DateTime?>();
            foreach (var column in columns)
                seen.Add(await queries.NewestAsync(there, column, cancellationToken));
            if (seen.Max() is { } newestSeen)
                return newestSeen;
        }
        var last = await Loads.LastBeforeAsync(landing, built, cancellationToken) ?? built;
        return newest < last ? newest : last;
    }

    // The loaded table does not have the moments of its rows, but when it was loaded is recorded.
    private async Task<Arrival> ByLoadAsync(Pair pair, IReadOnlyList<string> columns, DateTime loaded, CancellationToken cancellationToken)
    {
        var (from, landing) = (pair.From, pair.Landing);
        var isOfModel = pair.Built is { } built && loaded > built;
        if (isOfModel)
            loaded = await Loads.LastBeforeAsync(landing, pair.Built!.Value, cancellationToken) ?? pair.Built.Value;
        var (key, due) = (KeyOf(from, landing), DueOf(from));
        // Without a key, rows that were committed during the load cannot be told from those that had arrived.
        var until = key is null ? loaded : loaded - rules.Overlap.Span;
        var arrival = Within(pair, columns, until > due ? until : due) with { Watermark = $"the load of {Written(loaded)}", Key = key, IsOfModel = isOfModel };
        if (key is null)
            return arrival;
        var late = await queries.KeysAsync(arrival.Late(new Relation(from)), [key], cancellationToken);
        return late is null ? arrival with { HasTooMany = true } : arrival with { LateKeys = [.. late.Select(k => k[0]).OfType<string>()] };
    }

    private Arrival Within(Pair pair, IReadOnlyList<string> columns, DateTime bound) =>
        new()
        {
            From = pair.From,
            Landing = pair.Landing,
            Into = pair.Landing,
            Arrived = [.. columns.Select(c => Until(c, Written(bound)))],
            Moments = columns,
            Bound = Written(bound),
            Watermark = "",
            Freshness = rules.FreshnessOf(pair.From.Table),
            ReadAt = readAt,
        };

    private DateTime DueOf(Dataset from) => readAt.UtcDateTime - rules.FreshnessOf(from.Table).Span;

    // Written before the watermark, and not there, or not as it is now: what a transaction wrote before, but committed after the load.
    private async Task<IReadOnlyList<string>?> InFlightAsync(
        Arrival arrival,
        string key,
        (DateTime After, DateTime UpTo) window,
        DateTime due,
        Relation there,
        CancellationToken cancellationToken
    )
    {
        var after = new AnyOf([.. arrival.Moments.Select(c => new Compares(c, Comparison.Above, Written(window.After)))]);
        Relation Recent(Relation rows) => arrival.Moments.Aggregate(rows.Where(after), (r, c) => r.Where(Until(c, Written(window.UpTo))));
        IReadOnlyList<string> columns = [key, .. arrival.Moments];
        var sent = await queries.KeysAsync(Recent(arrival.Within(new Relation(arrival.From))), columns, cancellationToken);
        var arrived = await queries.KeysAsync(Recent(there), columns, cancellationToken);
        if (sent is null || arrived is null)
        {
            // Too many for one list: each half by itself.
            var middle = window.After + ((window.UpTo - window.After) / 2);
            return
                window.UpTo - window.After > TimeSpan.FromSeconds(1)
                && await InFlightAsync(arrival, key, (window.After, middle), due, there, cancellationToken) is { } earlier
                && await InFlightAsync(arrival, key, (middle, window.UpTo), due, there, cancellationToken) is { } later
                ? [.. earlier, .. later]
                : null;
        }
        IEnumerable<DateTime?> Moments(Dataset dataset, IReadOnlyList<string?> row) => arrival.Moments.Select((c, i) => queries.Moment(dataset, c, row[i + 1]));
        string Text(Dataset dataset, IReadOnlyList<string?> row) =>
            string.Join('|', Moments(dataset, row).Select(m => m is { } at ? Written(at) : "").Prepend(row[0]));
        var known = arrived.Select(r => Text(arrival.Landing, r)).ToHashSet(StringComparer.Ordinal);
        return [.. sent.Where(r => r[0] is not null && Moments(arrival.From, r).Max() > due && !known.Contains(Text(arrival.From, r))).Select(r => r[0]!)];
    }

    // A key has no age: the load that is recorded, or the newest moment of the tables that were loaded beside it, tells how old it is.
    private async Task<Arrival?> ByKeyAsync(Pair pair, string column, CancellationToken cancellationToken)
    {
        var (from, landing) = (pair.From, pair.Landing);
        if (await queries.NewestAsync(landing, [column], cancellationToken) is not [var (_, newest)] || newest is null)
            return null;
        if (await LoadedAtAsync(landing, cancellationToken) is { } loaded && loaded < DueOf(from))
            return null;
        var arrival = Within(pair, [], DateTime.UnixEpoch) with
        {
            Arrived = [Until(column, newest)],
            Bound = newest,
            Watermark = $"{Identifier.Written(column)} {newest}",
        };
        var missing = await Skips.FindAsync(arrival, column, newest, cancellationToken);
        return missing.Count == 0 ? arrival : arrival with { Arrived = [.. arrival.Arrived, NotAmong(column, missing)] };
    }

    private async Task<DateTime?> LoadedAtAsync(Dataset landing, CancellationToken cancellationToken)
    {
        if (await Loads.LastAsync(landing, cancellationToken) is { } last)
            return last;
        var newest = new List<DateTime?>();
        foreach (var table in catalog.Tables.Where(t => t.Dataset.Layer == landing.Layer).ToList())
        {
            var columns = Usual.Where(c => queries.IsMoment(table.Dataset, c)).ToList();
            if (columns.Count > 0)
                newest.Add(await queries.NewestMomentAsync(table.Dataset, columns, cancellationToken));
        }
        return newest.Max();
    }

    /// <summary>Holds for rows up to a value of a column, and for those without one.</summary>
    internal static InWords Until(string column, string value) =>
        new(new OrNull(new Compares(column, Comparison.AtMost, value), column), column, $"is at most {value}");

    private static InWords NotAmong(string key, IReadOnlyList<string> keys) =>
        new(new OrNull(new Not(new IsOneOf(key, keys)), key), key, "is not of a row written during the load");

    /// <summary>A moment as a constant of a condition.</summary>
    internal static string Written(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    // What is compared: a table, the one in which its rows arrive first, and when the later one was built; null if that is not recorded.
    private sealed record Pair(Dataset From, Dataset Landing, DateTime? Built);
}
