using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Rows whose value is not found in another table of the same store; one row: their count. NULLs are ignored.</summary>
public sealed record Orphans(Relation Relation, string Column, Dataset Parent, string ParentColumn) : Metric(Relation.Dataset.Store)
{
    private string ParentAlias => SqlText.FreeName("pointed to", Relation.Lookups.Select(l => l.Table).Append(Relation.Dataset.Table));

    /// <inheritdoc />
    public override string Id => Identity.Of("orphans", Relation.Id, Identity.Column(Column), Parent.Id, Identity.Column(ParentColumn));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Append(Relation.Reference(Column)).Append(new ColumnReference(Parent, ParentColumn));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation);

    /// <summary>Number of the rows in a measurement.</summary>
    public static decimal CountIn(Measurement measurement) => measurement.Number(0);

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => $"SELECT COUNT(*) AS \"orphans\"\n{Rows(sql)}";

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample) => $"SELECT {sql.Shown(Relation, [Column])}\n{Rows(sql)}{sample.End("1")}";

    /// <inheritdoc />
    public override bool IsSampleKey(string column) => string.Equals(Column, column, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => $"orphans of {Identifier.Written(Column)} in {Relation} against {Identifier.Written(ParentColumn)} in {Parent}";

    private string Rows(SqlText sql)
    {
        var parent = sql.Dialect.Equatable($"{ParentAlias}.{sql.Dialect.Quote(ParentColumn)}", sql.TypeOf(new Relation(Parent), ParentColumn));
        var missing = $"NOT EXISTS (SELECT 1 FROM {sql.Dialect.Table(Parent)} AS {ParentAlias} WHERE {parent} = {sql.Equatable(Relation, Column)})";
        return $"{sql.From(Relation.Where(new Not(new IsNull(Column))))}\n  AND {missing}";
    }
}
