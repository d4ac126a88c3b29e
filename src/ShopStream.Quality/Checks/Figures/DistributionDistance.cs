using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>What a distribution is compared with.</summary>
public abstract record DistributionReference;

/// <summary>The distribution of another column, also of another store.</summary>
/// <param name="Relation">Its rows.</param>
/// <param name="Column">The column.</param>
public sealed record OtherDistribution(Relation Relation, string Column) : DistributionReference;

/// <summary>The distributions of the same column in the newest runs of earlier dates, taken together.</summary>
/// <param name="Runs">Number of runs, from 1 to <see cref="MostRuns"/>.</param>
public sealed record EarlierDistributions(int Runs) : DistributionReference
{
    /// <summary>Most runs to compare with.</summary>
    public const int MostRuns = 100;
}

/// <summary>
/// the population stability index of country in raw orders against country in source orders is at most 0.1; country in raw orders has not drifted from
/// its last 7 runs. NULLs are ignored.
/// </summary>
/// <param name="Relation">Rows that are judged.</param>
/// <param name="Column">Their column.</param>
/// <param name="Against">What their distribution is compared with.</param>
/// <param name="Test">Which distance is allowed.</param>
public sealed record DistributionDistance(Relation Relation, string Column, DistributionReference Against, DistanceTest Test) : TwoSidedCheck
{
    /// <summary>Most different values of categories. Two distributions of a run are compared with so many points, earlier ones with fewer.</summary>
    public const int MostValues = 10_000;

    private HistogramOf Current => new(Relation, Column, Against is EarlierDistributions ? PastHistograms.MostPoints : MostValues, Test.Kind);

    private Metric Reference =>
        Against switch
        {
            OtherDistribution other => new HistogramOf(other.Relation, other.Column, MostValues, Test.Kind),
            EarlierDistributions earlier => new PastHistograms(Current, earlier.Runs),
            _ => throw new InvalidOperationException($"unknown reference {Against}"),
        };

    private protected override (Relation One, Relation Other)? Sides => Against is OtherDistribution other ? (Relation, other.Relation) : null;

    /// <inheritdoc />
    public override IEnumerable<Metric> GetMetrics() => [Current, Reference];

    /// <inheritdoc />
    public override IEnumerable<string> Problems(Catalog catalog)
    {
        if (Test.Kind != HistogramKind.ByType || Against is not OtherDistribution other)
            yield break;
        var (type, otherType) = (catalog.TypeOf(Relation.Reference(Column)), catalog.TypeOf(other.Relation.Reference(other.Column)));
        if (type.Word.Length > 0 && otherType.Word.Length > 0 && IsNumber(type) != IsNumber(otherType))
            yield return $"{Identifier.Written(Column)} in {Relation.Dataset} is {type.Word}, and "
                + $"{Identifier.Written(other.Column)} in {other.Relation.Dataset} is {otherType.Word}: "
                + "a distribution of numbers cannot be compared with one of categories; expected two columns of one kind";
    }

    private protected override DistributionDistance On(Func<Relation, Relation> limited) =>
        this with
        {
            Relation = limited(Relation),
            Against = Against is OtherDistribution other ? other with { Relation = limited(other.Relation) } : Against,
        };

    private protected override Evaluation Judge(Measurements measurements)
    {
        if (Against is EarlierDistributions && measurements.RedactionPolicy.Hides(Relation.Reference(Column)))
            return Evaluation.NotJudged($"{Identifier.Written(Column)} is personal: its values are not recorded, so that there are none of earlier runs");
        if (HistogramOf.In(measurements[Current]) is not { } current)
            return Evaluation.NotJudged($"{Relation} has no {Identifier.Written(Column)}");
        var (right, missing) = Read(measurements);
        if (missing is not null)
            return missing;
        var left = new DistributionSide([current]);
        if (left.IsOrdered != right!.IsOrdered)
            return Evaluation.NotJudged(
                $"{Identifier.Written(Column)} in {Relation.Dataset} has another kind of values than in the runs that it is compared with"
            );
        if (!left.IsOrdered && Math.Max(left.Different, right.Different) > MostValues)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note =
                    $"{(left.Different > MostValues ? Identifier.Written(Column) : "the other side")} has more than {MostValues:#,##0} different values: "
                    + "expected categories; compare numbers by the Kolmogorov-Smirnov distance",
            };
        var (holds, expected, actual, difference) = Test.Judge(left, right);
        return holds
            ? Evaluation.Passed(expected, actual)
            : Evaluation.Failed(expected, actual, difference) with
            {
                Keys = Furthest(measurements, left, right),
            };
    }

    private static bool IsNumber(ColumnType type) => type.Kind is ValueKind.Exact or ValueKind.Float;

    private (DistributionSide? Side, Evaluation? Missing) Read(Measurements measurements)
    {
        if (Against is OtherDistribution other)
            return HistogramOf.In(measurements[Reference]) is { } found
                ? (new DistributionSide([found]), null)
                : (null, Evaluation.NotJudged($"{other.Relation} has no {Identifier.Written(other.Column)}"));
        var (past, runs) = (PastHistograms.In(measurements[Reference]), ((EarlierDistributions)Against).Runs);
        return past.Count < runs
            ? (null, FigureText.HistoryTooShort($"distribution of {((PastHistograms)Reference).Name}", past.Count, runs))
            : (new DistributionSide([.. past.Select(p => p.Histogram)]), null);
    }

    // The values whose shares differ most; of numbers, the places where the shares below differ most.
    private IReadOnlyList<string> Furthest(Measurements measurements, DistributionSide left, DistributionSide right)
    {
        var policy = measurements.RedactionPolicy;
        if (policy.Level == Redaction.SampleLevel.None)
            return [];
        string Shown(string value) => policy.Redact(Relation.Reference(Column), value) ?? "null";
        var name = Identifier.Written(Column);
        IEnumerable<(string Text, string Value, double Here, double There)> shares = left.IsOrdered
            ? left
                .Values.Union(right.Values, StringComparer.Ordinal)
                .Select(v => (Value: v, Number: SortedNumber.Of(v)))
                .Select(v => ($"{name} up to {Shown(v.Value)}", v.Value, left.Up(v.Number, below: false).Least, right.Up(v.Number, below: false).Least))
            : Distances.Shares(left, right).Select(s => (s.Value is null ? $"other values of {name}" : $"{name}={Shown(s.Value)}", s.Value ?? "", s.P, s.Q));
        return
        [
            .. shares
                .OrderByDescending(v => Math.Abs(v.Here - v.There))
                .ThenBy(v => v.Value, StringComparer.Ordinal)
                .Take(left.IsOrdered ? 1 : Sample.Limit / 2)
                .Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Text}: {v.Here * 100:0.##} %, there {v.There * 100:0.##} %")),
        ];
    }
}
