using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Checks;

/// <summary>email is never null in raw users.</summary>
public sealed record NeverNull(Relation Relation, string Column) : ICheck
{
    private readonly RowRule rule = new(Relation, new IsNull(Column), $"no row where {Column} is null");

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => rule.Ask();

    /// <inheritdoc />
    public Verdict Judge(Answers answers) => rule.Judge(answers);
}

/// <summary>status is one of a list, between two values, never negative, matches a pattern. Of a null nothing is claimed: that is completeness.</summary>
public sealed record EveryValue(Relation Relation, Condition Condition) : ICheck
{
    private readonly RowRule rule = new(Relation, new Not(Condition), $"every row: {Condition}", OfValues: Condition is IsSameAs ? null : Condition.Columns.First());

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => rule.Ask();

    /// <inheritdoc />
    public Verdict Judge(Answers answers) => rule.Judge(answers);
}

/// <summary>No row may violate; judged by the number that do.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Violation">What no row may be.</param>
/// <param name="Expected">In words.</param>
/// <param name="OfValues">The column whose values are judged, nulls left out; null where every row is.</param>
internal sealed record RowRule(Relation Relation, Condition Violation, string Expected, string? OfValues = null)
{
    private Figure Values => Question.Values(Relation, OfValues!);

    private Figure Rows => new(Relation, new CountRows());

    private Figure Violating => new(Relation, new CountWhere(Violation));

    private Sample Which => new(Rows, Violation, [.. Violation.Columns]);

    public IEnumerable<Question> Ask() => OfValues is null ? [Rows, Violating] : [Rows, Values, Violating];

    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Rows);
        if (rows == 0) return Verdict.NotJudged($"{Relation} is empty");
        var violating = answers.Count(Violating);
        if (OfValues is not null && answers.Count(Values) == 0) return Say.OnlyNulls(OfValues, Relation, rows);
        if (violating == 0) return Verdict.Passed(Expected, $"{Say.AllRows(rows)} as expected");
        return Verdict.Failed(Expected, $"{Say.Rows(violating)} of {rows:#,##0} not so", Say.SignedRows(violating)) with
        {
            Evidence = [Which],
            Keys = Say.Keys(answers.Find(Which)),
        };
    }
}

/// <summary>every order_id in raw order_items exists as id in raw orders; also across stores. A null points nowhere and is not looked up.</summary>
public sealed record References(Relation Relation, string Column, Dataset Parent, string ParentColumn) : ICheck
{
    private Figure Rows => new(Relation, new CountRows());

    private bool AcrossStores => Relation.Dataset.Store != Parent.Store;

    private Question Missing => AcrossStores
        ? new MissingValues(new OrderedValues(Relation, Column), new OrderedValues(new Relation(Parent), ParentColumn))
        : new Orphans(Relation, Column, Parent, ParentColumn);

    private Figure Values => Question.Values(Relation, Column);

    private Sample Which => new(Missing, null, [Column]);

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Rows, Values, Missing];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Rows);
        if (rows == 0) return Verdict.NotJudged($"{Relation} is empty");
        if (answers.Count(Values) == 0) return Say.OnlyNulls(Column, Relation, rows);
        var expected = $"every {Column} exists as {ParentColumn} in {Parent}";
        var missing = answers[Missing].Number(0);
        if (missing == 0) return Verdict.Passed(expected, "all exist");
        return AcrossStores
            ? Verdict.Failed(expected, $"{Say.Count(missing, "value")} not found", $"+{Say.Count(missing, "value")}") with
            {
                Keys = [.. answers[Missing].Rows.Skip(1).Select(r => $"{Column}={r[0]}")],
            }
            : Verdict.Failed(expected, $"{Say.Rows(missing)} {(missing == 1 ? "points" : "point")} to nothing", Say.SignedRows(missing)) with
            {
                Evidence = [Which],
                Keys = Say.Keys(answers.Find(Which)),
            };
    }
}
