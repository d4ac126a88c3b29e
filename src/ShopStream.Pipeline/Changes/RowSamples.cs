using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Pipeline.Changes;

/// <summary>Reads some of the rows that differ, as the privacy settings allow.</summary>
/// <param name="changes">The rows.</param>
/// <param name="dataset">Their table.</param>
/// <param name="redaction">What is shown.</param>
internal sealed class RowSamples(RowChanges changes, Dataset dataset, RedactionPolicy redaction)
{
    private static readonly string[] Kinds = ["added", "removed", "changed"];

    private ComparedTables Tables => changes.Tables;

    private bool HasKey => Tables.Key.Count > 0;

    /// <summary>Rows of every kind.</summary>
    public async Task<IReadOnlyList<RowSample>> OfRowsAsync(int limit, CancellationToken cancellationToken)
    {
        // Without a key a row is named by its values alone.
        if (redaction.Level == SampleLevel.None || (!HasKey && redaction.Level != SampleLevel.Full))
            return [];
        var samples = new List<RowSample>();
        foreach (var kind in Kinds)
        foreach (var row in await changes.RowsAsync(kind, limit, cancellationToken))
            samples.Add(new RowSample(kind, KeyOf(row), redaction.Level == SampleLevel.Full ? ValuesOf(kind, row) : []));
        return samples;
    }

    /// <summary>Values of a column in rows that both sides have.</summary>
    public async Task<IReadOnlyList<ValueSample>> OfColumnAsync(int column, int limit, CancellationToken cancellationToken)
    {
        if (redaction.Level == SampleLevel.None)
            return [];
        var rows = await changes.RowsOfAsync(column, limit, cancellationToken);
        return redaction.Level == SampleLevel.Full
            ? [.. rows.Select(r => new ValueSample(KeyOf(r), Shown(column, r[^2]), Shown(column, r[^1])))]
            : [.. rows.Select(r => new ValueSample(KeyOf(r), null, null))];
    }

    /// <summary>All differences of a column by key; null if the key is personal.</summary>
    public async Task<IReadOnlyList<KeyedChange>?> KeyedAsync(int column, int limit, CancellationToken cancellationToken)
    {
        if (Tables.Key.Any(k => redaction.Hides(Reference(k))))
            return null;
        var rows = await changes.RowsOfAsync(column, limit, cancellationToken);
        var isExact = Tables.Values[column].IsExact;
        return [.. rows.Select(r => new KeyedChange(KeyOf(r), isExact ? Number(r[^1]) - Number(r[^2]) : null))];

        static decimal Number(string? cell) => Measurement.TryExact(cell)?.TryToDecimal() ?? 0;
    }

    private string KeyOf(IReadOnlyList<string?> row) =>
        string.Join(", ", Tables.Key.Select((k, i) => $"{Identifier.Written(k.After.Name)}={redaction.Redact(Reference(k), row[i]) ?? "null"}"));

    private List<ValueSample> ValuesOf(string kind, IReadOnlyList<string?> row)
    {
        var values = new List<ValueSample>();
        for (var i = 0; i < Tables.Values.Count; i++)
        {
            var (before, after) = (row[Tables.Key.Count + (2 * i)], row[Tables.Key.Count + (2 * i) + 1]);
            if (kind is not "changed" || !string.Equals(before, after, StringComparison.Ordinal))
                values.Add(new ValueSample(Tables.Values[i].After.Name, Shown(i, before), Shown(i, after)));
        }
        return values;
    }

    private string? Shown(int column, string? value) => redaction.Redact(Reference(Tables.Values[column]), value);

    // A personal column is personal under its new name too.
    private ColumnReference Reference(ColumnPair column) =>
        new ColumnReference(dataset, column.Before.Name) is var before && redaction.Hides(before) ? before : new(dataset, column.After.Name);
}
