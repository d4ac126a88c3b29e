using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>Sentences that compare a table row for row with an upstream table. They catch mutants that checks of single columns miss.</summary>
public static class LayerSentences
{
    /// <summary>
    /// Finds such sentences that pass: lake files match their manifest, raw tables have the columns of the source, and rows
    /// match the upstream rows in all columns that are passed on unchanged.
    /// </summary>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="lineage">Upstream tables of each table.</param>
    /// <param name="collector">Collector for the original data.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<IReadOnlyList<CandidateSentence>> FindHoldingAsync(
        Catalog catalog,
        IReadOnlyList<LineageNode> lineage,
        MetricCollector collector,
        CancellationToken cancellationToken
    )
    {
        var holding = new List<CandidateSentence>();
        foreach (var table in catalog.Tables.Where(t => t.Dataset.Layer == Layer.Lake))
            holding.Add(new($"{table.Dataset} agrees with its manifest", new AgreesWithManifest(table.Dataset)));
        var tables = catalog.Tables.ToDictionary(t => $"{t.Dataset}", StringComparer.Ordinal);
        foreach (var (node, from) in lineage.SelectMany(n => n.Upstream.Select(f => (n, f))))
        {
            if (!tables.TryGetValue(node.Dataset, out var actual) || actual.Dataset.Layer < Layer.Raw || !tables.TryGetValue(from, out var before))
                continue;
            // Raw tables are compared with the source itself.
            var expected = actual.Dataset.Layer == Layer.Raw ? catalog.Find(actual.Dataset with { Layer = Layer.Source }) ?? before : before;
            if (actual.Dataset.Layer == Layer.Raw && await HoldsAsync(Columns(actual, expected), collector, cancellationToken))
                holding.Add(Columns(actual, expected));
            if (await FindHoldingAsync(actual, expected, collector, cancellationToken) is { } sentence)
                holding.Add(sentence);
        }
        return holding;
    }

    // A sentence for all common columns, or for those of them that agree.
    private static async Task<CandidateSentence?> FindHoldingAsync(
        TableInfo actual,
        TableInfo expected,
        MetricCollector collector,
        CancellationToken cancellationToken
    )
    {
        if (
            actual.Key.Count == 0
            || actual.Key.Count != expected.Key.Count
            || (actual.Key.Count > 1 && !actual.Key.SequenceEqual(expected.Key, StringComparer.Ordinal))
        )
            return null;
        List<string> shared =
        [
            .. actual.Columns.Select(c => c.Name).Where(expected.Has).Except(actual.Key, StringComparer.Ordinal).Except(expected.Key, StringComparer.Ordinal),
        ];
        // A table that only links others has no column besides its key.
        if (shared.Count == 0 && (actual.Columns.Count != actual.Key.Count || expected.Columns.Count != expected.Key.Count))
            return null;
        if (Sentence(actual, expected, shared) is var all && await HoldsAsync(all, collector, cancellationToken))
            return all;
        var agreeing = new List<string>();
        foreach (var column in shared)
        {
            if (await HoldsAsync(Sentence(actual, expected, [column]), collector, cancellationToken))
                agreeing.Add(column);
        }
        return agreeing.Count == 0 ? null : Sentence(actual, expected, agreeing);
    }

    private static async Task<bool> HoldsAsync(CandidateSentence sentence, MetricCollector collector, CancellationToken cancellationToken)
    {
        await collector.CollectAsync(sentence.Check.GetMetrics(), cancellationToken);
        return CheckRunner.Evaluate(sentence.Check, collector).Outcome == Outcome.Passed;
    }

    private static CandidateSentence Columns(TableInfo actual, TableInfo expected) =>
        new($"{actual.Dataset} has the same columns as {expected.Dataset}", new SameColumns(actual.Dataset, expected.Dataset));

    private static CandidateSentence Sentence(TableInfo actual, TableInfo expected, List<string> columns)
    {
        List<ColumnPair> keys = [.. actual.Key.Zip(expected.Key, (a, e) => new ColumnPair(a, e))];
        var all =
            actual.Columns.Count == expected.Columns.Count
            && columns.Count + keys.Count == actual.Columns.Count
            && keys.TrueForAll(k => string.Equals(k.Actual, k.Expected, StringComparison.Ordinal));
        var check = new RowsMatch(
            new RowDifferences(
                new Relation(actual.Dataset),
                new Relation(expected.Dataset),
                keys,
                all ? null : [.. columns.Select(c => new ColumnPair(c, c))],
                null
            )
        );
        var words = $"{actual.Dataset} matches {expected.Dataset} row for row";
        if (all)
            return new($"{words} on {Listed(actual.Key)}", check);
        if (keys.TrueForAll(k => string.Equals(k.Actual, k.Expected, StringComparison.Ordinal)))
            return new($"{words} on {Listed(actual.Key)} comparing {Listed(columns)}", check);
        List<(string What, string Actual, string Expected)> rows =
        [
            ("what", $"{actual.Dataset}", $"{expected.Dataset}"),
            .. keys.Select(k => ("key", k.Actual, k.Expected)),
            .. columns.Select(c => ("column", c, c)),
        ];
        var (actualWidth, expectedWidth) = (rows.Max(r => r.Actual.Length), rows.Max(r => r.Expected.Length));
        var lines = rows.Select(r => $"  | {r.What.PadRight(6)} | {r.Actual.PadRight(actualWidth)} | {r.Expected.PadRight(expectedWidth)} |");
        return new($"{words}:\n{string.Join("\n", lines)}", check);
    }

    private static string Listed(IReadOnlyList<string> names) => Identifier.Listing(names);
}
