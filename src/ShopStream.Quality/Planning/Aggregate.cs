using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>A figure over rows: exact in every store.</summary>
public abstract record Aggregate
{
    /// <summary>The columns it names.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>In words; equal aggregates have equal text.</summary>
    public abstract override string ToString();
}

/// <summary>How many rows there are.</summary>
public sealed record CountRows : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [];

    /// <inheritdoc />
    public override string ToString() => "count";
}

/// <summary>For how many rows the condition holds.</summary>
public sealed record CountWhere(Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns;

    /// <inheritdoc />
    public override string ToString() => $"count where {Condition}";
}

/// <summary>How many rows hold a value that an earlier one holds already: values that are not null, less the distinct ones.</summary>
public sealed record CountSurplus(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"surplus of {Column}";
}

/// <summary>The exact sum; null over no rows.</summary>
public sealed record SumOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"sum of {Column}";
}

/// <summary>The smallest value; null over no rows.</summary>
public sealed record MinOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"min of {Column}";
}

/// <summary>The largest value; null over no rows.</summary>
public sealed record MaxOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"max of {Column}";
}

/// <summary>A digest of the rows that ignores their order and that PostgreSQL and DuckDB compute alike; 0 over no rows.</summary>
public sealed record DigestOf(IReadOnlyList<string> Of) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Of;

    /// <inheritdoc />
    public override string ToString() => $"digest of {string.Join(", ", Of)}";
}

/// <summary>What rows are grouped by.</summary>
/// <param name="Column">A column.</param>
/// <param name="ByDay">Whether only the day of its timestamp counts.</param>
public sealed record GroupKey(string Column, bool ByDay = false)
{
    /// <inheritdoc />
    public override string ToString() => ByDay ? $"day of {Column}" : Column;
}
