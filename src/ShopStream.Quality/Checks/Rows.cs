using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>email is never null in raw users.</summary>
public sealed record NeverNull(Relation Relation, string Column) : ICheck
{
    private readonly RowRule rule = new(Relation, new IsNull(Column), $"no row where {Identifier.Written(Column)} is null");

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => rule.GetMetrics();

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => rule.Evaluate(measurements);
}

/// <summary>status is one of a list, between two values, never negative, matches a pattern. NULLs are ignored; use "is never null" for completeness.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Condition">Condition that must hold.</param>
/// <param name="JudgesNulls">Whether NULL is judged, too; then the condition is never unknown.</param>
public sealed record EveryValue(Relation Relation, Condition Condition, bool JudgesNulls = false) : ICheck
{
    /// <summary>Most rows that may be otherwise.</summary>
    public long MostExceptions { get; init; }

    private RowRule Rule =>
        new(
            Relation,
            new Not(Condition),
            $"every row: {Condition}{Allowance.Rows(MostExceptions)}",
            ValueColumns: JudgesNulls || Condition is IsSameAs ? [] : [.. Condition.Columns.Distinct(StringComparer.Ordinal)],
            MostExceptions
        );

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Rule.GetMetrics();

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => Rule.Evaluate(measurements);
}

/// <summary>Passes if no row violates a condition.</summary>
/// <param name="Relation">Rows to check.</param>
/// <param name="Violation">Condition that must not hold for any row.</param>
/// <param name="Expected">The expectation in words.</param>
/// <param name="ValueColumns">Columns whose values are checked, rows with a NULL ignored; null or none to check every row.</param>
/// <param name="MostExceptions">Most rows that may violate it.</param>
internal sealed record RowRule(Relation Relation, Condition Violation, string Expected, IReadOnlyList<string>? ValueColumns = null, long MostExceptions = 0)
{
    private AggregateMetric? Values =>
        ValueColumns switch
        {
            [var one] => AggregateMetric.Values(Relation, one),
            [_, ..] => new AggregateMetric(Relation, new CountWhere(new AllOf([.. ValueColumns.Select(c => new Not(new IsNull(c)))]))),
            _ => null,
        };

    private AggregateMetric Rows => new(Relation, new CountRows());

    private AggregateMetric ViolationCount => new(Relation, new CountWhere(Violation));

    private Sample Sample => new(Rows, Violation, [.. Violation.Columns]);

    public IEnumerable<Metric> GetMetrics() => Values is { } values ? [Rows, values, ViolationCount] : [Rows, ViolationCount];

    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var violating = measurements.Count(ViolationCount);
        if (Values is { } values && measurements.Count(values) == 0)
            return ValueColumns is [var one]
                ? FigureText.OnlyNulls(one, Relation, rows)
                : Evaluation.NotJudged(
                    $"no row of {Relation} has both {string.Join(" and ", ValueColumns!.Select(Identifier.Written))}: there are no values to compare"
                );
        var actual = violating == 0 ? $"{FigureText.AllRows(rows)} as expected" : $"{FigureText.Rows(violating)} of {rows:#,##0} not as expected";
        if (violating <= MostExceptions)
            return Evaluation.Passed(Expected, actual);
        return Evaluation
            .Failed(Expected, actual, FigureText.SignedRows(violating - MostExceptions))
            .NeedsEvidence(
                [Sample],
                (failed, evidence) =>
                    failed with
                    {
                        Keys = FigureText.KeysOf(evidence.Find(Sample)),
                        Note = Likeness(evidence.Find(Sample), evidence.RedactionPolicy),
                    }
            );
    }

    // A value that looks like one of the list is the one that the reader sees in it.
    private string? Likeness(Measurement? sample, RedactionPolicy redaction)
    {
        if (Violation is not Not(IsOneOf list) || sample is null or { Missing: not null } || redaction.Level < SampleLevel.Full)
            return null;
        var column = sample.Columns.ToList().IndexOf(list.Column);
        return column < 0
            ? null
            : sample
                .Rows.Select(r => r[column])
                .SelectMany(found => list.Values.Select(wanted => (Wanted: wanted, Found: found, Likeness: ValueDifference.Describe(wanted, found))))
                .Where(l => l.Likeness is not null)
                .Select(l =>
                    $"{Identifier.Written(list.Column)} {VisibleCharacters.Line(l.Found)} looks like {VisibleCharacters.Line(l.Wanted)} of the list, "
                    + $"but {l.Likeness}."
                )
                .FirstOrDefault();
    }
}

/// <summary>every order_id in raw order_items exists as id in raw orders; also across stores. NULLs are ignored.</summary>
public sealed record References(Relation Relation, string Column, Dataset Parent, string ParentColumn) : IArrivalCheck
{
    /// <summary>How many of the rows with a value may have none that exists; none by default. Across stores, different values are counted.</summary>
    public Allowance Allowed { get; init; } = Allowance.None;

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => Relation.Dataset.Layer < Parent.Layer ? ComparedTables.Of(Relation, new Relation(Parent)) : [];

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn) => arrivalIn(Parent) is { } arrival ? this with { Relation = arrival.Within(Relation) } : this;

    private AggregateMetric Rows => new(Relation, new CountRows());

    private bool AcrossStores => Relation.Dataset.Store != Parent.Store;

    private MissingValues Compared => new(new OrderedValues(Relation, Column), new OrderedValues(new Relation(Parent), ParentColumn));

    private Metric Missing => AcrossStores ? Compared : new Orphans(Relation, Column, Parent, ParentColumn);

    private AggregateMetric Values => AggregateMetric.Values(Relation, Column);

    private Sample Sample => new(Missing, null, [Column]);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Rows, Values, Missing];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements.Count(Rows);
        if (rows == 0)
            return Evaluation.NotJudged($"{Relation} is empty");
        var judged = measurements.Count(Values);
        if (judged == 0)
            return FigureText.OnlyNulls(Column, Relation, rows);
        var expected = $"every {Identifier.Written(Column)} exists as {Identifier.Written(ParentColumn)} in {Parent}{Allowed}";
        var missing = AcrossStores ? MissingValues.CountIn(measurements[Missing]) : Orphans.CountIn(measurements[Missing]);
        var found = AcrossStores ? $"{Counted.Of(missing, "value")} not found" : $"{FigureText.Rows(missing)} without a match";
        if (Allowed.Allows(missing, judged))
            return Evaluation.Passed(expected, missing == 0 ? "all exist" : found);
        var excess = Allowed.Excess(missing, judged);
        return AcrossStores
            ? Evaluation
                .Failed(expected, found, $"+{Counted.Of(excess, "value")}")
                .NeedsEvidence(
                    [new LookAlikeValues(Compared)],
                    (failed, _) =>
                        failed with
                        {
                            Keys = [.. MissingValues.ValuesIn(measurements[Missing]).Select(value => $"{Identifier.Written(Column)}={value}")],
                        }
                )
            : Evaluation
                .Failed(expected, found, FigureText.SignedRows(excess))
                .NeedsEvidence([Sample, new LookAlikeValues(Compared)], (failed, evidence) => failed with { Keys = FigureText.KeysOf(evidence.Find(Sample)) });
    }
}
