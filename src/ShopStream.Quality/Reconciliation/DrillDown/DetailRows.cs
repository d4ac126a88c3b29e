using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Below the keys: where a hop has several rows for one, such as the lines of an order, which of them differ.</summary>
internal sealed class DetailRows(KeyComparer comparer, IReadOnlyList<DrillDownLevel> levels)
{
    /// <summary>What to say of each key's rows, by the key's name: line=4711 is missing.</summary>
    /// <param name="differences">The largest.</param>
    /// <param name="steps">Gets a step for every kind of row.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IReadOnlyDictionary<string, string>> ExplainAsync(IReadOnlyList<DifferenceWithCause> differences, List<DrillDownLevelResult> steps, CancellationToken cancellationToken)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var keyed = differences.Where(d => d.Traced.Dataset == d.Traced.Level.Dataset && d.Traced.Level is { IsRow: false, Row: not null, Key.Count: 1 } && !KeyText.HasNull(d.Traced.Difference.Key));
        foreach (var at in keyed.GroupBy(d => d.Traced.Level.Dataset))
        {
            // Beside the hop before that has rows of the same kind.
            var hop = at.First().Traced.Level;
            var before = levels.TakeWhile(r => r.Dataset != at.Key).LastOrDefault(hop.HasSameShape);
            if (before is null) continue;
            var (wanted, found) = (await ReadAsync(before, [.. at], cancellationToken), await ReadAsync(hop, [.. at], cancellationToken));
            var names = at.ToDictionary(d => d.Traced.Difference.Key, d => d.What, StringComparer.Ordinal);
            var keys = wanted.Keys.Union(found.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            long differing = 0;
            foreach (var key in keys)
            {
                if (KeyDifference.Of(key, before, wanted.GetValueOrDefault(key), hop, found.GetValueOrDefault(key), []) is not { } line) continue;
                differing++;
                var values = KeyText.Values(key).ToList();
                var name = names[KeyText.Identity([values[0]])];
                var what = Describe($"{hop.Row!.Entity}={values[1] ?? "null"}", line);
                said[name] = said.TryGetValue(name, out var others) ? $"{others}; {what}" : what;
            }
            steps.Add(new DrillDownLevelResult(hop.Row!.Entity, keys.Count, differing));
        }
        return said;
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(DrillDownLevel level, IReadOnlyList<DifferenceWithCause> keys, CancellationToken cancellationToken)
    {
        var rows = level with { Key = [level.Key[0], new GroupKey(level.Row!.Column)] };
        var among = new IsOneOf(level.Key[0].Column, [.. keys.Select(k => KeyText.Values(k.Traced.Difference.Key).Single()!)]);
        return rows.Read(await comparer.MeasureAsync(rows.Entries([], among), cancellationToken), []);
    }

    private static string Describe(string line, KeyDifference d) => d.Cause() switch
    {
        DifferenceCause.Missing => $"{line} is missing",
        DifferenceCause.Extra => $"{line} is extra",
        DifferenceCause.MoreThanOnce => string.Create(CultureInfo.InvariantCulture, $"{line} is there {d.Actual.Sum(a => a.Rows):0} times"),
        _ => $"{line}: {FigureText.Amount(d.ExpectedAmount)} → {FigureText.Amount(d.ActualAmount)}{(d.Detail is { } detail ? $", {detail}" : "")}",
    };
}
