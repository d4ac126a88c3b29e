using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Number of rows that custom SQL returns; one row: the count.</summary>
/// <param name="Layer">Layer in which unqualified table names are resolved.</param>
/// <param name="Sql">A single SELECT in the dialect of the store.</param>
public sealed record CustomSqlMetric(Layer Layer, string Sql) : Metric(new Dataset(Layer, "").Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("custom-sql", Identity.Value(Layer.NameOf()), Identity.Value(Sql));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];

    /// <inheritdoc />
    public override CustomSqlMetric? CustomSql => this;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => $"SELECT COUNT(*) AS \"rows\"\nFROM (\n{Sql}\n) AS found";

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample) => $"SELECT *\nFROM (\n{Sql}\n) AS found{sample.End(null)}";

    // The SQL is scanned, not parsed: a word that is the name of a table counts as that table.
    /// <inheritdoc />
    public override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) =>
        CustomSqlPolicy.Words(Sql) is var words && rows.Any(d => d.Store == Store && words.Contains(d.Table));

    /// <inheritdoc />
    public override string ToString() => $"rows found in {Layer.NameOf()} by {Sql}";
}
