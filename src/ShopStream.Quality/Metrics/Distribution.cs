using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// A quantile: the smallest value that at least the given share of the values does not exceed; null over no rows. It is always a value of the
/// column, so that it is exact (PERCENTILE_DISC of the SQL standard, method 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
/// </summary>
/// <param name="Column">Column of numbers, dates or times.</param>
/// <param name="Percent">The share, above 0 and below 100, with at most 6 decimals.</param>
public sealed record QuantileOf(string Column, decimal Percent) : Aggregate
{
    // A store multiplies the share by the number of values as doubles: 0.07 × 100 is a little more than 7, and its ceiling is 8. A little less
    // than the share has the right ceiling, for fewer than 10⁹ values.
    internal string Share => (Percent / 100m * (1m - 1e-15m)).ToString("0.############################", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string Id => Identity.Of("quantile", Identity.Column(Column), Identity.Number(Percent));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new OrderUse(relation, Column, "quantile")];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) => Of(sql.When(relation, only, sql.Column(relation, Column)));

    /// <summary>The quantile of an expression.</summary>
    internal string Of(string expression) => $"PERCENTILE_DISC({Share}) WITHIN GROUP (ORDER BY {expression})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"{Percent.ToString(CultureInfo.InvariantCulture)} % quantile of {Identifier.Written(Column)}";
}

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
