using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Quality.Execution;

/// <summary>Compares datasets by key: first digests of buckets, then the rows of buckets that differ, a part at a time.</summary>
/// <param name="collector">Collects the metrics.</param>
/// <param name="keysPerPart">Approximate number of keys in memory at once.</param>
internal sealed class KeyComparer(MetricCollector collector, int keysPerPart)
{
    // Fewer keys are read at once: their digests would take as long.
    private const int FewKeys = 1_000;

    // A bucket has a hundredth of the keys, or of a part, so that a differing key costs few other rows.
    private const int Buckets = 100;

    // Several reconciliations may have the same path.
    private readonly ConcurrentDictionary<string, Dictionary<int, Digest>> knownDigests = new(StringComparer.Ordinal);

    // Maximum number of keys that are read by value; more are read by bucket.
    internal const int MaxKeysByValue = 1_000;

    private RepeatedLookups Lookups => new(this);

    /// <summary>
    /// Finds every key that differs between the first and the last level, and the first level in which it differs. If the last level does not
    /// have all group keys, also finds keys that change their group on the way, in the levels that have them.
    /// </summary>
    /// <param name="levels">Levels with the same keys, the expected one first; at least two.</param>
    /// <param name="groups">Group keys within a key whose amounts are compared, in levels that have them.</param>
    /// <param name="report">Receives each difference, in no particular order.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>Number of keys compared.</returns>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task<long> CompareAsync(
        IReadOnlyList<DrillDownLevel> levels,
        IReadOnlyList<string> groups,
        Action<TracedDifference> report,
        CancellationToken cancellationToken
    )
    {
        var (expected, actual) = (levels[0], levels[^1]);
        var counts = await NumbersAsync(
            [.. new[] { expected, actual }.Select(l => new AggregateMetric(new Relation(l.Rows.Dataset), new CountRows()))],
            cancellationToken
        );
        var size = counts.Max();
        if (size <= Math.Min(keysPerPart, FewKeys) || levels.Any(l => l.Key.Count == 0 || l.Key.Any(k => k.ByDay)))
            return (await CompareAsync(levels, groups, null, report, cancellationToken)).Keys;
        var buckets = (int)Math.Min(65_536, size * Buckets / Math.Min(size, keysPerPart));
        IEnumerable<(DrillDownLevel Level, DrillDownLevel Other)> sides = [(expected, actual), (actual, expected)];
        if (GroupedLevel(levels, groups) is { } grouped)
            sides = sides.Concat([(expected, grouped), (grouped, expected)]);
        var digests = await Task.WhenAll(sides.Select(s => DigestsAsync(s.Level, s.Other, groups, buckets, cancellationToken)));
        var pairs = digests.Chunk(2).Select(d => (Left: d[0], Right: d[1])).ToList();
        var compared = expected.CommonGroups(actual, groups).Count == 0 ? digests[0].Values.Sum(d => d.Keys) : await CountAsync(expected, cancellationToken);
        foreach (var part in Parts(pairs))
            compared += (await CompareAsync(levels, groups, (buckets, part), report, cancellationToken)).Added;
        return compared;
    }

    /// <summary>Measures a metric without recording it.</summary>
    /// <exception cref="StoreException">The metric was not measured.</exception>
    public async Task<Measurement> MeasureAsync(Metric metric, CancellationToken cancellationToken)
    {
        var measurement = await collector.CollectAloneAsync(metric, cancellationToken);
        return measurement.Missing is { } missing ? throw new StoreException(missing) : measurement;
    }

    // A digest counts the groups of a key, which may be several.
    private async Task<long> CountAsync(DrillDownLevel level, CancellationToken cancellationToken)
    {
        var keys = level with { Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal) };
        return (await DigestsAsync(keys, keys, [], buckets: 1, cancellationToken)).Values.Sum(d => d.Keys);
    }

    // The last level with all group keys, if it is neither the first nor the last one.
    private static DrillDownLevel? GroupedLevel(IReadOnlyList<DrillDownLevel> levels, IReadOnlyList<string> groups) =>
        levels.Last(l => l == levels[0] || l.KnownGroups(groups).Count == groups.Count) is var last && last != levels[0] && last != levels[^1] ? last : null;

    private static bool AreSame(IReadOnlyList<(Dictionary<int, Digest> Left, Dictionary<int, Digest> Right)> pairs, int bucket) =>
        pairs.All(p => p.Left.GetValueOrDefault(bucket) == p.Right.GetValueOrDefault(bucket));

    private IEnumerable<IReadOnlyList<int>> Parts(IReadOnlyList<(Dictionary<int, Digest> Left, Dictionary<int, Digest> Right)> pairs)
    {
        var part = new List<int>();
        long size = 0;
        foreach (var bucket in pairs.SelectMany(p => p.Left.Keys.Union(p.Right.Keys)).Distinct().Order())
        {
            if (AreSame(pairs, bucket))
                continue;
            var keys = pairs.Max(p => Math.Max(p.Left.GetValueOrDefault(bucket).Keys, p.Right.GetValueOrDefault(bucket).Keys));
            if (part.Count > 0 && size + keys > keysPerPart)
            {
                yield return part;
                (part, size) = ([], 0);
            }
            part.Add(bucket);
            size += keys;
        }
        if (part.Count > 0)
            yield return part;
    }

    /// <summary>Values of aggregates, 0 for NULL; measured together and recorded.</summary>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task<IReadOnlyList<decimal>> NumbersAsync(IReadOnlyList<AggregateMetric> metrics, CancellationToken cancellationToken)
    {
        await collector.CollectAsync(metrics, cancellationToken);
        if (metrics.Select(f => collector.Measurements[f].Missing).FirstOrDefault(m => m is not null) is { } missing)
            throw new StoreException(missing);
        return [.. metrics.Select(f => collector.Measurements.Number(f) ?? 0)];
    }

    private async Task<Dictionary<int, Digest>> DigestsAsync(
        DrillDownLevel level,
        DrillDownLevel other,
        IReadOnlyList<string> groups,
        int buckets,
        CancellationToken cancellationToken
    )
    {
        var digested = level.Digested(level.CommonGroups(other, groups), level.HasSameShape(other));
        var metric = new GroupDigestMetric(digested, [.. level.Key.Select(k => $"{k}")], buckets);
        if (knownDigests.TryGetValue(metric.Id, out var before))
            return before;
        var measurement = await MeasureAsync(metric, cancellationToken);
        return knownDigests[metric.Id] = measurement.Rows.ToDictionary(
            r => int.Parse(r[0]!, CultureInfo.InvariantCulture),
            r => new Digest(long.Parse(r[1]!, CultureInfo.InvariantCulture), Measurement.TryNumber(r[2]) ?? 0)
        );
    }

    // The number of keys, and how many of them the expected level does not have.
    private async Task<(long Keys, long Added)> CompareAsync(
        IReadOnlyList<DrillDownLevel> levels,
        IReadOnlyList<string> groups,
        (int Buckets, IReadOnlyList<int> Numbers)? part,
        Action<TracedDifference> report,
        CancellationToken cancellationToken
    )
    {
        Condition? InPart(DrillDownLevel level) => part is { } p ? new IsInBuckets([.. level.Key.Select(k => k.Column)], p.Buckets, p.Numbers) : null;
        var (expected, actual) = (levels[0], levels[^1]);
        var middle = GroupedLevel(levels, groups);
        var sides = await Task.WhenAll(
            new[] { expected, actual, middle }.OfType<DrillDownLevel>().Select(l => ReadAsync(l, groups, InPart(l), cancellationToken))
        );
        var (wanted, found, between) = (sides[0], sides[1], sides.Length > 2 ? sides[2] : null);
        var open = new Dictionary<string, TracedDifference>(StringComparer.Ordinal);
        var keys = wanted.Keys.Union(found.Keys, StringComparer.Ordinal).Union(between?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal).ToList();
        var (matched, rematched) = (new KeyMatcher(expected, actual, groups), middle is null ? null : new KeyMatcher(expected, middle, groups));
        foreach (var key in keys)
        {
            var (before, after) = (wanted.GetValueOrDefault(key), found.GetValueOrDefault(key));
            if (matched.AreSame(before, after) && rematched?.AreSame(before, between!.GetValueOrDefault(key)) != false)
                continue;
            var difference = KeyDifference.Of(key, expected, before, actual, after, groups);
            var regrouped = middle is null ? null : KeyDifference.Of(key, expected, before, middle, between!.GetValueOrDefault(key), groups);
            if ((difference ?? regrouped) is not { } any)
                continue;
            var (effects, unplaced) =
                actual.KnownGroups(groups).Count == groups.Count
                    ? (GroupEffects.Of(any), 0)
                    : GroupEffects.Of(regrouped, difference, (middle is null ? before : between!.GetValueOrDefault(key)) ?? [], after ?? []);
            open[key] = new TracedDifference(any, expected, actual, any)
            {
                Effects = effects,
                Unplaced = unplaced,
                IsOnlyBetween = difference is null,
            };
        }
        var located = new List<TracedDifference>();
        foreach (var level in levels.Skip(1).SkipLast(1))
        {
            if (open.Count == 0)
                break;
            var byValue = level.Key is [{ ByDay: false }] && open.Count <= MaxKeysByValue && !open.Keys.Any(KeyText.HasNull);
            var entries =
                level == middle
                    ? between!
                    : await ReadAsync(
                        level,
                        groups,
                        byValue ? new IsOneOf(level.Key[0].Column, [.. open.Keys.Select(k => KeyText.Values(k).Single()!)]) : InPart(level),
                        cancellationToken
                    );
            var matcher = new KeyMatcher(expected, level, groups);
            foreach (var (key, difference) in open.ToList())
            {
                var (before, there) = (wanted.GetValueOrDefault(key), entries.GetValueOrDefault(key));
                if (matcher.AreSame(before, there) || KeyDifference.Of(key, expected, before, level, there, groups) is not { } first)
                    continue;
                located.Add(difference with { Level = level, AtLevel = first });
                open.Remove(key);
            }
        }
        located.AddRange(open.Values);
        foreach (var difference in await Lookups.LocateAsync(located, InPart, cancellationToken))
            report(difference);
        return (keys.Count, keys.Count - wanted.Count);
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(
        DrillDownLevel level,
        IReadOnlyList<string> groups,
        Condition? only,
        CancellationToken cancellationToken
    )
    {
        var names = level.KnownGroups(groups);
        return level.Read(await MeasureAsync(level.Entries(names, only), cancellationToken), names);
    }

    private readonly record struct Digest(long Keys, decimal Sum);
}
