using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Compares datasets key by key: digests of buckets first, then the rows of the buckets that differ, a part at a time.</summary>
/// <param name="collector">Runs the queries.</param>
/// <param name="partKeys">About so many keys are held at once.</param>
internal sealed class KeyComparer(MetricCollector collector, int partKeys)
{
    // A key that differs hides among a hundredth of a part.
    private readonly int perBucket = Math.Max(1, partKeys / 100);

    // Several reconciliations go down the same way.
    private readonly ConcurrentDictionary<string, Dictionary<int, Digest>> known = new(StringComparer.Ordinal);

    // So many keys are asked for by name; more are read with their buckets.
    private const int ByName = 1_000;

    /// <summary>Tells every key whose last rung is not as the first, with the first rung that is not.</summary>
    /// <param name="levels">Two or more, keyed alike: the expected one first.</param>
    /// <param name="groups">The groups within a key whose amounts are compared, where a rung knows them.</param>
    /// <param name="differs">Hears of each, in no order.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>How many keys were compared.</returns>
    /// <exception cref="StoreException">A store did not answer.</exception>
    public async Task<long> CompareAsync(IReadOnlyList<DrillDownLevel> levels, IReadOnlyList<string> groups, Action<TracedDifference> differs, CancellationToken cancellationToken)
    {
        var (expected, actual) = (levels[0], levels[^1]);
        var counts = await NumbersAsync([.. new[] { expected, actual }.Select(r => new AggregateMetric(new Relation(r.Rows.Dataset), new CountRows()))], cancellationToken);
        var size = counts.Max();
        if (size <= partKeys || levels.Any(r => r.Key.Any(k => k.ByDay)))
            return await CompareAsync(levels, groups, null, differs, cancellationToken);
        var buckets = (int)Math.Min(65_536, size / perBucket);
        var digests = await Task.WhenAll(DigestsAsync(expected, actual, groups, buckets, cancellationToken), DigestsAsync(actual, expected, groups, buckets, cancellationToken));
        var (left, right) = (digests[0], digests[1]);
        foreach (var part in Parts(left, right))
            await CompareAsync(levels, groups, (buckets, part), differs, cancellationToken);
        return Math.Max(left.Values.Sum(d => d.Keys), right.Values.Sum(d => d.Keys));
    }

    /// <summary>A question's answer, not kept.</summary>
    /// <exception cref="StoreException">There is none.</exception>
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
            if (part.Count > 0 && size + Math.Max(a.Keys, b.Keys) > partKeys)
            {
                yield return part;
                (part, size) = ([], 0);
            }
            part.Add(bucket);
            size += Math.Max(a.Keys, b.Keys);
        }
        if (part.Count > 0) yield return part;
    }

    /// <summary>Figures, 0 for null; asked together and kept.</summary>
    /// <exception cref="StoreException">A store did not answer.</exception>
    public async Task<IReadOnlyList<decimal>> NumbersAsync(IReadOnlyList<AggregateMetric> metrics, CancellationToken cancellationToken)
    {
        await collector.CollectAsync(metrics, cancellationToken);
        if (metrics.Select(f => collector.Measurements[f].Missing).FirstOrDefault(m => m is not null) is { } missing) throw new StoreException(missing);
        return [.. metrics.Select(f => collector.Measurements.Number(f) ?? 0)];
    }

    private async Task<Dictionary<int, Digest>> DigestsAsync(DrillDownLevel level, DrillDownLevel other, IReadOnlyList<string> groups, int buckets, CancellationToken cancellationToken)
    {
        var digested = level.Digested(level.CommonGroups(other, groups), level.HasSameShape(other));
        var question = new GroupDigestMetric(digested, [.. level.Key.Select(k => $"{k}")], buckets);
        if (known.TryGetValue(question.Key, out var before)) return before;
        var measurement = await MeasureAsync(question, cancellationToken);
        return known[question.Key] = measurement.Rows.ToDictionary(
            r => int.Parse(r[0]!, CultureInfo.InvariantCulture),
            r => new Digest(long.Parse(r[1]!, CultureInfo.InvariantCulture), Measurement.TryNumber(r[2]) ?? 0));
    }

    private async Task<long> CompareAsync(IReadOnlyList<DrillDownLevel> levels, IReadOnlyList<string> groups, (int Buckets, IReadOnlyList<int> Numbers)? part, Action<TracedDifference> differs, CancellationToken cancellationToken)
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
            var named = level.Key.Count == 1 && open.Count <= ByName && !open.Keys.Any(KeyText.HasNull);
            var there = await ReadAsync(level, groups, named ? new IsOneOf(level.Key[0].Column, [.. open.Keys.Select(k => KeyText.Values(k).Single()!)]) : InPart(level), cancellationToken);
            foreach (var (key, difference) in open.ToList())
            {
                if (KeyDifference.Of(key, expected, wanted.GetValueOrDefault(key), level, there.GetValueOrDefault(key), groups) is not { } first) continue;
                differs(new TracedDifference(difference, level, first));
                open.Remove(key);
            }
        }
        foreach (var difference in open.Values) differs(new TracedDifference(difference, actual, difference));
        return wanted.Keys.Union(found.Keys, StringComparer.Ordinal).LongCount();
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(DrillDownLevel level, IReadOnlyList<string> groups, Condition? only, CancellationToken cancellationToken)
    {
        var names = level.KnownGroups(groups);
        return level.Read(await MeasureAsync(level.Entries(names, only), cancellationToken), names);
    }

    private readonly record struct Digest(long Keys, decimal Sum);
}

/// <summary>A key that differs, and where it begins to.</summary>
/// <param name="Difference">Between the first rung and the last.</param>
/// <param name="Level">The first rung that is not as the first one.</param>
/// <param name="AtLevel">Between the first rung and that one: what happened there.</param>
internal sealed record TracedDifference(KeyDifference Difference, DrillDownLevel Level, KeyDifference AtLevel)
{
    /// <summary>The table that its rows look up where the rows themselves are the same; else the hop's own.</summary>
    public Dataset Dataset => Level.LookedUp is { } table && AtLevel.SameRows ? Level.Dataset with { Table = table } : Level.Dataset;

    /// <summary>What kind of difference it is.</summary>
    public string Cause => Dataset != Level.Dataset && AtLevel.LostStatus ? DifferenceCause.Missing : AtLevel.Cause();

    /// <summary>What a person wants to know besides the amounts; null where nothing.</summary>
    public string? Detail => Dataset != Level.Dataset && AtLevel.LostStatus ? $"not found in {Dataset}" : AtLevel.Detail;
}
