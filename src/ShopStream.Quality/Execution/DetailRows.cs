using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>The level below the keys: if a dataset has several rows per key, such as the lines of an order, finds the rows that differ.</summary>
internal sealed class DetailRows(KeyComparer comparer, IReadOnlyList<DrillDownLevel> levels)
{
    /// <summary>Describes the rows that differ, by the name of their key: "line=4711 is missing".</summary>
    /// <param name="differences">Largest differences.</param>
    /// <param name="steps">Receives a step per kind of row.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyDictionary<string, string>> ExplainAsync(
        IReadOnlyList<DifferenceWithCause> differences,
        List<DrillDownLevelResult> steps,
        CancellationToken cancellationToken
    )
    {
        var descriptions = new Dictionary<string, string>(StringComparer.Ordinal);
        var keyed = differences.Where(d =>
            d.Traced.Dataset == d.Traced.Level.Dataset
            && d.Traced.Level is { IsRow: false, Row: not null, Key.Count: 1 }
            && !KeyText.HasNull(d.Traced.Difference.Key)
        );
        foreach (var group in keyed.GroupBy(d => d.Traced.Level.Dataset))
        {
            // Compare with the nearest upstream level that has the same entity.
            var level = group.First().Traced.Level;
            var upstream = levels.TakeWhile(l => l.Dataset != group.Key).LastOrDefault(level.HasSameShape);
            if (upstream is null)
                continue;
            var (wanted, found) = (await ReadAsync(upstream, [.. group], cancellationToken), await ReadAsync(level, [.. group], cancellationToken));
            var names = group.ToDictionary(d => d.Traced.Difference.Key, d => d.Name, StringComparer.Ordinal);
            var keys = wanted.Keys.Union(found.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            long differing = 0;
            foreach (var key in keys)
            {
                if (KeyDifference.Of(key, upstream, wanted.GetValueOrDefault(key), level, found.GetValueOrDefault(key), []) is not { } line)
                    continue;
                differing++;
                var values = KeyText.Values(key).ToList();
                var name = names[KeyText.Identity([values[0]])];
                var description = Describe($"{level.Row!.Entity}={values[1] ?? "null"}", line);
                descriptions[name] = descriptions.TryGetValue(name, out var others) ? $"{others}; {description}" : description;
            }
            steps.Add(new DrillDownLevelResult(level.Row!.Entity, keys.Count, differing));
        }
        return descriptions;
    }

    private async Task<Dictionary<string, List<Entry>>> ReadAsync(
        DrillDownLevel level,
        IReadOnlyList<DifferenceWithCause> keys,
        CancellationToken cancellationToken
    )
    {
        var rows = level with { Key = [level.Key[0], new GroupKey(level.Row!.Column)] };
        var condition = new IsOneOf(level.Key[0].Column, [.. keys.Select(k => KeyText.Values(k.Traced.Difference.Key).Single()!)]);
        return rows.Read(await comparer.MeasureAsync(rows.Entries([], condition), cancellationToken), []);
    }

    private static string Describe(string line, KeyDifference d) =>
        d.Cause() switch
        {
            DifferenceCause.Missing => $"{line} is missing",
            DifferenceCause.Extra => $"{line} is extra",
            DifferenceCause.MoreThanOnce => string.Create(CultureInfo.InvariantCulture, $"{line} occurs {d.Actual.Sum(a => a.Rows):0} times"),
            _ => $"{line}: {FigureText.Amount(d.ExpectedAmount)} → {FigureText.Amount(d.ActualAmount)}{(d.Detail is { } detail ? $", {detail}" : "")}",
        };
}
