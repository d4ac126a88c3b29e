using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>An aggregate over rows, exact in every store if it does not say otherwise.</summary>
public abstract record Aggregate
{
    /// <summary>Columns it refers to.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>Names the aggregate, whatever its description is. Two aggregates are equal if and only if their ids are. See <see cref="Identity"/>.</summary>
    public abstract string Id { get; }

    /// <summary>The column whose values a store holds in memory while it computes the aggregate, to count or to sort them; null if it holds none.</summary>
    public virtual string? Held => null;

    /// <summary>What it does with columns that not every type allows; nothing by default.</summary>
    /// <param name="relation">The rows it is measured on.</param>
    public virtual IEnumerable<TypedUse> Uses(Relation relation) => [];

    /// <summary>The expression in a query of the relation.</summary>
    /// <param name="sql">Renders its parts in the dialect of the store.</param>
    /// <param name="relation">The rows of the query.</param>
    /// <param name="only">Conditions of the rows to aggregate; null in a query by group, where a subquery would not be of the group.</param>
    public abstract string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only);

    /// <summary>Whether its expression is a subquery, which needs no FROM of its own; not in a query by group.</summary>
    public virtual bool IsSubquery => false;

    /// <summary>The aggregate in words.</summary>
    public abstract override string ToString();
}

/// <summary>Number of rows.</summary>
public sealed record CountRows : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("count");

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        only is null or [] ? "COUNT(*)" : $"COUNT({sql.When(relation, only, "1")})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [];

    /// <inheritdoc />
    public override string ToString() => "count";
}

/// <summary>Number of rows for which the condition holds.</summary>
public sealed record CountWhere(Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("count", Condition.Id);

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new ConditionUse(relation, Condition)];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        Condition switch
        {
            // COUNT of a column ignores NULLs, which is cheaper than a CASE, and engines compute equal expressions once.
            Not(IsNull c) => $"COUNT({sql.When(relation, only, sql.Column(relation, c.Column))})",
            IsNull c => $"{new CountRows().ToSql(sql, relation, only)} - COUNT({sql.When(relation, only, sql.Column(relation, c.Column))})",
            _ => $"COUNT({sql.When(relation, [.. only ?? [], Condition], "1")})",
        };

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns;

    /// <inheritdoc />
    public override string ToString() => $"count where {Condition}";
}

/// <summary>Exact sum; null over no rows.</summary>
public sealed record SumOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("sum", Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new SumUse(relation, Column)];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        $"SUM({sql.When(relation, only, sql.Column(relation, Column))})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"sum of {Identifier.Written(Column)}";
}

/// <summary>Exact sum over the rows for which the condition holds; null if there are none.</summary>
public sealed record SumWhere(string Column, Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("sum", Identity.Column(Column), Condition.Id);

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new SumUse(relation, Column), new ConditionUse(relation, Condition)];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        $"SUM({sql.When(relation, [.. only ?? [], Condition], sql.Column(relation, Column))})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns.Prepend(Column);

    /// <inheritdoc />
    public override string ToString() => $"sum of {Identifier.Written(Column)} where {Condition}";
}

/// <summary>Smallest value; null over no rows. Only for numbers, dates and times: stores order text differently.</summary>
public sealed record MinOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("min", Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new OrderUse(relation, Column, "smallest value")];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        $"MIN({sql.When(relation, only, sql.Column(relation, Column))})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"min of {Identifier.Written(Column)}";
}

/// <summary>Largest value; null over no rows. Only for numbers, dates and times, as <see cref="MinOf"/>.</summary>
public sealed record MaxOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("max", Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses(Relation relation) => [new OrderUse(relation, Column, "largest value")];

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) =>
        $"MAX({sql.When(relation, only, sql.Column(relation, Column))})";

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"max of {Identifier.Written(Column)}";
}

/// <summary>
/// Digest of the rows, independent of their order and identical in all stores; 0 over no rows. The key and the amount are digested as text that
/// is the same for equal values, so 1.5 equals 1.50.
/// </summary>
/// <param name="Key">Column that identifies the rows.</param>
/// <param name="Amount">Numeric column.</param>
/// <param name="Decimals">Decimal places to which the amount is rounded, at most 10; null for all its digits.</param>
public sealed record DigestOf(string Key, string Amount, int? Decimals) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of(IsLocal ? "local-digest" : "digest", Identity.Column(Key), Identity.Column(Amount), Identity.Number(Decimals));

    /// <summary>Whether it is compared within one store only; default false, for a digest that is identical in all stores.</summary>
    public bool IsLocal { get; init; }

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only)
    {
        (string, ColumnType)[] values = [(sql.Column(relation, Key), sql.TypeOf(relation, Key)), sql.Rounded(relation, Amount, Decimals)];
        var digest = IsLocal ? sql.LocalDigest(values) : sql.Digest(values);
        // SUM, not XOR: under XOR a row loaded three times looks like one loaded once.
        return $"COALESCE(SUM({sql.When(relation, only, digest)}), 0)";
    }

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Key, Amount];

    /// <inheritdoc />
    public override string ToString() =>
        $"digest by row of {Identifier.Written(Key)}, {Identifier.Written(Amount)}"
        + $"{(Decimals is { } places ? $" to {places.ToString(CultureInfo.InvariantCulture)} decimals" : "")}";
}

/// <summary>Digest of the rows for which the condition holds; see <see cref="DigestOf"/>.</summary>
public sealed record DigestWhere(DigestOf Digest, Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override string Id => Identity.Of("where", Digest.Id, Condition.Id);

    /// <inheritdoc />
    public override string ToSql(SqlText sql, Relation relation, IReadOnlyList<Condition>? only) => Digest.ToSql(sql, relation, [.. only ?? [], Condition]);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Digest.Columns.Concat(Condition.Columns);

    /// <inheritdoc />
    public override string ToString() => $"{Digest} where {Condition}";
}
