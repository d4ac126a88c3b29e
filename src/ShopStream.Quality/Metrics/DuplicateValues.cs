using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Values that appear more than once; one row: number of values, surplus rows, all rows with such values. NULLs are ignored.</summary>
public sealed record DuplicateValues(Relation Relation, IReadOnlyList<string> Columns) : Metric(Relation.Dataset.Store)
{
    private string OccurrenceCount => SqlText.FreeName("how often", Columns);

    /// <inheritdoc />
    public override string Id => Identity.Of("duplicates", Relation.Id, Identity.List(Columns.Select(Identity.Value)));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Columns.Select(Relation.Reference));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation);

    /// <summary>Reads a measurement.</summary>
    public static DuplicateCounts CountsIn(Measurement measurement) => new(measurement.Number(0), measurement.Number(1), measurement.Number(2));

    /// <inheritdoc />
    public override string ToSql(SqlText sql) =>
        $"SELECT COUNT(*) AS \"values\", COALESCE(SUM({OccurrenceCount} - 1), 0) AS \"surplus\", COALESCE(SUM({OccurrenceCount}), 0) AS \"rows\"\n"
        + $"FROM (\n{SqlText.Indent(Repeated(sql))}\n) AS repeated";

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample) =>
        $"{Repeated(sql)}{sample.End($"{OccurrenceCount} DESC, {string.Join(", ", Enumerable.Range(1, Columns.Count))}")}";

    /// <inheritdoc />
    public override bool IsSampleKey(string column) => true;

    /// <inheritdoc />
    public override string ToString() => $"repeats of {string.Join(" and ", Columns.Select(Identifier.Written))} in {Relation}";

    private string Repeated(SqlText sql)
    {
        var present = Columns.Aggregate(Relation, (r, c) => r.Where(new Not(new IsNull(c))));
        var columns = Columns.Select(c => $"{sql.Equatable(Relation, c)} AS {sql.Dialect.Quote(c)}");
        return $"SELECT {string.Join(", ", columns)}, COUNT(*) AS {OccurrenceCount}\n{sql.From(present)}\n"
            + $"GROUP BY {string.Join(", ", Enumerable.Range(1, Columns.Count))}\nHAVING COUNT(*) > 1";
    }
}

/// <summary>How many values appear more than once.</summary>
/// <param name="Values">Number of such values.</param>
/// <param name="Surplus">Rows beyond the first one of each value.</param>
/// <param name="Rows">All rows with such values.</param>
public sealed record DuplicateCounts(decimal Values, decimal Surplus, decimal Rows);
