using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Rows whose value of a column breaks a rule; the first row is their count, followed by up to <see cref="Sample.Limit"/> rows with one different value
/// each. The rows are read and judged here, so that the rule means the same in every store. NULLs are ignored.
/// </summary>
/// <param name="Relation">The rows.</param>
/// <param name="Column">Column of text or JSON.</param>
/// <param name="Rule">What its values must be.</param>
public sealed record JudgedValues(Relation Relation, string Column, ValueRule Rule) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("judged-values", Relation.Id, Identity.Column(Column), Rule.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation).Append(new TextUse(Relation, Column, $"'{Rule}'"));

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <summary>The rows to read for rules on one relation, a cell per column.</summary>
    /// <param name="ofOneRelation">The metrics; at least one.</param>
    /// <param name="typeOf">The type of a column.</param>
    public static RowReading Reading(IReadOnlyList<JudgedValues> ofOneRelation, Func<ColumnReference, ColumnType> typeOf)
    {
        var relation = ofOneRelation[0].Relation;
        var columns = ofOneRelation.Select(m => m.Column).Distinct(StringComparer.Ordinal);
        return new RowReading(relation, [.. columns.Select(c => new RowCell(c, typeOf(relation.Reference(c)).Word))], []);
    }

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => sql.Rows(Reading([this], _ => sql.TypeOf(Relation, Column)));

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <summary>Number of the rows in a measurement.</summary>
    public static decimal CountIn(Measurement measurement) => measurement.Number(0);

    /// <summary>The values in a measurement that are shown.</summary>
    public static IEnumerable<string?> ValuesIn(Measurement measurement) => measurement.Rows.Skip(1).Select(r => r[0]);

    /// <inheritdoc />
    public override string ToString() => $"values of {Identifier.Written(Column)} in {Relation} of which not each {Rule}";
}
