using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>country in raw users is in upper case, in at least 99 % of rows, for each signup_date: a condition judged in every group of rows.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Condition">Condition that must hold.</param>
/// <param name="JudgesNulls">Whether NULL is judged, too. If not, a group of nothing but NULLs has no values, and is left out.</param>
/// <param name="Allowed">How many rows of a group may be otherwise; a share is one of its values.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
public sealed record EveryValueByGroup(Relation Relation, Condition Condition, bool JudgesNulls, Allowance Allowed, string By) : ICheck
{
    /// <summary>Most groups: more are not groups that anyone looks at.</summary>
    public const int MostGroups = 10_000;

    private Condition Judged => new AllOf(JudgesNulls ? [] : [.. Condition.Columns.Distinct(StringComparer.Ordinal).Select(c => new Not(new IsNull(c)))]);

    private GroupedMetric Groups => new(Relation, [new GroupKey(By)], [new CountWhere(Judged), new CountWhere(new Not(Condition))]) { Most = MostGroups + 1 };

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Groups].Rows;
        var by = Identifier.Written(By);
        if (groups.Count == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (groups.Count > MostGroups)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"{by} in {Relation} has more than {MostGroups:#,##0} different values: expected a column of at most {MostGroups:#,##0} groups",
            };
        var counted = groups
            .Select(g => (Group: g[0], Judged: Measurement.TryNumber(g[1]) ?? 0, Breaking: Measurement.TryNumber(g[2]) ?? 0))
            .Where(g => g.Judged > 0)
            .ToList();
        if (counted.Count == 0)
            return Evaluation.NotJudged($"no row of {Relation} has a value: there are no values to check");
        var missed = counted.Where(g => !Allowed.Allows(g.Breaking, g.Judged)).ToList();
        var expected = $"every row: {Condition}{Allowed}, for each {by}";
        if (missed.Count == 0)
            return Evaluation.Passed(expected, $"{(counted.Count == 1 ? "the one group" : $"all {counted.Count:#,##0} groups")} as expected");
        var policy = measurements.RedactionPolicy;
        return Evaluation.Failed(
            expected,
            $"{missed.Count:#,##0} of {FigureText.Count(counted.Count, "group")} not as expected",
            $"+{FigureText.Count(missed.Count, "group")}"
        ) with
        {
            Keys =
                policy.Level == SampleLevel.None
                    ? []
                    :
                    [
                        .. missed
                            .Take(Sample.Limit)
                            .Select(g => $"{by}={policy.Redact(Relation.Reference(By), g.Group) ?? "null"}: {FigureText.Rows(g.Breaking)} of {g.Judged:#,##0}"),
                    ],
        };
    }
}
