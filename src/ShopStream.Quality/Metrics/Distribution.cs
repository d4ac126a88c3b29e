using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Standard deviation of a sample (divided by n − 1), as a floating-point number: stores agree in its first 12 digits. Null over fewer than
/// two values.
/// </summary>
/// <param name="Column">Column of numbers.</param>
public sealed record DeviationOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("deviation", Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new NumberUse(relation, Column, "standard deviation")];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        $"STDDEV_SAMP(CAST({sql.When(relation, only, sql.Column(relation, Column))} AS DOUBLE PRECISION))";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"standard deviation of {Identifier.Written(Column)}";
}
