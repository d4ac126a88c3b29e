using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>All rows of a table that an example has built, in the order in which they were written. Not for tables of real data, which have no bound.</summary>
/// <param name="Relation">The rows.</param>
/// <param name="Columns">The columns to read; empty for all.</param>
public sealed record TableRows(Relation Relation, IReadOnlyList<string> Columns) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("table-rows", Relation.Id, Identity.List(Columns.Select(Identity.Value)));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Columns.Select(Relation.Reference).Concat(Relation.References).Distinct();

    /// <inheritdoc />
    public override string ToSql(SqlText sql)
    {
        var columns = Columns.Select(c => $"{sql.Column(Relation, c)} AS {sql.Dialect.Quote(c)}");
        return $"SELECT {(Columns.Count == 0 ? "*" : string.Join(", ", columns))}\n{sql.From(Relation)}";
    }

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <inheritdoc />
    public override string ToString() => $"rows of {Relation}";
}
