using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>
/// no parent_id in raw categories leads back to its own id: rows from which no chain of parents ends, because they are in a cycle or below one. A chain
/// ends at a row without a parent, or with a parent that does not exist. Of a key with several parents the first one counts.
/// </summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="ParentColumn">Column that has the key of the parent.</param>
/// <param name="Key">Column of the key.</param>
public sealed record UnrootedRows(Relation Relation, string ParentColumn, string Key) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("unrooted", Relation.Id, Identity.Column(ParentColumn), Identity.Column(Key));

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Key];

    /// <inheritdoc />
    public override string Rule => $"no {Identifier.Written(ParentColumn)} leads back to its own {Identifier.Written(Key)}";

    /// <inheritdoc />
    protected override IEnumerable<string> Columns => [Key, ParentColumn];

    // Every node has one parent and is reached once, so that UNION ALL ends; Snowflake has no other.
    /// <inheritdoc />
    protected override string Found(SqlText sql) =>
        $"WITH RECURSIVE nodes AS (\n  SELECT {sql.Text(Relation, Key)} AS k, MIN({sql.Text(Relation, ParentColumn)}) AS p\n"
        + $"{SqlText.Indent(sql.From(Judged))}\n  GROUP BY 1\n),\nrooted AS (\n  SELECT k, p FROM nodes\n"
        + "  WHERE p IS NULL OR p NOT IN (SELECT k FROM nodes)\n  UNION ALL\n"
        + "  SELECT nodes.k, nodes.p FROM nodes JOIN rooted ON nodes.p = rooted.k\n)\n"
        + $"SELECT k AS {sql.Dialect.Quote(Key)}, p AS {sql.Dialect.Quote(ParentColumn)}\nFROM nodes\nWHERE k NOT IN (SELECT k FROM rooted)";
}
