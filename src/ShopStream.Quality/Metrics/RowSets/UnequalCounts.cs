using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>every order_id in raw order_items appears as often as order_id in core fact_orders: values that one side has more often.</summary>
/// <param name="Relation">Rows of one side.</param>
/// <param name="Column">Column of that side.</param>
/// <param name="Other">Rows of the other side; of the same store.</param>
/// <param name="OtherColumn">Column of the other side.</param>
public sealed record UnequalCounts(Relation Relation, string Column, Relation Other, string OtherColumn) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("unequal-counts", Relation.Id, Identity.Column(Column), Other.Id, Identity.Column(OtherColumn));

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Column];

    /// <inheritdoc />
    public override string Rule => $"every {Identifier.Written(Column)} appears as often as {Identifier.Written(OtherColumn)} in {Other}";

    /// <inheritdoc />
    public override string Unit => "value";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => base.References.Concat(Other.References).Append(Other.Reference(OtherColumn)).Distinct();

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Concat(TypedUse.Of(Other));

    // UNION ALL instead of FULL JOIN, as in GroupDifferences.
    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var counted = Other.Where(new Not(new IsNull(OtherColumn)));
        string Side(Relation rows, string column, string counts) => SqlText.Indent($"SELECT {sql.Text(rows, column)} AS v, {counts}\n{sql.From(rows)}");
        return $"SELECT v AS {sql.Dialect.Quote(Column)}, SUM(here) AS {SqlText.FreeName("times here", [Column])}, "
            + $"SUM(there) AS {SqlText.FreeName("times there", [Column])}\nFROM (\n"
            + $"{Side(Judged, Column, "1 AS here, 0 AS there")}\n  UNION ALL\n{Side(counted, OtherColumn, "0, 1")}\n) AS sides\n"
            + "GROUP BY v\nHAVING SUM(here) <> SUM(there)";
    }
}
