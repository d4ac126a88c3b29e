using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>The result of custom SQL: its rows, at most two, because one is expected.</summary>
/// <param name="Layer">Layer in which unqualified table names are resolved.</param>
/// <param name="Sql">A single SELECT in the dialect of the store.</param>
public sealed record CustomSqlValue(Layer Layer, string Sql) : Metric(new Dataset(Layer, "").Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("custom-sql-value", Identity.Value(Layer.NameOf()), Identity.Value(Sql));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];

    /// <inheritdoc />
    public override CustomSqlMetric CustomSql => new(Layer, Sql);

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => $"SELECT *\nFROM (\n{Sql}\n) AS found\nLIMIT 2";

    /// <inheritdoc />
    public override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => CustomSql.DependsOn(rows, files);

    /// <inheritdoc />
    public override string ToString() => $"result in {Layer.NameOf()} of {Sql}";
}
