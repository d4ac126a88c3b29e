using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>the average total_amount in raw orders is between 50 and 500.</summary>
/// <param name="Measured">The figure and its rows.</param>
/// <param name="Bound">The bound; it fits the figure, see <see cref="FigureBound.For"/>.</param>
public sealed record FigureInBounds(MeasuredFigure Measured, FigureBound Bound) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Measured.Metrics;

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Bound.Uses(Measured.Relation, Measured.Figure);

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (found, missing) = Measured.Read(measurements);
        if (found is not { } value)
            return missing!;
        var expected = Bound.Expected(Measured.Figure.Unit);
        if (Bound.Holds(value))
            return Evaluation.Passed(expected, Measured.Describe(value, measurements));
        var missed = Bound.Missed(value);
        var difference = Measured.IsHidden(measurements) ? null : value.Minus(missed).DescribeDifference(Measured.Figure.Unit);
        var failed = Evaluation.Failed(expected, Measured.Describe(value, measurements, missed), difference);
        return Beyond is { } beyond
            ? failed.NeedsEvidence([beyond], (evaluation, evidence) => evaluation with { Keys = FigureText.KeysOf(evidence.Find(beyond)) })
            : failed;
    }

    // The rows that make the smallest or largest value miss its bound.
    private Sample? Beyond
    {
        get
        {
            if (Measured.Figure is not ExtremeValue extreme)
                return null;
            var (limit, comparison) = extreme.IsLargest
                ? (Bound.High ?? (Bound.Comparison is Comparison.AtMost or Comparison.Below or Comparison.Equal ? Bound.Low : null), Comparison.Above)
                : (Bound.Comparison is null or Comparison.AtLeast or Comparison.Above or Comparison.Equal ? Bound.Low : null, Comparison.Below);
            return limit is null
                ? null
                : new Sample(
                    new AggregateMetric(Measured.Relation, new CountRows()),
                    Bound.Comparison is Comparison.Above or Comparison.Below
                        ? new Not(new Compares(extreme.Name, Bound.Comparison.Value, limit))
                        : new Compares(extreme.Name, comparison, limit),
                    [extreme.Name]
                );
        }
    }
}

/// <summary>the average total_amount in raw orders is at least 50, for each country. A group without a value does not meet the bound.</summary>
/// <param name="Measured">The figure and its rows.</param>
/// <param name="Bound">The bound; it fits the figure.</param>
/// <param name="By">Column whose values make the groups; NULL is a group, too.</param>
public sealed record FigureInBoundsByGroup(MeasuredFigure Measured, FigureBound Bound, string By) : ICheck
{
    private GroupVerdict Verdict => new(Measured.Relation, By);

    private GroupedMetric Groups => Verdict.Measure(Measured.Figure.Aggregates);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Groups];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Bound.Uses(Measured.Relation, Measured.Figure);

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var groups = measurements[Groups].Rows;
        if (Verdict.WhyNot(groups.Count) is { } why)
            return why;
        var missed = groups
            .Select(g => (Group: g[0], Value: Measured.Figure.Read([.. g.Skip(1)])))
            .Where(g => g.Value is not { } v || !Bound.Holds(v))
            .Select(g => (g.Group, g.Value is { } value ? Measured.Describe(value, measurements, Bound.Missed(value)) : "no value"));
        return Verdict.Of(Bound.Expected(Measured.Figure.Unit), groups.Count, [.. missed], measurements);
    }
}
