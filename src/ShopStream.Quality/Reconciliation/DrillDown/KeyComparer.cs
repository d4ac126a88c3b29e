using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Compares datasets by key: first digests of buckets, then the rows of buckets that differ, a part at a time.</summary>
/// <param name="collector">Collects the metrics.</param>
/// <param name="keysPerPart">Approximate number of keys in memory at once.</param>
internal sealed class KeyComparer(MetricCollector collector, int keysPerPart)
{
    // A bucket has a hundredth of a part, so that a differing key costs few other rows.
    private readonly int keysPerBucket = Math.Max(1, keysPerPart / 100);

    // Several reconciliations may have the same path.
    private readonly ConcurrentDictionary<string, Dictionary<int, Digest>> knownDigests = new(StringComparer.Ordinal);

    // Maximum number of keys that are read by value; more are read by bucket.
    private const int MaxKeysByValue = 1_000;

    /// <summary>Finds every key that differs between the first and the last level, and the first level in which it differs.</summary>
    /// <param name="levels">Levels with the same keys, the expected one first; at least two.</param>
    /// <param name="groups">Group keys within a key whose amounts are compared, in levels that have them.</param>
    /// <param name="report">Receives each difference, in no particular order.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>Number of keys compared.</returns>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task<long> CompareAsync(IReadOnlyList<DrillDownLevel> levels, IReadOnlyList<string> groups, Action<TracedDifference> report, CancellationToken cancellationToken)
    {
        var (expected, actual) = (levels[0], levels[^1]);
        var counts = await NumbersAsync([.. new[] { expected, actual }.Select(l => new AggregateMetric(new Relation(l.Rows.Dataset), new CountRows()))], cancellationToken);
        var size = counts.Max();
        if (size <= keysPerPart || levels.Any(l => l.Key.Any(k => k.ByDay)))
            return await CompareAsync(levels, groups, null, report, cancellationToken);
        var buckets = (int)Math.Min(65_536, size / keysPerBucket);
        var digests = await Task.WhenAll(DigestsAsync(expected, actual, groups, buckets, cancellationToken), DigestsAsync(actual, expected, groups, buckets, cancellationToken));
        var (left, right) = (digests[0], digests[1]);
        foreach (var part in Parts(left, right))
            await CompareAsync(levels, groups, (buckets, part), report, cancellationToken);
        return Math.Max(left.Values.Sum(d => d.Keys), right.Values.Sum(d => d.Keys));
    }

    /// <summary>Measures a metric without recording it.</summary>
    /// <exception cref="StoreException">The metric was not measured.</exception>
    public async Task<Measurement> MeasureAsync(Metric metric, CancellationToken cancellationToken)
    {
        var measurement = await collector.CollectAloneAsync(metric, cancellationToken);
        return measurement.Missing is { } missing ? throw new StoreException(missing) : measurement;
    }

    private IEnumerable<IReadOnlyList<int>> Parts(Dictionary<int, Digest> left, Dictionary<int, Digest> right)
    {
        var part = new List<int>();
        long size = 0;
        foreach (var bucket in left.Keys.Union(right.Keys).Order())
        {
            var (a, b) = (left.GetValueOrDefault(bucket), right.GetValueOrDefault(bucket));
            if (a == b) continue;
            if (part.Count > 0 && size + Math.Max(a.Keys, b.Keys) > keysPerPart)
            {
                yield return part;
                (part, size) = ([], 0);
            }
            part.Add(bucket);
            size += Math.Max(a.Keys, b.Keys);
        }
        if (part.Count > 0) yield return part;
    }

    /// <summary>Values of aggregates, 0 for NULL; measured together and recorded.</summary>
    /// <exception cref="StoreException">A store did not respond or rejected a query.</exception>
    public async Task<IReadOnlyList<decimal>> NumbersAsync(IReadOnlyList<AggregateMetric> metrics, CancellationToken cancellationToken)
    {
        await collector.CollectAsync(metrics, cancellationToken);
        if (metrics.Select(f => collector.Measurements[f].Missing).FirstOrDefault(m => m is not null) is { } missing) throw new StoreException(missing);
        return [.. metrics.Select(f => collector.Measurements.Number(f) ?? 0)];
    }

    private async Task<Dictionary<int, Digest>> DigestsAsync(DrillDownLevel level, DrillDownLevel other, IReadOnlyList<string> groups, int buckets, CancellationToken cancellationToken)
    {
        var digested = level.Digested(level.CommonGroups(other, groups), level.HasSameShape(other));
        var metric = new GroupDigestMetric(digested, [.. level.Key.Select(k => $"{k}")], buckets);
        if (knownDigests.TryGetValue(metric.Key, out var before)) return before;
        var measurement = await MeasureAsync(metric, cancellationToken);
        return knownDigests[metric.Key] = measurement.Rows.ToDictionary(
            r => int.Parse(r[0]!, CultureInfo.InvariantCulture),
            r => new Digest(long.Parse(r[1]!, CultureInfo.InvariantCulture), Measurement.TryNumber(r[2]) ?? 0));
    }

    private async Task<long> CompareAsync(IReadOnlyList<DrillDownLevel> levels, IReadOnlyList<string> groups, (int Buckets, IReadOnlyList<int> Numbers)? part, Action<TracedDifference> report, CancellationToken cancellationToken)
    {
        Condition? InPart(DrillDownLevel level) => part is { } p ? new IsInBuckets([.. level.Key.Select(k => k.Column)], p.Buckets, p.Numbers) : null;
        var (expected, actual) = (levels[0], levels[^1]);
        var sides = await Task.WhenAll(ReadAsync(expected, groups, InPart(expected), cancellationToken), ReadAsync(actual, groups, InPart(actual), cancellationToken));
        var (wanted, found) = (sides[0], sides[1]);
        var open = new Dictionary<string, KeyDifference>(StringComparer.Ordinal);
        foreach (var key in wanted.Keys.Union(found.Keys, StringComparer.Ordinal))
        {
            if (KeyDifference.Of(key, expected, wanted.GetValueOrDefault(key), actual, found.GetValueOrDefault(key), groups) is { } difference) open[key] = difference;
        }
        foreach (var level in levels.Skip(1).SkipLast(1))
        {
            if (open.Count == 0) break;
            var byValue = level.Key.Count == 1 && open.Count <= MaxKeysByValue && !open.Keys.Any(KeyText.HasNull);
            var entries = await ReadAsync(level, groups, byValue ? new IsOneOf(level.Key[0].Column, [.. open.Keys.Select(k => KeyText.Values(k).Single()!)]) : InPart(level), cancellationToken);
            foreach (var (key, difference) in open.ToList())
            {
                if (KeyDifference.Of(key, expected, wanted.GetValueOrDefault(key), level, entries.GetValueOrDefault(key), groups) is not { } first) continue;
                report(new TracedDifference(difference, level, first));
                open.Remove(key);
            }
        }
        foreach (var difference in open.Values) report(new TracedDifference(difference, actual, difference));
        return wanted.Keys.Union(found.Keys, StringComparer.Ordinal).LongCount();
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(DrillDownLevel level, IReadOnlyList<string> groups, Condition? only, CancellationToken cancellationToken)
    {
        var names = level.KnownGroups(groups);
        return level.Read(await MeasureAsync(level.Entries(names, only), cancellationToken), names);
    }

    private readonly record struct Digest(long Keys, decimal Sum);
}

/// <summary>A key that differs, and the first level in which it does.</summary>
/// <param name="Difference">Difference between the first and the last level.</param>
/// <param name="Level">First level in which the key differs.</param>
/// <param name="AtLevel">Difference between the first level and <paramref name="Level"/>; determines the cause.</param>
internal sealed record TracedDifference(KeyDifference Difference, DrillDownLevel Level, KeyDifference AtLevel)
{
    /// <summary>First divergent dataset: the looked-up table if the rows themselves are the same, otherwise that of the level.</summary>
    public Dataset Dataset => Level.LookedUp is { } table && AtLevel.SameRows ? Level.Dataset with { Table = table } : Level.Dataset;

    /// <summary>Cause of the difference.</summary>
    public string Cause => Dataset != Level.Dataset && AtLevel.LostStatus ? DifferenceCause.Missing : AtLevel.Cause();

    /// <summary>Details in addition to the amounts; null if there are none.</summary>
    public string? Detail => Dataset != Level.Dataset && AtLevel.LostStatus ? $"not found in {Dataset}" : AtLevel.Detail;
}
