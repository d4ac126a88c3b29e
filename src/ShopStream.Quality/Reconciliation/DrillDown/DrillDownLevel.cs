using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>One dataset on the way of an amount, and how its rows are named there.</summary>
internal sealed record DrillDownLevel
{
    /// <summary>As people know it.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>All of its rows, whether they count or not; of the source in its snapshot these are the rows of the lake.</summary>
    public required Relation Rows { get; init; }

    /// <summary>What is compared: an order, a day.</summary>
    public required IReadOnlyList<GroupKey> Key { get; init; }

    /// <summary>The column of the amount.</summary>
    public required string Amount { get; init; }

    /// <summary>Which rows count.</summary>
    public required AllOf Counted { get; init; }

    /// <summary>The groups that are reconciled and that it knows, by name.</summary>
    public required IReadOnlyDictionary<string, GroupKey> Groups { get; init; }

    /// <summary>Its column of the status; null where it has none.</summary>
    public string? Status { get; init; }

    /// <summary>Its column of the day or the moment; null where it has none.</summary>
    public string? Moment { get; init; }

    /// <summary>What a row of it is; null where that is not known.</summary>
    public RowKey? Row { get; init; }

    /// <summary>Whether a row is exactly what is compared.</summary>
    public bool IsRow => Row is not null && Key is [{ ByDay: false } one] && string.Equals(one.Column, Row.Column, StringComparison.Ordinal);

    /// <summary>The table from which its rows have their status; null where it is their own.</summary>
    public string? LookedUp => Status?.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? Status[..dot] : null;

    /// <summary>Whether a row is the same kind of thing in both, so that rows can be counted against each other.</summary>
    public bool HasSameShape(DrillDownLevel other) => Row is not null && string.Equals(Row.Entity, other.Row?.Entity, StringComparison.Ordinal);

    /// <summary>Those of the groups that it knows.</summary>
    public IReadOnlyList<string> KnownGroups(IReadOnlyList<string> groups) => [.. groups.Where(Groups.ContainsKey)];

    /// <summary>Those of the groups that both know.</summary>
    public IReadOnlyList<string> CommonGroups(DrillDownLevel other, IReadOnlyList<string> groups) => [.. groups.Where(g => Groups.ContainsKey(g) && other.Groups.ContainsKey(g))];

    /// <summary>What is asked of it: an entry for every key, group and status.</summary>
    public GroupedMetric Entries(IReadOnlyList<string> groups, Condition? only = null) =>
        new(only is null ? Rows : Rows.Where(only), By(groups), [new CountRows(), new SumOf(Amount), new CountWhere(Counted), new SumWhere(Amount, Counted), .. Times]);

    /// <summary>What alone decides whether a key differs, to be digested.</summary>
    public GroupedMetric Digested(IReadOnlyList<string> groups, bool rows) =>
        new(Rows, [.. Key.Concat(groups.Select(g => Groups[g])).Distinct()], rows ? [new CountWhere(Counted), new SumWhere(Amount, Counted)] : [new SumWhere(Amount, Counted)]);

    /// <summary>The amount of the rows that count.</summary>
    public AggregateMetric Total => new(Rows, new SumWhere(Amount, Counted));

    /// <summary>The answer to <see cref="Entries"/>, by key.</summary>
    public Dictionary<string, List<Entry>> Read(Measurement measurement, IReadOnlyList<string> groups)
    {
        var by = By(groups);
        int Position(GroupKey key) => by.FindIndex(b => b == key);
        var keys = Key.Select(Position).ToList();
        var positions = groups.Select(g => Position(Groups[g])).ToList();
        var status = Status is null ? -1 : Position(new GroupKey(Status));
        var read = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        foreach (var row in measurement.Rows)
        {
            decimal Number(int figure) => Measurement.TryNumber(row[by.Count + figure]) ?? 0;
            var key = KeyText.Identity(keys.Select(k => row[k]));
            if (!read.TryGetValue(key, out var entries)) read[key] = entries = [];
            entries.Add(new Entry([.. positions.Select(p => row[p])], status < 0 ? null : row[status] ?? "null", Moment is null ? null : row[by.Count + 4], Number(0), Number(1), Number(2), Number(3)));
        }
        return read;
    }

    private IEnumerable<Aggregate> Times => Moment is null ? [] : [new MinOf(Moment)];

    private List<GroupKey> By(IReadOnlyList<string> groups) =>
        [.. Key.Concat(groups.Select(g => Groups[g])).Concat(Status is null ? [] : [new GroupKey(Status)]).Distinct()];
}

/// <summary>The rows of one key that have one group and one status.</summary>
/// <param name="Group">The group's values.</param>
/// <param name="Status">Null where the dataset has none.</param>
/// <param name="Moment">Of the first row; null where the dataset has none.</param>
/// <param name="Rows">All of them.</param>
/// <param name="Amount">Of all of them.</param>
/// <param name="CountedRows">Those that count.</param>
/// <param name="Counted">The amount of those.</param>
internal sealed record Entry(IReadOnlyList<string?> Group, string? Status, string? Moment, decimal Rows, decimal Amount, decimal CountedRows, decimal Counted);
