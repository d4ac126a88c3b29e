using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.Descending;

/// <summary>Compares datasets key by key: digests of buckets first, then the rows of the buckets that differ, a part at a time.</summary>
/// <param name="asker">Runs the queries.</param>
/// <param name="partKeys">About so many keys are held at once.</param>
internal sealed class KeyComparer(Asker asker, int partKeys)
{
    // A key that differs hides among a hundredth of a part.
    private readonly int perBucket = Math.Max(1, partKeys / 100);

    // Several reconciliations go down the same way.
    private readonly ConcurrentDictionary<string, Dictionary<int, Digest>> known = new(StringComparer.Ordinal);

    // So many keys are asked for by name; more are read with their buckets.
    private const int ByName = 1_000;

    /// <summary>Tells every key whose last rung is not as the first, with the first rung that is not.</summary>
    /// <param name="rungs">Two or more, keyed alike: the expected one first.</param>
    /// <param name="groups">The groups within a key whose amounts are compared, where a rung knows them.</param>
    /// <param name="differs">Hears of each, in no order.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>How many keys were compared.</returns>
    /// <exception cref="StoreException">A store did not answer.</exception>
    public async Task<long> CompareAsync(IReadOnlyList<Rung> rungs, IReadOnlyList<string> groups, Action<Traced> differs, CancellationToken cancellation)
    {
        var (expected, actual) = (rungs[0], rungs[^1]);
        var counts = await NumbersAsync([.. new[] { expected, actual }.Select(r => new Figure(new Relation(r.Rows.Dataset), new CountRows()))], cancellation);
        var size = counts.Max();
        if (size <= partKeys || rungs.Any(r => r.Key.Any(k => k.ByDay)))
            return await CompareAsync(rungs, groups, null, differs, cancellation);
        var buckets = (int)Math.Min(65_536, size / perBucket);
        var digests = await Task.WhenAll(DigestsAsync(expected, actual, groups, buckets, cancellation), DigestsAsync(actual, expected, groups, buckets, cancellation));
        var (left, right) = (digests[0], digests[1]);
        foreach (var part in Parts(left, right))
            await CompareAsync(rungs, groups, (buckets, part), differs, cancellation);
        return Math.Max(left.Values.Sum(d => d.Keys), right.Values.Sum(d => d.Keys));
    }

    /// <summary>A question's answer, not kept.</summary>
    /// <exception cref="StoreException">There is none.</exception>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancellation)
    {
        var answer = await asker.AskAloneAsync(question, cancellation);
        return answer.Missing is { } missing ? throw new StoreException(missing) : answer;
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
    public async Task<IReadOnlyList<decimal>> NumbersAsync(IReadOnlyList<Figure> figures, CancellationToken cancellation)
    {
        await asker.AskAsync(figures, cancellation);
        if (figures.Select(f => asker.Answers[f].Missing).FirstOrDefault(m => m is not null) is { } missing) throw new StoreException(missing);
        return [.. figures.Select(f => asker.Answers.Number(f) ?? 0)];
    }

    private async Task<Dictionary<int, Digest>> DigestsAsync(Rung rung, Rung other, IReadOnlyList<string> groups, int buckets, CancellationToken cancellation)
    {
        var digested = rung.Digested(rung.Common(other, groups), rung.IsLike(other));
        var question = new GroupDigests(digested, [.. rung.Key.Select(k => $"{k}")], buckets);
        if (known.TryGetValue(question.Key, out var before)) return before;
        var answer = await AskAsync(question, cancellation);
        return known[question.Key] = answer.Rows.ToDictionary(
            r => int.Parse(r[0]!, CultureInfo.InvariantCulture),
            r => new Digest(long.Parse(r[1]!, CultureInfo.InvariantCulture), Answer.TryNumber(r[2]) ?? 0));
    }

    private async Task<long> CompareAsync(IReadOnlyList<Rung> rungs, IReadOnlyList<string> groups, (int Buckets, IReadOnlyList<int> Numbers)? part, Action<Traced> differs, CancellationToken cancellation)
    {
        Condition? InPart(Rung rung) => part is { } p ? new IsInBuckets([.. rung.Key.Select(k => k.Column)], p.Buckets, p.Numbers) : null;
        var (expected, actual) = (rungs[0], rungs[^1]);
        var sides = await Task.WhenAll(ReadAsync(expected, groups, InPart(expected), cancellation), ReadAsync(actual, groups, InPart(actual), cancellation));
        var (wanted, found) = (sides[0], sides[1]);
        var open = new Dictionary<string, KeyDifference>(StringComparer.Ordinal);
        foreach (var key in wanted.Keys.Union(found.Keys, StringComparer.Ordinal))
        {
            if (KeyDifference.Of(key, expected, wanted.GetValueOrDefault(key), actual, found.GetValueOrDefault(key), groups) is { } difference) open[key] = difference;
        }
        foreach (var rung in rungs.Skip(1).SkipLast(1))
        {
            if (open.Count == 0) break;
            var named = rung.Key.Count == 1 && open.Count <= ByName && !open.Keys.Any(KeyText.HasNull);
            var there = await ReadAsync(rung, groups, named ? new IsOneOf(rung.Key[0].Column, [.. open.Keys.Select(k => KeyText.Values(k).Single()!)]) : InPart(rung), cancellation);
            foreach (var (key, difference) in open.ToList())
            {
                if (KeyDifference.Of(key, expected, wanted.GetValueOrDefault(key), rung, there.GetValueOrDefault(key), groups) is not { } first) continue;
                differs(new Traced(difference, rung, first));
                open.Remove(key);
            }
        }
        foreach (var difference in open.Values) differs(new Traced(difference, actual, difference));
        return wanted.Keys.Union(found.Keys, StringComparer.Ordinal).LongCount();
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(Rung rung, IReadOnlyList<string> groups, Condition? only, CancellationToken cancellation)
    {
        var names = rung.Knows(groups);
        return rung.Read(await AskAsync(rung.Entries(names, only), cancellation), names);
    }

    private readonly record struct Digest(long Keys, decimal Sum);
}

/// <summary>A key that differs, and where it begins to.</summary>
/// <param name="Difference">Between the first rung and the last.</param>
/// <param name="Hop">The first rung that is not as the first one.</param>
/// <param name="AtHop">Between the first rung and that one: what happened there.</param>
internal sealed record Traced(KeyDifference Difference, Rung Hop, KeyDifference AtHop)
{
    /// <summary>The table that its rows look up where the rows themselves are the same; else the hop's own.</summary>
    public Dataset Dataset => Hop.LookedUp is { } table && AtHop.SameRows ? Hop.Dataset with { Table = table } : Hop.Dataset;

    /// <summary>What kind of difference it is.</summary>
    public string Class => Dataset != Hop.Dataset && AtHop.LostStatus ? DifferenceClass.Missing : AtHop.Class();

    /// <summary>What a person wants to know besides the amounts; null where nothing.</summary>
    public string? Detail => Dataset != Hop.Dataset && AtHop.LostStatus ? $"not found in {Dataset}" : AtHop.Detail;
}
