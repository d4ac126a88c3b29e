using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>
/// balance_no in raw t increases with created_at: rows whose value does not continue the order of the row before. Rows of one place in the order are
/// taken in the order of their values.
/// </summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Column">Column whose values are ordered.</param>
/// <param name="OrderBy">Column that gives the order of the rows.</param>
/// <param name="IsIncreasing">Whether values increase; otherwise they decrease.</param>
/// <param name="IsStrict">Whether equal values are out of order.</param>
/// <param name="By">Column whose values have an order of their own each; null for one order.</param>
public sealed record OutOfOrder(Relation Relation, string Column, string OrderBy, bool IsIncreasing, bool IsStrict, string? By) : FoundRows(Relation)
{
    private const string Previous = "the value before";

    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            "out-of-order",
            Relation.Id,
            Identity.Column(Column),
            Identity.Column(OrderBy),
            Identity.Value($"{(IsIncreasing ? "increases" : "decreases")}{(IsStrict ? "" : " or stays")}"),
            Identity.Column(By)
        );

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Column, OrderBy];

    /// <inheritdoc />
    public override string Rule =>
        $"{Identifier.Written(Column)} "
        + (
            (IsIncreasing, IsStrict) switch
            {
                (true, true) => "increases with",
                (true, false) => "never decreases with",
                (false, true) => "decreases with",
                _ => "never increases with",
            }
        )
        + $" {Identifier.Written(OrderBy)}";

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Append(new OrderUse(Relation, Column, "order")).Append(new OrderUse(Relation, OrderBy, "order"));

    /// <inheritdoc />
    protected override IEnumerable<string> Columns => By is null ? Needed : [.. Needed, By];

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var (value, order) = (sql.Column(Relation, Column), sql.Column(Relation, OrderBy));
        var shown = $"{sql.Shown(Relation, [.. By is null ? [] : (string[])[By], OrderBy, Column])}";
        var window = $"OVER ({Partition(sql, By)}ORDER BY {order}, {value}{(IsIncreasing ? "" : " DESC")})";
        var previous = SqlText.FreeName(Previous, Columns);
        var comparison = $"{(IsIncreasing ? "<" : ">")}{(IsStrict ? "=" : "")}";
        return $"SELECT *\nFROM (\n  SELECT {shown}, LAG({value}) {window} AS {previous}\n{SqlText.Indent(sql.From(Judged))}\n) AS ordered\n"
            + $"WHERE {sql.Dialect.Quote(Column)} {comparison} {previous}";
    }
}
