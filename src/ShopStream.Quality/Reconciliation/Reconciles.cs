using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent. Compares the amount of every group; if both
/// sides have the same entities, also their row counts and digests, so that +1 cent and −1 cent in the same group are found.
/// </summary>
/// <param name="AmountName">Name of the amount, for messages.</param>
/// <param name="Left">Measure on one side.</param>
/// <param name="Right">Measure on the other side, with as many group keys in the same order.</param>
/// <param name="Tolerance">Allowed difference per group.</param>
public sealed record Reconciles(string AmountName, Measure Left, Measure Right, Tolerance Tolerance) : IReconciliation
{
    /// <summary>Names of the group keys; by default the columns of the expected side.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Metric definition that determines rows and columns; null if the sentence names columns.</summary>
    public BusinessMetric? BusinessMetric { get; init; }

    /// <inheritdoc />
    public ReconciledSides Sides => new(AmountName, Expected, Actual, Keys.Count > 0 ? Keys : [.. Expected.By.Select(k => k.ByDay ? "day" : k.Column)], BusinessMetric);

    private Measure Actual => Ordering.Order(Left, Right).Actual;

    private Measure Expected => Ordering.Order(Left, Right).Expected;

    private bool ByRow => Left.RowKey is not null && Right.RowKey is not null
        && string.Equals(Left.RowKey.Entity, Right.RowKey.Entity, StringComparison.Ordinal) && Tolerance is { IsPercent: false, Amount: < 0.01m };

    private bool InOneStore => Left.Relation.Dataset.Store == Right.Relation.Dataset.Store;

    private GroupDifferences Differences => new(Grouped(Actual), Grouped(Expected), Tolerance);

    private Sample Sample => new(Differences, null, []);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() =>
        Left.By.Count == 0 ? Totals(Actual).Concat(Totals(Expected))
        : InOneStore ? [Differences]
        : [Groups(Actual), Groups(Expected)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) =>
        Left.By.Count > 0 && InOneStore ? EvaluateInStore(measurements) : EvaluateGroups(Compared(measurements), measurements.RedactionPolicy);

    private Evaluation EvaluateInStore(Measurements measurements)
    {
        var measurement = measurements[Differences];
        if (measurement.Number(0) == 0) return NoRows;
        var (groups, differing) = (measurement.Number(0), measurement.Number(1));
        var (found, wanted) = (Measurement.TryNumber(measurement.Rows[0][2]) ?? 0, Measurement.TryNumber(measurement.Rows[0][3]) ?? 0);
        if (differing == 0) return Passed(wanted, found, groups);
        var keys = measurements.Find(Sample) is { Missing: null } rows ? rows.Rows.Select(r => InStoreKey(rows.Columns, r)) : [];
        return Failed(wanted, found, groups, differing, [.. keys]) with { Evidence = [Sample] };
    }

    private string InStoreKey(IReadOnlyList<string> columns, IReadOnlyList<string?> row)
    {
        var keys = Left.By.Count;
        var name = string.Join(", ", Enumerable.Range(0, keys).Select(i => $"{columns[i]}={row[i] ?? "null"}"));
        decimal Number(int column) => Measurement.TryNumber(row[column]) ?? 0;
        return Line(name, new Group(ByRow ? Number(keys + 3) : 0, Number(keys + 1), 0), new Group(ByRow ? Number(keys + 2) : 0, Number(keys), 0));
    }

    private Evaluation EvaluateGroups(List<(string Identity, Group Actual, Group Expected)> groups, RedactionPolicy redaction)
    {
        if (groups.Count == 0 || groups.TrueForAll(g => g.Actual.Rows == 0 && g.Expected.Rows == 0)) return NoRows;
        var found = groups.Sum(g => g.Actual.Amount);
        var wanted = groups.Sum(g => g.Expected.Amount);
        var differing = groups.Where(g => Differs(g.Actual, g.Expected)).ToList();
        if (differing.Count == 0) return Passed(wanted, found, groups.Count);
        var worst = differing.OrderByDescending(g => Math.Abs(g.Actual.Amount - g.Expected.Amount)).Take(Sample.Limit);
        return Failed(wanted, found, groups.Count, differing.Count, [.. worst.Select(g => Line(Describe(g.Identity, redaction), g.Actual, g.Expected))]);
    }

    private bool Differs(Group actual, Group expected) =>
        !Tolerance.Allows(expected.Amount, actual.Amount)
        || (ByRow && (actual.Rows != expected.Rows || actual.Digest != expected.Digest));

    private string Line(string key, Group actual, Group expected)
    {
        var rows = !ByRow || actual.Rows == expected.Rows ? "" : $", {FigureText.SignedRows(actual.Rows - expected.Rows)}";
        var why = actual.Amount == expected.Amount && rows.Length == 0 ? ": same total, but different amounts in its rows" : "";
        return $"{(key.Length == 0 ? "total" : key)}: expected {FigureText.Amount(expected.Amount)}, found {FigureText.Amount(actual.Amount)} ({FigureText.SignedAmount(actual.Amount - expected.Amount)}{rows}){why}";
    }

    private Evaluation NoRows => Evaluation.NotJudged($"no rows that count in {Left.Relation.Dataset} or {Right.Relation.Dataset}");

    private Evaluation Passed(decimal wanted, decimal found, decimal groups) =>
        Evaluation.Passed($"{FigureText.Amount(wanted)}{Ordering.Suffix(Tolerance)}, as in {Expected.Relation.Dataset}", $"{FigureText.Amount(found)}{GroupCount(groups)}");

    private Evaluation Failed(decimal wanted, decimal found, decimal groups, decimal differing, IReadOnlyList<string> keys) =>
        Evaluation.Failed(
            $"{FigureText.Amount(wanted)}{Ordering.Suffix(Tolerance)}, as in {Expected.Relation.Dataset}",
            Left.By.Count == 0 ? FigureText.Amount(found) : $"{FigureText.Amount(found)}; {differing:#,##0} of {FigureText.Count(groups, "group")} {(differing == 1 ? "differs" : "differ")}",
            $"{FigureText.SignedAmount(found - wanted)} {AmountName}") with { Keys = keys };

    private string GroupCount(decimal groups) => Left.By.Count == 0 ? "" : $", equal in {(groups == 1 ? "the one group" : $"all {groups:#,##0} groups")}";

    private List<(string Identity, Group Actual, Group Expected)> Compared(Measurements measurements)
    {
        var actual = Read(measurements, Actual);
        var expected = Read(measurements, Expected);
        return [.. expected.Keys.Union(actual.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(k => (k, actual.GetValueOrDefault(k), expected.GetValueOrDefault(k)))];
    }

    private Dictionary<string, Group> Read(Measurements measurements, Measure side)
    {
        if (side.By.Count == 0)
        {
            var totals = Totals(side).ToList();
            var digest = ByRow ? measurements.Number(totals[2]) ?? 0 : 0;
            return new(StringComparer.Ordinal) { [""] = new Group(measurements.Count(totals[0]), measurements.Number(totals[1]) ?? 0, digest) };
        }
        var keys = side.By.Count;
        return measurements[Groups(side)].Rows.GroupBy(row => KeyText.Identity(row.Take(keys)), StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.Select(row => new Group(Measurement.TryNumber(row[keys]) ?? 0, Measurement.TryNumber(row[keys + 1]) ?? 0, ByRow ? Measurement.TryNumber(row[keys + 2]) ?? 0 : 0))
                .Aggregate((a, b) => new Group(a.Rows + b.Rows, a.Amount + b.Amount, a.Digest + b.Digest)),
            StringComparer.Ordinal);
    }

    // With the key names of the expected side, so that a group has one name.
    private string Describe(string identity, RedactionPolicy redaction) => identity.Length == 0
        ? ""
        : string.Join(", ", KeyText.Values(identity).Zip(Expected.By, (value, key) => $"{key}={redaction.Redact(Expected.Relation.Reference(key.Column), value) ?? "null"}"));

    private IEnumerable<AggregateMetric> Totals(Measure side) => Aggregates(side).Select(a => new AggregateMetric(side.Relation, a));

    private GroupedMetric Groups(Measure side) => new(side.Relation, side.By, [.. Aggregates(side)]);

    private GroupedSum Grouped(Measure side) => new(side.Relation, side.By, side.Column, ByRow ? side.RowKey!.Column : null);

    private IEnumerable<Aggregate> Aggregates(Measure side)
    {
        yield return new CountRows();
        yield return new SumOf(side.Column);
        if (ByRow) yield return new DigestOf(side.RowKey!.Column, side.Column, Tolerance.Decimals);
    }

    private readonly record struct Group(decimal Rows, decimal Amount, decimal Digest);
}
