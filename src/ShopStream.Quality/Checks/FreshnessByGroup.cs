using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>the newest created_at in raw orders is at most 26 hours older than the run, for each country; see <see cref="Freshness"/>.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Column">Timestamp or date column.</param>
/// <param name="Limit">Maximum age of the newest value of a group.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
public sealed record FreshnessByGroup(Relation Relation, string Column, Age Limit, string By) : ICheck
{
    private GroupVerdict Verdict => new(Relation, By);

    private GroupedMetric Groups => Verdict.Measure(new MaxOf(Column));

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups, new RunMoment()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => [new MomentUse(Relation, Column, "its age")];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Groups].Rows;
        if (Verdict.WhyNot(groups.Count) is { } why)
            return why;
        var run = RunMoment.MomentIn(measurements[new RunMoment()]);
        var policy = measurements.RedactionPolicy;
        // A group without a value is not fresh.
        var old = groups.Where(g => !IsFresh(g[1], run - Limit.Span)).Select(g => (g[0], policy.Redact(Relation.Reference(Column), g[1]) ?? "no value"));
        return Verdict.Of(
            $"at most {Limit} older than the run of {run.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC",
            groups.Count,
            [.. old],
            measurements,
            "older"
        );
    }

    private static bool IsFresh(string? newest, DateTime bound) =>
        newest is not null
        && Constant.TryParse(ColumnType.Parse("timestamptz"), newest) is MomentConstant found
        && (found.Infinite > 0 || (found.Infinite == 0 && found.Value >= bound));
}
