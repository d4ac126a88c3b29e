using System.Globalization;
using System.Numerics;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// An aggregate over the different values of columns and how often each occurs; NULLs are ignored. All of the same values share one pass over the rows, which
/// counts the values and, for quantiles, sorts them.
/// </summary>
/// <param name="Names">The columns; several are one value together.</param>
public abstract record OverValues(IReadOnlyList<string> Names) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Names;

    /// <inheritdoc />
    public override string? Held => string.Join('\0', Names);

    /// <inheritdoc />
    public sealed override bool IsSubquery => true;

    /// <summary>What makes two aggregates be of the same values.</summary>
    internal string ValuesId =>
        Identity.Of("values", Identity.List(Names.Select(Identity.Column)), Identity.List(Present.Order(StringComparer.Ordinal).Select(Identity.Column)));

    /// <summary>The columns that a row must have to be counted: these by default.</summary>
    protected virtual IEnumerable<string> Present => Names;

    /// <summary>Whether it needs total, the number of all rows with a value.</summary>
    protected virtual bool NeedsTotal => false;

    /// <summary>Whether it needs up_to, the number of rows with the value or a smaller one, beside total.</summary>
    protected virtual bool NeedsOrder => false;

    /// <summary>The aggregate of the values k1, k2, …, of n, how often each occurs, and of what it needs beside them.</summary>
    protected abstract string Over { get; }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The query is one by group, and the aggregate cannot be measured by group.</exception>
    public sealed override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        only is null ? ByGroup(sql, relation) : $"(SELECT {Over} FROM {Values(sql, relation, only, [this])})";

    /// <summary>One query for aggregates of the same values; a column per aggregate, in the same order.</summary>
    /// <param name="sql">Renders its parts in the dialect of the store.</param>
    /// <param name="relation">The rows.</param>
    /// <param name="together">Aggregates with the same <see cref="ValuesId"/>, and the name of each.</param>
    internal static string Together(SqlText sql, Relation relation, IReadOnlyList<(OverValues Aggregate, string Name)> together)
    {
        var columns = together.Select(t => $"{t.Aggregate.Over} AS {sql.Dialect.Alias(t.Name)}");
        return $"SELECT {string.Join(",\n       ", columns)}\nFROM {Values(sql, relation, [], [.. together.Select(t => t.Aggregate)])}";
    }

    /// <summary>The expression in a query by group.</summary>
    /// <exception cref="ArgumentException">It cannot be measured by group.</exception>
    protected virtual string ByGroup(SqlText sql, Relation relation) => throw new ArgumentException($"'{this}' cannot be measured by group", nameof(relation));

    private static string Values(SqlText sql, Relation relation, IReadOnlyList<Condition> only, IReadOnlyList<OverValues> together)
    {
        var first = together[0];
        var rows = first.Present.Select(n => (Condition)new Not(new IsNull(n))).Concat(only).Aggregate(relation, (r, c) => r.Where(c));
        var keys = string.Join(", ", first.Names.Select((n, i) => $"{sql.Equatable(relation, n)} AS k{i + 1}"));
        var positions = string.Join(", ", Enumerable.Range(1, first.Names.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        var counted = $"(SELECT {keys}, COUNT(*) AS n {sql.From(rows).ReplaceLineEndings(" ")} GROUP BY {positions}) AS counted";
        var order = together.Any(t => t.NeedsOrder);
        if (!order && !together.Any(t => t.NeedsTotal))
            return counted;
        var upTo = order ? ", SUM(n) OVER (ORDER BY k1 ROWS UNBOUNDED PRECEDING) AS up_to" : "";
        return $"(SELECT counted.*, SUM(n) OVER () AS total{upTo} FROM {counted}) AS summed";
    }
}

/// <summary>Number of distinct non-NULL values.</summary>
/// <param name="Column">The column.</param>
public sealed record CountDistinct(string Column) : OverValues([Column])
{
    /// <inheritdoc />
    public override string Id => Identity.Of("distinct", Identity.Column(Column));

    /// <inheritdoc />
    protected override string Over => "COUNT(*)";

    /// <inheritdoc />
    protected override string ByGroup(SqlText sql, Relation relation) => $"COUNT(DISTINCT {sql.Equatable(relation, Column)})";

    /// <inheritdoc />
    public override string ToString() => $"different values of {Identifier.Written(Column)}";
}

/// <summary>Number of surplus rows: non-NULL values minus distinct values.</summary>
/// <param name="Column">The column.</param>
public sealed record CountSurplus(string Column) : OverValues([Column])
{
    /// <inheritdoc />
    public override string Id => Identity.Of("surplus", Identity.Column(Column));

    /// <inheritdoc />
    protected override string Over => "COALESCE(SUM(n), 0) - COUNT(*)";

    /// <inheritdoc />
    protected override string ByGroup(SqlText sql, Relation relation) =>
        $"COUNT({sql.Column(relation, Column)}) - COUNT(DISTINCT {sql.Equatable(relation, Column)})";

    /// <inheritdoc />
    public override string ToString() => $"surplus of {Identifier.Written(Column)}";
}

/// <summary>Number of values that occur once.</summary>
/// <param name="Column">The column.</param>
public sealed record CountSingle(string Column) : OverValues([Column])
{
    /// <inheritdoc />
    public override string Id => Identity.Of("single", Identity.Column(Column));

    /// <inheritdoc />
    protected override string Over => "COUNT(CASE WHEN n = 1 THEN 1 END)";

    /// <inheritdoc />
    public override string ToString() => $"values of {Identifier.Written(Column)} that occur once";
}

/// <summary>
/// A quantile: the smallest value that at least the given share of the values does not exceed; null over no rows. It is always a value of the
/// column, so that it is exact (PERCENTILE_DISC of the SQL standard, method 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
/// </summary>
/// <param name="Column">Column of numbers, dates or times.</param>
/// <param name="Percent">The share, above 0 and below 100, with at most 6 decimals.</param>
public sealed record QuantileOf(string Column, decimal Percent) : OverValues([Column])
{
    private const long Whole = 100_000_000;

    /// <inheritdoc />
    public override string Id => Identity.Of("quantile", Identity.Column(Column), Identity.Number(Percent));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new OrderUse(relation, Column, "quantile")];

    /// <inheritdoc />
    protected override bool NeedsOrder => true;

    // Compared as whole numbers: as a floating-point number, 0.07 is a little more than 7 of 100.
    /// <inheritdoc />
    protected override string Over
    {
        get
        {
            var share = (long)(Percent * (Whole / 100));
            var common = (long)BigInteger.GreatestCommonDivisor(share, Whole);
            return string.Create(CultureInfo.InvariantCulture, $"MIN(CASE WHEN up_to * {Whole / common} >= total * {share / common} THEN k1 END)");
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"{Percent.ToString(CultureInfo.InvariantCulture)} % quantile of {Identifier.Written(Column)}";

    /// <summary>The quantile of an expression, in a query by group or of one.</summary>
    // A store multiplies the share by the number of values as doubles: 0.07 × 100 is a little more than 7, and its ceiling is 8. A little less
    // than the share has the right ceiling, for fewer than 10⁹ values.
    internal string Of(string expression)
    {
        var share = (Percent / 100m * (1m - 1e-15m)).ToString("0.############################", CultureInfo.InvariantCulture);
        return $"PERCENTILE_DISC({share}) WITHIN GROUP (ORDER BY {expression})";
    }

    /// <inheritdoc />
    protected override string ByGroup(SqlText sql, Relation relation) => Of(sql.Column(relation, Column));
}

/// <summary>Entropy of the values in nats, as a floating-point number: stores agree in its first 12 digits. 0 for one value, null for none.</summary>
/// <param name="Of">The columns; several are one value together, of the rows that have all of them.</param>
/// <param name="With">Another column that rows must have, so that entropies of the same rows can be compared; null for none.</param>
public sealed record EntropyOf(IReadOnlyList<string> Of, string? With = null) : OverValues(Of)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("entropy", Identity.List(Of.Select(Identity.Column)), Identity.Column(With));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Present;

    /// <inheritdoc />
    protected override IEnumerable<string> Present => With is null ? Of : [.. Of, With];

    /// <inheritdoc />
    protected override bool NeedsTotal => true;

    // A value that all rows have contributes LN(1), which is 0 exactly.
    /// <inheritdoc />
    protected override string Over =>
        "SUM(-CAST(n AS DOUBLE PRECISION) / CAST(total AS DOUBLE PRECISION) * LN(CAST(n AS DOUBLE PRECISION) / CAST(total AS DOUBLE PRECISION)))";

    /// <inheritdoc />
    public override string ToString() =>
        $"entropy of {string.Join(" and ", Of.Select(Identifier.Written))}{(With is null ? "" : $" beside {Identifier.Written(With)}")}";
}

/// <summary>
/// Correlation of two columns (Pearson), as a floating-point number: stores agree in its first 9 decimals. Null if one of them has one value only.
/// </summary>
/// <param name="One">A column of numbers.</param>
/// <param name="Other">Another column of numbers.</param>
public sealed record CorrelationOf(string One, string Other) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("correlation", Identity.Column(One), Identity.Column(Other));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [One, Other];

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) =>
        [new NumberUse(relation, One, "correlation"), new NumberUse(relation, Other, "correlation")];

    // Without the comparison a store may divide by zero.
    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only)
    {
        string Number(string column, string beside) =>
            $"CASE WHEN {sql.Column(relation, beside)} IS NOT NULL THEN CAST({sql.When(relation, only, sql.Column(relation, column))} AS DOUBLE PRECISION) END";
        var (one, other) = (Number(One, Other), Number(Other, One));
        return $"CASE WHEN MIN({one}) < MAX({one}) AND MIN({other}) < MAX({other}) THEN CORR({one}, {other}) END";
    }

    /// <inheritdoc />
    public override string ToString() => $"correlation of {Identifier.Written(One)} and {Identifier.Written(Other)}";
}

/// <summary>Median distance from the median, as a subquery; null over no rows. Not in a query by group. See <see cref="QuantileOf"/>.</summary>
/// <param name="Column">Column of numbers.</param>
public sealed record MedianDeviationOf(string Column) : Aggregate
{
    private static readonly QuantileOf Half = new("", 50);

    /// <inheritdoc />
    public override string Id => Identity.Of("median-deviation", Identity.Column(Column));

    /// <inheritdoc />
    public override string? Held => Column;

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new NumberUse(relation, Column, "median deviation")];

    /// <inheritdoc />
    public override bool IsSubquery => true;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The query is one by group.</exception>
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only)
    {
        if (only is null)
            throw new ArgumentException($"'{this}' cannot be measured by group", nameof(only));
        var rows = sql.From(only.Append(new Not(new IsNull(Column))).Aggregate(relation, (r, c) => r.Where(c))).ReplaceLineEndings(" ");
        var value = sql.Column(relation, Column);
        return $"(SELECT {Half.Of("ABS(v - m)")} FROM (SELECT {value} AS v {rows}) AS deviating, (SELECT {Half.Of(value)} AS m {rows}) AS middle)";
    }

    /// <inheritdoc />
    public override string ToString() => $"median deviation of {Identifier.Written(Column)}";
}
