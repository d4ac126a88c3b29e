using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Distinct values of a column as text, in ascending order of UTF-8 bytes, to be merged with those of another store.</summary>
public sealed record OrderedValues(Relation Relation, string Column) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("values", Relation.Id, Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation);

    /// <inheritdoc />
    public override string ToSql(SqlText sql)
    {
        var present = sql.From(Relation.Where(new Not(new IsNull(Column))));
        return $"SELECT v\nFROM (SELECT DISTINCT {sql.Text(Relation, Column)} AS v\n"
            + $"{SqlText.Indent(present)}) AS present\nORDER BY {sql.Dialect.ByteOrder("v")}";
    }

    /// <inheritdoc />
    public override string ToString() => $"values of {Identifier.Written(Column)} in {Relation}";
}
