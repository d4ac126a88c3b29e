using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Reconciliation.Descending;

/// <summary>Below the keys: where a hop has several rows for one, such as the lines of an order, which of them differ.</summary>
internal sealed class Lines(KeyComparer comparer, IReadOnlyList<Rung> rungs)
{
    /// <summary>What to say of each key's rows, by the key's name: line=4711 is missing.</summary>
    /// <param name="differences">The largest.</param>
    /// <param name="steps">Gets a step for every kind of row.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<IReadOnlyDictionary<string, string>> BelowAsync(IReadOnlyList<Classified> differences, List<LadderStep> steps, CancellationToken cancellation)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var keyed = differences.Where(d => d.Traced.Dataset == d.Traced.Hop.Dataset && d.Traced.Hop is { IsRow: false, Row: not null, Key.Count: 1 } && !KeyText.HasNull(d.Traced.Difference.Key));
        foreach (var at in keyed.GroupBy(d => d.Traced.Hop.Dataset))
        {
            // Beside the hop before that has rows of the same kind.
            var hop = at.First().Traced.Hop;
            var before = rungs.TakeWhile(r => r.Dataset != at.Key).LastOrDefault(hop.IsLike);
            if (before is null) continue;
            var (wanted, found) = (await RowsAsync(before, [.. at], cancellation), await RowsAsync(hop, [.. at], cancellation));
            var names = at.ToDictionary(d => d.Traced.Difference.Key, d => d.What, StringComparer.Ordinal);
            var keys = wanted.Keys.Union(found.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            long differing = 0;
            foreach (var key in keys)
            {
                if (KeyDifference.Of(key, before, wanted.GetValueOrDefault(key), hop, found.GetValueOrDefault(key), []) is not { } line) continue;
                differing++;
                var values = KeyText.Values(key).ToList();
                var name = names[KeyText.Identity([values[0]])];
                var what = Said($"{hop.Row!.Entity}={values[1] ?? "null"}", line);
                said[name] = said.TryGetValue(name, out var others) ? $"{others}; {what}" : what;
            }
            steps.Add(new LadderStep(hop.Row!.Entity, keys.Count, differing));
        }
        return said;
    }

    private async Task<Dictionary<string, List<Entry>>> RowsAsync(Rung rung, IReadOnlyList<Classified> keys, CancellationToken cancellation)
    {
        var rows = rung with { Key = [rung.Key[0], new GroupKey(rung.Row!.Column)] };
        var among = new IsOneOf(rung.Key[0].Column, [.. keys.Select(k => KeyText.Values(k.Traced.Difference.Key).Single()!)]);
        return rows.Read(await comparer.AskAsync(rows.Entries([], among), cancellation), []);
    }

    private static string Said(string line, KeyDifference d) => d.Class() switch
    {
        DifferenceClass.Missing => $"{line} is missing",
        DifferenceClass.Extra => $"{line} is extra",
        DifferenceClass.MoreThanOnce => string.Create(CultureInfo.InvariantCulture, $"{line} is there {d.Actual.Sum(a => a.Rows):0} times"),
        _ => $"{line}: {Say.Amount(d.Wanted)} → {Say.Amount(d.Found)}{(d.Detail is { } detail ? $", {detail}" : "")}",
    };
}
