using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>An aggregate over rows that is exact in every store.</summary>
public abstract record Aggregate
{
    /// <summary>Columns it refers to.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>The aggregate in words. Two aggregates are equal if and only if their texts are.</summary>
    public abstract override string ToString();
}

/// <summary>Number of rows.</summary>
public sealed record CountRows : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [];

    /// <inheritdoc />
    public override string ToString() => "count";
}

/// <summary>Number of rows for which the condition holds.</summary>
public sealed record CountWhere(Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns;

    /// <inheritdoc />
    public override string ToString() => $"count where {Condition}";
}

/// <summary>Number of surplus rows: non-NULL values minus distinct values.</summary>
public sealed record CountSurplus(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"surplus of {Column}";
}

/// <summary>Number of distinct non-NULL values.</summary>
public sealed record CountDistinct(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"different values of {Column}";
}

/// <summary>Exact sum; null over no rows.</summary>
public sealed record SumOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"sum of {Column}";
}

/// <summary>Exact sum over the rows for which the condition holds; null if there are none.</summary>
public sealed record SumWhere(string Column, Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns.Prepend(Column);

    /// <inheritdoc />
    public override string ToString() => $"sum of {Column} where {Condition}";
}

/// <summary>Smallest value; null over no rows. Only for numbers, dates and times: stores order text differently.</summary>
public sealed record MinOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"min of {Column}";
}

/// <summary>Largest value; null over no rows. Only for numbers, dates and times, as <see cref="MinOf"/>.</summary>
public sealed record MaxOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"max of {Column}";
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
    public override IEnumerable<string> Columns => [Key, Amount];

    // Manifests record digests by this text. Digests of versions that wrote "digest of" were computed otherwise.
    /// <inheritdoc />
    public override string ToString() => $"digest by row of {Key}, {Amount}{(Decimals is { } places ? $" to {places.ToString(CultureInfo.InvariantCulture)} decimals" : "")}";
}

/// <summary>Digest of the rows for which the condition holds; see <see cref="DigestOf"/>.</summary>
public sealed record DigestWhere(DigestOf Digest, Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Digest.Columns.Concat(Condition.Columns);

    /// <inheritdoc />
    public override string ToString() => $"{Digest} where {Condition}";
}

/// <summary>A column that rows are grouped by.</summary>
/// <param name="Column">Column name.</param>
/// <param name="ByDay">Whether to group by the day of the timestamp.</param>
public sealed record GroupKey(string Column, bool ByDay = false)
{
    /// <inheritdoc />
    public override string ToString() => ByDay ? $"day of {Column}" : Column;
}
