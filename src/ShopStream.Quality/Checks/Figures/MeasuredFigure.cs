using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>A figure of certain rows, with what decides whether it has a value.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Relation">Its rows.</param>
public sealed record MeasuredFigure(Figure Figure, Relation Relation)
{
    /// <summary>The metrics that it needs.</summary>
    public IEnumerable<Metric> Metrics => Figure is NumberOfColumns ? [Shape] : [Rows, .. Values is { } values ? [values] : (Metric[])[], .. Parts];

    private Shape Shape => new(Relation.Dataset);

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric? Values => Figure.Column is { } column ? AggregateMetric.Values(Relation, column) : null;

    private IEnumerable<AggregateMetric> Parts => Figure.Aggregates.Select(a => new AggregateMetric(Relation, a));

    /// <inheritdoc />
    public override string ToString() => $"{Figure} in {Relation}";

    /// <summary>The value; or why there is none.</summary>
    internal (FigureValue? Value, Evaluation? Missing) Read(Measurements measurements)
    {
        if (Figure is NumberOfColumns)
            return (FigureValue.Of(FigureScale.Count, measurements[Shape].Rows.Count), null);
        var rows = measurements.Count(Rows);
        if (rows == 0 && Figure is not NumberOfRows)
            return (null, Evaluation.NotJudged($"{Relation} is empty"));
        if (Values is { } metric)
        {
            var values = measurements.Count(metric);
            if (values == 0 && Figure.FewestValues > 0)
                return (null, FigureText.OnlyNulls(Figure.Column!, Relation, rows));
            if (values < Figure.FewestValues)
                return (
                    null,
                    Evaluation.NotJudged(
                        $"{Relation} has {Counted.Of(values, "value")} of {Identifier.Written(Figure.Column!)}: {Figure} needs {Figure.FewestValues:0}"
                    )
                );
        }
        List<string?> cells = [.. Parts.Select(p => measurements[p].Rows[0][0])];
        if (Figure.Read(cells) is { } value)
            return (value, null);
        if (cells[0] is null)
            return (null, Evaluation.NotJudged($"{this} has no value: its values are too few, or all the same"));
        return (
            null,
            new Evaluation
            {
                Outcome = Outcome.Error,
                Note = $"{this} is '{Shown(cells[0], measurements)}': expected a number, a date or a time; leave such rows out with 'Given only rows of'",
            }
        );
    }

    /// <summary>The value in words; hidden if it is one of a personal column.</summary>
    internal string Describe(FigureValue value, Measurements measurements, FigureValue? limit = null) =>
        IsHidden(measurements) ? "a hidden value" : value.Describe(Figure.Unit, limit);

    /// <summary>Whether the figure is a value that must not be shown.</summary>
    internal bool IsHidden(Measurements measurements) =>
        Figure is { IsValueOfColumn: true, Column: { } column } && measurements.RedactionPolicy.Hides(Relation.Reference(column));

    private string? Shown(string? cell, Measurements measurements) =>
        Figure.Column is { } column ? measurements.RedactionPolicy.Redact(Relation.Reference(column), cell) : cell;
}
