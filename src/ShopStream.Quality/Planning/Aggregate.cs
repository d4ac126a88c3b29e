using System.Globalization;
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

/// <summary>How many different values there are; null is none.</summary>
public sealed record CountDistinct(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"different values of {Column}";
}

/// <summary>The exact sum; null over no rows.</summary>
public sealed record SumOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"sum of {Column}";
}

/// <summary>The exact sum over the rows for which the condition holds; null over none.</summary>
public sealed record SumWhere(string Column, Condition Condition) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => Condition.Columns.Prepend(Column);

    /// <inheritdoc />
    public override string ToString() => $"sum of {Column} where {Condition}";
}

/// <summary>The smallest value; null over no rows. Of numbers, days and times: stores order texts each in its own way.</summary>
public sealed record MinOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"min of {Column}";
}

/// <summary>The largest value; null over no rows. Of numbers, days and times, as <see cref="MinOf"/>.</summary>
public sealed record MaxOf(string Column) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override string ToString() => $"max of {Column}";
}

/// <summary>
/// A digest of the rows that ignores their order and that PostgreSQL and DuckDB compute alike; 0 over no rows. The key is digested as its
/// text: whole numbers, text, days, timestamps and booleans have the same one in both, floats, JSON and bytes do not, nor have decimals of
/// different scales.
/// </summary>
/// <param name="Key">The column whose values name the rows.</param>
/// <param name="Amount">A number, rounded to <paramref name="Decimals"/> first, so that 1.5 is 1.50.</param>
/// <param name="Decimals">At most 10.</param>
public sealed record DigestOf(string Key, string Amount, int Decimals) : Aggregate
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Key, Amount];

    /// <inheritdoc />
    public override string ToString() => $"digest of {Key}, {Amount} to {Decimals.ToString(CultureInfo.InvariantCulture)} decimals";
}

/// <summary>What rows are grouped by.</summary>
/// <param name="Column">A column.</param>
/// <param name="ByDay">Whether only the day of its timestamp counts.</param>
public sealed record GroupKey(string Column, bool ByDay = false)
{
    /// <inheritdoc />
    public override string ToString() => ByDay ? $"day of {Column}" : Column;
}
