using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent. Compares the amount of every group; if both
/// sides have the same entities, also their row counts and digests, so that +1 cent and −1 cent in the same group are found. A group of zero
/// differs from a group that does not exist; a group whose rows do not count agrees with both.
/// </summary>
/// <param name="AmountName">Name of the amount, for messages.</param>
/// <param name="Left">Measure on one side.</param>
/// <param name="Right">Measure on the other side, with as many group keys in the same order.</param>
/// <param name="Tolerance">Allowed difference per group.</param>
public sealed record Reconciles(string AmountName, Measure Left, Measure Right, Tolerance Tolerance) : IReconciliation, IArrivalCheck
{
    /// <inheritdoc cref="SumsEqual.AsLoaded"/>
    public Measure? AsLoaded { get; init; }

    /// <inheritdoc cref="SumsEqual.Arrived"/>
    public Arrival? Arrived { get; init; }

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => ComparedTables.Of(Left.Relation, Right.Relation, (Left.Column, Right.Column));

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn) =>
        arrivalIn(Actual.Relation.Dataset) is not { } arrival
            ? this
            : this with
            {
                Left = arrival.OfSum(Left),
                Right = arrival.OfSum(Right),
                AsLoaded = arrival.AsLoaded(Expected),
                Arrived = arrival,
            };

    /// <summary>Names of the group keys; by default the columns of the expected side.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Metric definition that determines rows and columns; null if the sentence names columns.</summary>
    public BusinessMetric? BusinessMetric { get; init; }

    /// <inheritdoc />
    public ReconciledSides Sides =>
        new(AmountName, Expected, Actual, Keys.Count > 0 ? Keys : [.. Expected.By.Select(k => k.ByDay ? "day" : k.Column)], BusinessMetric)
        {
            RowTolerance = ByRow ? Tolerance : null,
        };

    /// <inheritdoc />
    public Metric? GapMetric => ByStore ? new DifferingGroups(Differences) : null;

    private Measure Actual => Ordering.Order(Left, Right).Actual;

    private Measure Expected => Ordering.Order(Left, Right).Expected;

    private bool ByRow =>
        Left.RowKey is not null
        && Right.RowKey is not null
        && string.Equals(Left.RowKey.Entity, Right.RowKey.Entity, StringComparison.Ordinal)
        && Tolerance is { IsPercent: false, Amount: < 0.01m };

    // A store compares its own groups, so that they need not be read. Sums by date are few: they are read, in one query with those of other checks.
    private bool ByStore =>
        Left.Relation.Dataset.Store == Right.Relation.Dataset.Store && Left.By.Count > 0 && (ByRow || !Left.By.Concat(Right.By).All(k => k.IsByDate));

    private GroupDifferences Differences => new(Grouped(Actual), Grouped(Expected), Tolerance);

    private Sample Sample => new(Differences, null, []);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() =>
        Left.By.Count == 0 ? new[] { Actual, Expected, AsLoaded }.OfType<Measure>().SelectMany(Totals)
        : ByStore ? [Differences]
        : new[]
        {
            Groups(Actual),
            Groups(Expected),
            DomainOf(Actual),
            DomainOf(Expected),
            AsLoaded is { } loaded ? Groups(loaded) : null,
        }.OfType<GroupedMetric>();

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) =>
        Arrival.Complete(ByStore ? EvaluateByStore(measurements) : EvaluateGroups(Compared(measurements), measurements.RedactionPolicy), Arrived);

    /// <inheritdoc />
    public (decimal Expected, decimal Actual) Totals(Measurements measurements)
    {
        if (GapMetric is null)
            return Compared(measurements) is var groups
                ? (groups.Sum(g => g.Expected.Amount).ToDecimal(), groups.Sum(g => g.Actual.Amount).ToDecimal())
                : default;
        var counts = GroupDifferences.CountsIn(measurements[Differences]);
        return (counts.Expected.ToDecimal(), counts.Actual.ToDecimal());
    }

    /// <inheritdoc />
    public IReadOnlyList<GroupGap> Gaps(Measurements measurements, Measurement? gaps)
    {
        var keys = Left.By.Count;
        return keys == 0 ? []
            : gaps is null
                ?
                [
                    .. Compared(measurements)
                        .Where(g => Differs(g.Actual, g.Expected))
                        .Select(g => new GroupGap(g.Identity, g.Expected.Amount.ToDecimal(), g.Actual.Amount.ToDecimal())),
                ]
            :
            [
                .. gaps.Rows.Select(r => new GroupGap(
                    KeyText.Identity([.. r.Take(keys)]),
                    Measurement.TryNumber(r[keys]) ?? 0,
                    Measurement.TryNumber(r[keys + 1]) ?? 0
                )),
            ];
    }

    private Evaluation EvaluateByStore(Measurements measurements)
    {
        var (groups, differing, found, wanted) = GroupDifferences.CountsIn(measurements[Differences]);
        if (groups == 0)
            return NoRows;
        if (differing == 0)
            return Passed(wanted, found, groups);
        return Failed(wanted, found, groups, differing, [])
            .NeedsEvidence(
                [Sample],
                (failed, evidence) =>
                {
                    if (evidence.Find(Sample) is not { Missing: null } sample)
                        return failed;
                    // Values of hidden columns were masked when the sample arrived.
                    var values = sample.Rows.Select(r => r.Take(Left.By.Count).ToList());
                    var note = LookAlikes.Of([.. values], [.. Left.By.Select(_ => evidence.RedactionPolicy.Level == SampleLevel.None)]);
                    return failed with { Keys = [.. sample.Rows.Select(r => StoreKey(sample.Columns, r))], Note = note };
                }
            );
    }

    private string StoreKey(IReadOnlyList<string> columns, IReadOnlyList<string?> row)
    {
        var keys = Left.By.Count;
        var name = string.Join(", ", Enumerable.Range(0, keys).Select(i => $"{columns[i]}={row[i] ?? "null"}"));
        decimal Number(int column) => Measurement.TryNumber(row[column]) ?? 0;
        Presence Present(string side) => columns.ToList().IndexOf($"{side}_present") is >= 0 and var column ? (Presence)(int)Number(column) : Presence.Counted;
        return Line(
            name,
            new Group(ByRow ? Number(keys + 3) : 0, ExactOrZero(row[keys + 1]), 0, Present("actual")),
            new Group(ByRow ? Number(keys + 2) : 0, ExactOrZero(row[keys]), 0, Present("expected"))
        );
    }

    private Evaluation EvaluateGroups(List<(string Identity, Group Actual, Group Expected)> groups, RedactionPolicy redaction)
    {
        groups = groups.FindAll(g => g.Actual.Presence == Presence.Counted || g.Expected.Presence == Presence.Counted);
        if (groups.Count == 0)
            return NoRows;
        var found = groups.Sum(g => g.Actual.Amount);
        var wanted = groups.Sum(g => g.Expected.Amount);
        var differing = groups.Where(g => Differs(g.Actual, g.Expected)).ToList();
        if (differing.Count == 0)
            return Passed(wanted, found, groups.Count);
        var worst = differing.OrderByDescending(g => (g.Actual.Amount - g.Expected.Amount).Abs).Take(Sample.Limit);
        var evaluation = Failed(
            wanted,
            found,
            groups.Count,
            differing.Count,
            [.. worst.Select(g => Line(Describe(g.Identity, redaction), g.Actual, g.Expected))]
        );
        return evaluation with
        {
            Note = LookAlikes.Of(
                [.. differing.Select(g => KeyText.Values(g.Identity).ToList())],
                [.. Expected.By.Select(k => redaction.Level == SampleLevel.None || redaction.Hides(Expected.Relation.Reference(k.Column)))]
            ),
        };
    }

    private bool Differs(Group actual, Group expected) =>
        !Tolerance.Allows(expected.Amount, actual.Amount)
        || IsOnOneSide(actual, expected)
        || (ByRow && (actual.Rows != expected.Rows || actual.Digest != expected.Digest));

    // A total always exists.
    private bool IsOnOneSide(Group actual, Group expected) => Left.By.Count > 0 && Math.Abs(actual.Presence - expected.Presence) == (int)Presence.Counted;

    private string Line(string key, Group actual, Group expected)
    {
        var rows = !ByRow || actual.Rows == expected.Rows ? "" : $", {FigureText.SignedRows(actual.Rows - expected.Rows)}";
        var name = key.Length == 0 ? "total" : key;
        var same = actual.Amount == expected.Amount && rows.Length == 0;
        if (same && IsOnOneSide(actual, expected))
            return $"{name}: expected {AmountOrNone(expected)}, found {AmountOrNone(actual)}";
        return $"{name}: expected {FigureText.Amount(expected.Amount)}, found {FigureText.Amount(actual.Amount)} "
            + $"({FigureText.SignedAmount(actual.Amount - expected.Amount)}{rows}){(same ? ": same total, but different amounts in its rows" : "")}";

        static string AmountOrNone(Group group) => group.Presence == Presence.None ? "no such group" : FigureText.Amount(group.Amount);
    }

    private Evaluation NoRows => Evaluation.NotJudged($"no rows that count in {Left.Relation.Dataset} or {Right.Relation.Dataset}");

    private Evaluation Passed(ExactNumber wanted, ExactNumber found, decimal groups) =>
        Evaluation.Passed(
            $"{FigureText.Amount(wanted)}{Ordering.Suffix(Tolerance)}, as in {Expected.Relation.Dataset}",
            $"{FigureText.Amount(found)}{GroupCount(groups)}"
        );

    private Evaluation Failed(ExactNumber wanted, ExactNumber found, decimal groups, decimal differing, IReadOnlyList<string> keys) =>
        Evaluation.Failed(
            $"{FigureText.Amount(wanted)}{Ordering.Suffix(Tolerance)}, as in {Expected.Relation.Dataset}",
            Left.By.Count == 0
                ? FigureText.Amount(found)
                : $"{FigureText.Amount(found)}; {differing:#,##0} of {Counted.Of(groups, "group")} {(differing == 1 ? "differs" : "differ")}",
            $"{FigureText.SignedAmount(found - wanted)} {AmountName}"
        ) with
        {
            Keys = keys,
        };

    private string GroupCount(decimal groups) => Left.By.Count == 0 ? "" : $", equal in {(groups == 1 ? "the one group" : $"all {groups:#,##0} groups")}";

    private List<(string Identity, Group Actual, Group Expected)> Compared(Measurements measurements)
    {
        var actual = Read(measurements, Actual);
        var expected = Read(measurements, Expected);
        foreach (var (identity, group) in AsLoaded is { } loaded ? Read(measurements, loaded) : [])
            expected[identity] = expected.TryGetValue(identity, out var same) ? same.And(group) : group;
        return
        [
            .. expected
                .Keys.Union(actual.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(k => (k, actual.GetValueOrDefault(k), expected.GetValueOrDefault(k))),
        ];
    }

    private Dictionary<string, Group> Read(Measurements measurements, Measure side)
    {
        if (side.By.Count == 0)
        {
            var totals = Totals(side).ToList();
            var digest = ByRow ? measurements.Number(totals[2]) ?? 0 : 0;
            return new(StringComparer.Ordinal)
            {
                [""] = new Group(
                    measurements.Count(totals[0]),
                    measurements.Exact(totals[1]) ?? 0,
                    digest,
                    measurements.Count(totals[0]) > 0 ? Presence.Counted : Presence.None
                ),
            };
        }
        var keys = side.By.Count;
        var groups = measurements[Groups(side)].Rows.Select(row => (Key: KeyText.Identity([.. row.Take(keys)]), Group: GroupOf(row, keys)));
        if (DomainOf(side) is { } domain)
            groups = groups.Concat(measurements[domain].Rows.Select(row => (KeyText.Identity([.. row.Take(keys)]), new Group(0, 0, 0, Presence.Uncounted))));
        return groups
            .GroupBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(o => o.Group).Aggregate((a, b) => a.And(b)), StringComparer.Ordinal);
    }

    private Group GroupOf(IReadOnlyList<string?> row, int keys)
    {
        decimal Number(int aggregate) => Measurement.TryNumber(row[keys + aggregate]) ?? 0;
        return new Group(Number(0), ExactOrZero(row[keys + 1]), ByRow ? Number(2) : 0, Number(0) > 0 ? Presence.Counted : Presence.Uncounted);
    }

    // With the key names of the expected side, so that a group has one name.
    private string Describe(string identity, RedactionPolicy redaction) =>
        identity.Length == 0
            ? ""
            : string.Join(
                ", ",
                KeyText.Values(identity).Zip(Expected.By, (value, key) => $"{key}={redaction.Redact(Expected.Relation.Reference(key.Column), value) ?? "null"}")
            );

    private IEnumerable<AggregateMetric> Totals(Measure side) => Aggregates(side).Select(a => new AggregateMetric(side.Relation, a));

    private GroupedMetric Groups(Measure side) =>
        side.Groups is not { } groups
            ? new(side.Relation, side.By, [.. Aggregates(side)])
            : new(groups.All, side.By, [.. Aggregates(side).Select(a => Where(a, groups.Counted))]);

    private GroupedSum Grouped(Measure side) =>
        new(side.Groups?.All ?? side.Relation, side.By, side.Column, ByRow ? side.RowKey!.Column : null)
        {
            Counted = side.Groups?.Counted,
            Domain = side.Domain,
        };

    private static GroupedMetric? DomainOf(Measure side) => side.Domain is { } domain ? new GroupedMetric(domain.Relation, domain.By, [new CountRows()]) : null;

    private IEnumerable<Aggregate> Aggregates(Measure side)
    {
        yield return new CountRows();
        yield return new SumOf(side.Column);
        if (ByRow)
            yield return new DigestOf(side.RowKey!.Column, side.Column, Tolerance.Decimals);
    }

    private static Aggregate Where(Aggregate aggregate, AllOf counted) =>
        aggregate switch
        {
            SumOf sum => new SumWhere(sum.Column, counted),
            DigestOf digest => new DigestWhere(digest, counted),
            _ => new CountWhere(counted),
        };

    // The sum of no rows, or of only nulls, is 0.
    private static ExactNumber ExactOrZero(string? cell) => Measurement.TryExact(cell) ?? ExactNumber.Zero;

    // Whether a side has a group; the default is that of a group that was not measured.
    private enum Presence
    {
        None,
        Uncounted,
        Counted,
    }

    private readonly record struct Group(decimal Rows, ExactNumber Amount, decimal Digest, Presence Presence)
    {
        public Group And(Group other) =>
            new(Rows + other.Rows, Amount + other.Amount, Digest + other.Digest, (Presence)Math.Max((int)Presence, (int)other.Presence));
    }
}
