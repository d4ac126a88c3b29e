using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>One dataset on the path of an amount, with its keys and columns.</summary>
internal sealed record DrillDownLevel
{
    /// <summary>Dataset to show; for the source in its snapshot, the source itself.</summary>
    public required Dataset Dataset { get; init; }

    /// <summary>Rows to read, including those that do not count; for the source in its snapshot, the rows of the lake.</summary>
    public required Relation Rows { get; init; }

    /// <summary>Key columns that are compared, such as order or day.</summary>
    public required IReadOnlyList<GroupKey> Key { get; init; }

    /// <summary>Column of the amount.</summary>
    public required string Amount { get; init; }

    /// <summary>Condition of the rows that count.</summary>
    public required AllOf Counted { get; init; }

    /// <summary>Group keys of the reconciliation that the dataset has, by name.</summary>
    public required IReadOnlyDictionary<string, GroupKey> Groups { get; init; }

    /// <summary>Status column; null if there is none.</summary>
    public string? Status { get; init; }

    /// <summary>Date or timestamp column; null if there is none.</summary>
    public string? Moment { get; init; }

    /// <summary>Row key; null if it is not known.</summary>
    public RowKey? Row { get; init; }

    /// <summary>Tolerance to which single rows are compared by digest; null if only amounts are.</summary>
    public Tolerance? RowTolerance { get; init; }

    /// <summary>
    /// Whether entries say by which values their rows look up other tables, and whether these have such a row. Only for levels of keys, not of groups.
    /// </summary>
    public bool Linked { get; init; }

    /// <summary>Whether the key is that of the groups of the reconciliation.</summary>
    public bool IsGroup { get; init; }

    /// <summary>Whether the key identifies single rows.</summary>
    public bool IsRow => Row is not null && Key is [{ ByDay: false } one] && string.Equals(one.Column, Row.Column, StringComparison.Ordinal);

    /// <summary>Lookups of the entries.</summary>
    public IReadOnlyList<Lookup> Links => Linked ? Rows.Lookups : [];

    /// <summary>Index in <see cref="Links"/> of the table that a column is looked up in; negative if the dataset has the column itself.</summary>
    public int LinkOf(string column) => Links.ToList().FindIndex(l => string.Equals(l.Table, Identifier.Split(column).Table, StringComparison.Ordinal));

    /// <summary>Whether rows are the same entity in both levels, so that their numbers can be compared.</summary>
    public bool HasSameShape(DrillDownLevel other) => Row is not null && string.Equals(Row.Entity, other.Row?.Entity, StringComparison.Ordinal);

    /// <summary>Those of the group keys that the dataset has.</summary>
    public IReadOnlyList<string> KnownGroups(IReadOnlyList<string> groups) => [.. groups.Where(Groups.ContainsKey)];

    /// <summary>Those of the group keys that both datasets have.</summary>
    public IReadOnlyList<string> CommonGroups(DrillDownLevel other, IReadOnlyList<string> groups) =>
        [.. groups.Where(g => Groups.ContainsKey(g) && other.Groups.ContainsKey(g))];

    /// <summary>Metric with an entry for every key, group and status.</summary>
    public GroupedMetric Entries(IReadOnlyList<string> groups, Condition? only = null) =>
        new(
            only is null ? Rows : Rows.Where(only),
            By(groups),
            [new CountRows(), new SumOf(Amount), new CountWhere(Counted), new SumWhere(Amount, Counted), .. Digests, .. Matches, .. Times]
        );

    /// <summary>Metric with only the values that determine whether a key differs, for digests.</summary>
    public GroupedMetric Digested(IReadOnlyList<string> groups, bool rows) =>
        new(
            Rows,
            [.. Key.Concat(groups.Select(g => Groups[g])).Distinct()],
            rows ? [new CountWhere(Counted), new SumWhere(Amount, Counted), .. Digests] : [new SumWhere(Amount, Counted)]
        );

    /// <summary>Amount of the rows that count.</summary>
    public AggregateMetric Total => new(Rows, new SumWhere(Amount, Counted));

    /// <summary>Reads a measurement of <see cref="Entries"/>, by key.</summary>
    public Dictionary<string, List<Entry>> Read(Measurement measurement, IReadOnlyList<string> groups)
    {
        var by = By(groups);
        int Position(GroupKey key) => by.FindIndex(b => b == key);
        var keys = Key.Select(Position).ToList();
        var positions = groups.Select(g => Position(Groups[g])).ToList();
        var status = Status is null ? -1 : Position(new GroupKey(Status));
        var links = Links.Select(l => Position(new GroupKey(l.On))).ToList();
        var (digest, matches) = (Digests.Any() ? 4 : -1, 4 + Digests.Count());
        var read = new Dictionary<string, List<Entry>>(StringComparer.Ordinal);
        foreach (var row in measurement.Rows)
        {
            decimal Number(int aggregate) => Measurement.TryNumber(row[by.Count + aggregate]) ?? 0;
            var key = keys is [var one] ? KeyText.Identity(row[one]) : KeyText.Identity([.. keys.Select(k => row[k])]);
            if (!read.TryGetValue(key, out var entries))
                read[key] = entries = [];
            entries.Add(
                new Entry(
                    [.. positions.Select(p => row[p])],
                    status < 0 ? null : row[status] ?? "null",
                    Moment is null ? null : row[by.Count + matches + links.Count],
                    Number(0),
                    Number(1),
                    Number(2),
                    Number(3)
                )
                {
                    Digest = digest < 0 ? null : Number(digest),
                    Links = [.. links.Select((p, i) => new Link(row[p], Number(matches + i)))],
                }
            );
        }
        return read;
    }

    private IEnumerable<Aggregate> Digests =>
        RowTolerance is { } tolerance && Row is { } row && !IsRow ? [new DigestWhere(new DigestOf(row.Column, Amount, tolerance.Decimals), Counted)] : [];

    private IEnumerable<Aggregate> Matches => Links.Select(l => new CountWhere(new Not(new IsNull(Identifier.Of(l.Table, l.Key)))));

    private IEnumerable<Aggregate> Times => Moment is null ? [] : [new MinOf(Moment)];

    private List<GroupKey> By(IReadOnlyList<string> groups) =>
        [
            .. Key.Concat(groups.Select(g => Groups[g]))
                .Concat(Status is null ? [] : [new GroupKey(Status)])
                .Concat(Links.Select(l => new GroupKey(l.On)))
                .Distinct(),
        ];
}

/// <summary>The rows of a key with the same group, status and looked-up rows.</summary>
/// <param name="Group">Values of the group keys.</param>
/// <param name="Status">Status; null if the dataset has none, "null" for NULL.</param>
/// <param name="Moment">Earliest date or timestamp; null if the dataset has none.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Amount">Amount of all rows.</param>
/// <param name="CountedRows">Number of rows that count.</param>
/// <param name="Counted">Amount of the rows that count.</param>
internal sealed record Entry(IReadOnlyList<string?> Group, string? Status, string? Moment, decimal Rows, decimal Amount, decimal CountedRows, decimal Counted)
{
    /// <summary>Digest of the rows that count; null if rows are not compared.</summary>
    public decimal? Digest { get; init; }

    /// <summary>What the rows look up, in the order of <see cref="DrillDownLevel.Links"/>.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>A looked-up row.</summary>
/// <param name="Value">Value by which it is looked up.</param>
/// <param name="Found">Number of rows of the entry for which it exists.</param>
internal readonly record struct Link(string? Value, decimal Found);
