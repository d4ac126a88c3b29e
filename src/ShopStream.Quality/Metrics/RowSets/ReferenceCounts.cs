using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>every id in raw orders appears at least once as order_id in raw order_items: rows whose value appears less or more often there.</summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Column">Column whose values are looked for.</param>
/// <param name="Other">Rows in which they are counted; of the same store.</param>
/// <param name="OtherColumn">Column in which they are counted.</param>
/// <param name="Fewest">Fewest times.</param>
/// <param name="Most">Most times; null for any number.</param>
public sealed record ReferenceCounts(Relation Relation, string Column, Relation Other, string OtherColumn, long Fewest, long? Most) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            "reference-counts",
            Relation.Id,
            Identity.Column(Column),
            Other.Id,
            Identity.Column(OtherColumn),
            Identity.Number(Fewest),
            Identity.Number(Most)
        );

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Column];

    /// <inheritdoc />
    public override string Rule => $"every {Identifier.Written(Column)} appears {Times} as {Identifier.Written(OtherColumn)} in {Other}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => base.References.Concat(Other.References).Append(Other.Reference(OtherColumn)).Distinct();

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Concat(TypedUse.Of(Other));

    private string Times =>
        Most is not { } most ? $"at least {Count(Fewest)}"
        : Fewest == most ? $"exactly {Count(most)}"
        : Fewest == 0 ? $"at most {Count(most)}"
        : $"between {Text(Fewest)} and {Count(most)}";

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var counted = Other.Where(new Not(new IsNull(OtherColumn)));
        var times = SqlText.FreeName("times", [Column]);
        var key = SqlText.FreeName("key", [Column]);
        var judged = $"SELECT {sql.Shown(Relation, [Column])}, {sql.Equatable(Relation, Column)} AS {key}\n{sql.From(Judged)}";
        var others = $"SELECT {sql.Equatable(counted, OtherColumn)} AS k, COUNT(*) AS n\n{sql.From(counted)}\nGROUP BY 1";
        return $"SELECT {sql.ShownOf(Relation, [Column], "judged")}, COALESCE(counted.n, 0) AS {times}\nFROM (\n{SqlText.Indent(judged)}\n) AS judged\n"
            + $"LEFT JOIN (\n{SqlText.Indent(others)}\n) AS counted ON counted.k = judged.{key}\n"
            + $"WHERE NOT (COALESCE(counted.n, 0) >= {Text(Fewest)}{(Most is { } most ? $" AND COALESCE(counted.n, 0) <= {Text(most)}" : "")})";
    }

    private static string Count(long times) => times == 1 ? "once" : $"{Text(times)} times";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
