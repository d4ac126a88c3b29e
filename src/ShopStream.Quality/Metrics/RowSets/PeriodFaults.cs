using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>
/// Periods that begin before an earlier one has ended, or after a gap. A period has its beginning and not its end; without an end, it never ends.
/// </summary>
/// <param name="Relation">Rows to judge, each with a period.</param>
/// <param name="From">Column of the beginning.</param>
/// <param name="To">Column of the end.</param>
/// <param name="FindsGaps">Whether gaps are found; otherwise overlaps.</param>
/// <param name="By">Column whose values have periods of their own each; null for one line of periods.</param>
public sealed record PeriodFaults(Relation Relation, string From, string To, bool FindsGaps, string? By) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            "period-faults",
            Relation.Id,
            Identity.Column(From),
            Identity.Column(To),
            Identity.Value(FindsGaps ? "gaps" : "overlaps"),
            Identity.Column(By)
        );

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [From];

    /// <inheritdoc />
    public override string Rule => $"no {Unit} of periods from {Identifier.Written(From)} to {Identifier.Written(To)}";

    /// <inheritdoc />
    public override string Unit => FindsGaps ? "gap" : "overlap";

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Append(new ConditionUse(Relation, new ComparesWith(From, Comparison.Below, To)));

    /// <inheritdoc />
    protected override IEnumerable<string> Columns => By is null ? [From, To] : [From, To, By];

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var (from, to) = (sql.Column(Relation, From), sql.Column(Relation, To));
        var before = $"OVER ({Partition(sql, By)}ORDER BY {from}, {to} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)";
        var end = SqlText.FreeName("the end before", Columns);
        var open = SqlText.FreeName("is open before", Columns);
        string[] names = By is null ? [From, To] : [By, From, To];
        var begin = sql.Dialect.Quote(From);
        return $"SELECT {sql.ShownOf(Relation, names, "ordered")}, {end}\nFROM (\n  SELECT {sql.Shown(Relation, names)}, MAX({to}) {before} AS {end},\n"
            + $"         MAX(CASE WHEN {to} IS NULL THEN 1 ELSE 0 END) {before} AS {open}\n{SqlText.Indent(sql.From(Judged))}\n) AS ordered\n"
            + (FindsGaps ? $"WHERE {open} = 0 AND {begin} > {end}" : $"WHERE {open} = 1 OR {begin} < {end}");
    }
}
