using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Execution;

/// <summary>Finds what a model of the same warehouse had read of a raw table, where the model was built before the last load of the table.</summary>
/// <param name="rules">The watermarks and the freshness of tables.</param>
/// <param name="readAt">When the warehouse was read, UTC.</param>
/// <param name="loads">When tables were loaded.</param>
/// <param name="queries">Measure raw tables.</param>
internal sealed class StaleModels(ArrivalRules rules, DateTimeOffset readAt, LoadTimes loads, ArrivalQueries queries)
{
    /// <param name="raw">The raw table.</param>
    /// <param name="key">Its key; null if it has none of one column.</param>
    /// <param name="moments">Its columns that grow with every row or change.</param>
    /// <param name="built">When the model was built, UTC.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>Null if the model has read all rows, if this is not known, or if it is older than the freshness: then all rows are compared.</returns>
    public async Task<Arrival?> FindAsync(Dataset raw, string? key, IReadOnlyList<string> moments, DateTime built, CancellationToken cancellationToken)
    {
        var newest = moments.Count == 0 ? null : await queries.NewestMomentAsync(raw, moments, cancellationToken);
        var last = await loads.LastAsync(raw, cancellationToken) ?? newest;
        if (last is null || last <= built || built < readAt.UtcDateTime - rules.FreshnessOf(raw.Table).Span)
            return null;
        // A table that is loaded as a whole has no row of before: then the moments of its rows decide.
        var column = loads.ColumnOf(raw);
        var before = column is null ? null : await queries.NewestAsync(loads.At(raw, built), column, cancellationToken);
        var seen = before is null ? moments : [column!];
        if (seen.Count == 0)
            return null;
        var limit = before is null ? await loads.LastBeforeAsync(raw, built, cancellationToken) ?? built : built;
        var bound = ArrivalFinder.Written(limit);
        var arrival = new Arrival
        {
            From = raw,
            Landing = raw,
            Into = raw,
            Arrived = [.. seen.Select(c => ArrivalFinder.Until(c, bound))],
            Moments = seen,
            Bound = bound,
            Watermark =
                $"{string.Join(" and ", seen.Select(Identifier.Written))} {ArrivalFinder.Written(before ?? limit)}, built at {ArrivalFinder.Written(built)}",
            Freshness = rules.FreshnessOf(raw.Table),
            ReadAt = readAt,
            Key = key,
            IsOfModel = true,
        };
        var late = arrival.Late(new Relation(raw));
        var changed = Earlier(moments, bound) is { } earlier ? late.Where(earlier) : late;
        arrival = arrival with { HasChanged = await queries.AnyAsync(changed, cancellationToken) };
        if (key is null)
            return arrival;
        // Of too many, those matter that the model may have.
        var keys = await queries.KeysAsync(late, [key], cancellationToken) ?? await queries.KeysAsync(changed, [key], cancellationToken);
        return keys is null ? arrival with { HasTooMany = true } : arrival with { LateKeys = [.. keys.Select(k => k[0]).OfType<string>()] };
    }

    // Of a row that existed before, a moment is earlier. A single one tells it if it is that of the creation; null where nothing tells it.
    private static AnyOf? Earlier(IReadOnlyList<string> moments, string bound) =>
        moments.Count > 1 || moments is [ArrivalFinder.CreatedAt] ? new AnyOf([.. moments.Select(m => new Compares(m, Comparison.AtMost, bound))]) : null;
}
