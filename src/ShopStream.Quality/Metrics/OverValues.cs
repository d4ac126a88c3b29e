using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>An aggregate over the values of columns and how often each occurs, as a subquery; NULLs are ignored. Not in a query by group.</summary>
/// <param name="Names">The columns; several are one value together.</param>
public abstract record OverValues(IReadOnlyList<string> Names) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Names;

    /// <summary>The columns that a row must have to be counted: these by default.</summary>
    protected virtual IEnumerable<string> Present => Names;

    /// <summary>The aggregate of n, how often a value occurs, and total, the number of all rows with a value.</summary>
    protected abstract string Over { get; }

    /// <inheritdoc />
    public sealed override bool IsSubquery(Dialect dialect) => true;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The query is one by group.</exception>
    public sealed override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only)
    {
        if (only is null)
            throw new ArgumentException($"'{this}' cannot be measured by group", nameof(only));
        var rows = Present.Select(n => (Condition)new Not(new IsNull(n))).Concat(only).Aggregate(relation, (r, c) => r.Where(c));
        var keys = string.Join(", ", Names.Select((n, i) => $"{sql.Equatable(relation, n)} AS k{i + 1}"));
        var positions = string.Join(", ", Enumerable.Range(1, Names.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        return $"(SELECT {Over} FROM (SELECT {keys}, COUNT(*) AS n, SUM(COUNT(*)) OVER () AS total "
            + $"{sql.From(rows).ReplaceLineEndings(" ")} GROUP BY {positions}) AS counted)";
    }
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
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new NumberUse(relation, Column, "median deviation")];

    /// <inheritdoc />
    public override bool IsSubquery(Dialect dialect) => true;

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
