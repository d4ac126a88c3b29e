using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>the newest created_at in raw orders is at most 26 hours older than the run, for each country; see <see cref="Freshness"/>.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Timestamp or date column.</param>
/// <param name="Limit">Maximum age of the newest value of a group.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
public sealed record FreshnessByGroup(Relation Relation, string Column, Age Limit, string By) : ICheck
{
    private GroupedMetric Groups => new(Relation, [new GroupKey(By)], [new MaxOf(Column)]) { Most = EveryValueByGroup.MostGroups + 1 };

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups, new RunMoment()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new MomentUse(Relation, Column, "its age")];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Groups].Rows;
        var by = Identifier.Written(By);
        if (groups.Count == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        if (groups.Count > EveryValueByGroup.MostGroups)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"{by} in {Relation} has more than {EveryValueByGroup.MostGroups:#,##0} different values: expected a column of fewer groups",
            };
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        // A group without a value is not fresh.
        var old = groups.Where(g => !IsFresh(g[1], run - Limit.Span)).ToList();
        var expected = $"at most {Limit} older than the run of {run.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC, for each {by}";
        if (old.Count == 0)
            return Evaluation.Passed(expected, $"{(groups.Count == 1 ? "the one group" : $"all {groups.Count:#,##0} groups")} as expected");
        var policy = measurements.RedactionPolicy;
        return Evaluation.Failed(
            expected,
            $"{old.Count:#,##0} of {FigureText.Count(groups.Count, "group")} older",
            $"+{FigureText.Count(old.Count, "group")}"
        ) with
        {
            Keys =
                policy.Level == SampleLevel.None
                    ? []
                    :
                    [
                        .. old.Take(Sample.Limit)
                            .Select(g =>
                                $"{by}={policy.Redact(Relation.Reference(By), g[0]) ?? "null"}: "
                                + (policy.Redact(Relation.Reference(Column), g[1]) ?? "no value")
                            ),
                    ],
        };
    }

    private static bool IsFresh(string? newest, DateTime bound) =>
        newest is not null
        && Constant.TryParse(ColumnType.Parse("timestamptz"), newest) is MomentConstant found
        && (found.Infinite > 0 || (found.Infinite == 0 && found.Value >= bound));
}
