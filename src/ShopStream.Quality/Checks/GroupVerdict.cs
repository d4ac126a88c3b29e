using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>How a check that judges every group of rows by itself measures the groups and says which of them are not as expected.</summary>
/// <param name="Relation">The rows.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
internal sealed record GroupVerdict(Relation Relation, string By)
{
    /// <summary>Most groups: more are not groups that anyone looks at, and they would not fit into memory.</summary>
    public const int MostGroups = 10_000;

    private string Written => Identifier.Written(By);

    /// <summary>Aggregates of each group; a row per group: its value, then the aggregates.</summary>
    public GroupedMetric Measure(params IReadOnlyList<Aggregate> aggregates) => new(Relation, [new GroupKey(By)], aggregates) { Most = MostGroups + 1 };

    /// <summary>Why the groups cannot be judged: there are none, or too many; null if they can.</summary>
    /// <param name="groups">Number of groups that were measured.</param>
    /// <param name="whenNone">Why there are none; null if the table is empty.</param>
    public Evaluation? WhyNot(int groups, string? whenNone = null) =>
        groups switch
        {
            0 => Evaluation.NotJudged(whenNone ?? $"{Relation} is empty"),
            > MostGroups => new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"{Written} in {Relation} has more than {MostGroups:#,##0} different values: expected a column of at most {MostGroups:#,##0} groups",
            },
            _ => null,
        };

    /// <summary>The verdict.</summary>
    /// <param name="expected">What is expected of every group.</param>
    /// <param name="groups">Number of groups that were judged.</param>
    /// <param name="missed">The groups that are not as expected, and what was found in each.</param>
    /// <param name="measurements">Says what may be shown.</param>
    /// <param name="otherwise">What they are instead.</param>
    public Evaluation Of(
        string expected,
        int groups,
        IReadOnlyList<(string? Group, string Found)> missed,
        Measurements measurements,
        string otherwise = "not as expected"
    )
    {
        expected = $"{expected}, for each {Written}";
        if (missed.Count == 0)
            return Evaluation.Passed(expected, $"{(groups == 1 ? "the one group" : $"all {groups:#,##0} groups")} as expected");
        var policy = measurements.RedactionPolicy;
        return Evaluation.Failed(expected, $"{missed.Count:#,##0} of {Counted.Of(groups, "group")} {otherwise}", $"+{Counted.Of(missed.Count, "group")}") with
        {
            Keys =
                policy.Level == SampleLevel.None
                    ? []
                    : [.. missed.Take(Sample.Limit).Select(g => $"{Written}={policy.Redact(Relation.Reference(By), g.Group) ?? "null"}: {g.Found}")],
        };
    }
}
