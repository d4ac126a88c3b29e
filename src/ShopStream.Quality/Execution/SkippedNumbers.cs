using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Numbers shortly before a watermark that the load has skipped: transactions that overlapped it may have committed them later. They have no age but the time
/// since a check first found them, which the history tells.
/// </summary>
/// <param name="rules">How many numbers transactions overlap, and the freshness of tables.</param>
/// <param name="readAt">When the source was read, UTC.</param>
/// <param name="queries">Measure tables.</param>
/// <param name="history">Earlier runs; null if there is none.</param>
internal sealed class SkippedNumbers(ArrivalRules rules, DateTimeOffset readAt, ArrivalQueries queries, RunHistory? history)
{
    private const int MostRecorded = 1_000;

    private readonly Dictionary<string, IReadOnlyList<string>> recorded = new(StringComparer.Ordinal);

    /// <summary>Digests of the skipped numbers, by the table that lacks them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Recorded => recorded;

    /// <summary>The numbers that are not late yet.</summary>
    /// <param name="arrival">What had arrived by the watermark.</param>
    /// <param name="column">The key.</param>
    /// <param name="newest">The watermark.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<string>> FindAsync(Arrival arrival, string column, string newest, CancellationToken cancellationToken)
    {
        if (!decimal.TryParse(newest, NumberStyles.Number, CultureInfo.InvariantCulture, out var last))
            return [];
        var since = new Compares(column, Comparison.Above, (last - rules.OverlapKeys).ToString(CultureInfo.InvariantCulture));
        var sent = await queries.KeysAsync(arrival.Within(new Relation(arrival.From)).Where(since), [column], cancellationToken);
        var arrived = await queries.KeysAsync(new Relation(arrival.Landing).Where(since), [column], cancellationToken);
        if (sent is null || arrived is null)
            return [];
        var known = arrived.Select(r => r[0]).ToHashSet(StringComparer.Ordinal);
        var skipped = sent.Select(r => r[0]).OfType<string>().Where(k => !known.Contains(k)).Order(StringComparer.Ordinal).ToList();
        if (skipped.Count == 0)
            return [];
        var dataset = $"{arrival.Landing}";
        recorded[dataset] = [.. skipped.Take(MostRecorded).Select(k => Digest(dataset, k))];
        var isWritten = await queries.KeysAsync(arrival.Late(new Relation(arrival.From)), [column], cancellationToken) is not { Count: 0 };
        var freshness = rules.FreshnessOf(arrival.From.Table).Span;
        return skipped.FindAll(k =>
        {
            var found = history?.SkippedSince(dataset, Digest(dataset, k)) ?? readAt;
            return found > readAt - freshness && (isWritten || IsRemembered(found, freshness));
        });
    }

    // Of a quiet table, the history alone ends the wait. It does if it had a run shortly before.
    private bool IsRemembered(DateTimeOffset found, TimeSpan freshness) =>
        history?.Runs.Any(r => r.StartedAt < found && r.StartedAt > found - freshness) is true;

    private static string Digest(string dataset, string number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{dataset} {number}")))[..16];
}
