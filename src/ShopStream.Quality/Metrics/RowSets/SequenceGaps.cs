using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>invoice_no in raw invoices has no gaps: places between the smallest and the largest number where the next number is missing.</summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Column">Column of numbers; a number that occurs several times is one.</param>
/// <param name="Step">Distance of a number to the next one, above 0.</param>
/// <param name="By">Column whose values have a sequence of their own each; null for one sequence.</param>
public sealed record SequenceGaps(Relation Relation, string Column, decimal Step, string? By) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("sequence-gaps", Relation.Id, Identity.Column(Column), Identity.Number(Step), Identity.Column(By));

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Column];

    /// <inheritdoc />
    public override string Rule => $"no gap in {Identifier.Written(Column)}{(Step == 1 ? "" : $", in steps of {Step.ToString(CultureInfo.InvariantCulture)}")}";

    /// <inheritdoc />
    public override string Unit => "gap";

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Append(new SumUse(Relation, Column));

    /// <inheritdoc />
    protected override IEnumerable<string> Columns => By is null ? Needed : [Column, By];

    /// <inheritdoc />
    protected override string SortedBy => By is null ? "1" : "1, 2";

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var value = sql.Column(Relation, Column);
        var next = SqlText.FreeName("the next one", Columns);
        var column = sql.Dialect.Quote(Column);
        var step = Step.ToString(CultureInfo.InvariantCulture);
        return $"SELECT *\nFROM (\n  SELECT {Named(sql, By, Column)}, LEAD({value}) OVER ({Partition(sql, By)}ORDER BY {value}) AS {next}\n"
            + $"{SqlText.Indent(sql.From(Judged))}\n) AS ordered\nWHERE {next} - {column} <> 0 AND {next} - {column} <> {step}";
    }
}
