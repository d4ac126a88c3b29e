namespace ShopStream.Quality.Changes;

/// <summary>A table whose rows or columns differ between the two sides.</summary>
/// <param name="Dataset">The dataset at the head; at the base, if it was removed.</param>
public sealed record TableChange(string Dataset)
{
    /// <summary>Whether its own model was changed and makes a difference by itself; otherwise it merely inherits.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The tables that differ because their own models were changed, first in lineage first; empty where only chance makes it differ.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Columns that pair the rows; empty if rows are compared as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Where the key comes from, or why there is none.</summary>
    public string KeyNote { get; init; } = "";

    /// <summary>Rows at the base; null if the base has no such table.</summary>
    public long? RowsBefore { get; init; }

    /// <summary>Rows at the head; null if the head has no such table.</summary>
    public long? RowsAfter { get; init; }

    /// <summary>Rows that only the head has.</summary>
    public long Added { get; init; }

    /// <summary>Rows that only the base has.</summary>
    public long Removed { get; init; }

    /// <summary>Rows of both sides, paired by the key, of which a column differs.</summary>
    public long Changed { get; init; }

    /// <summary>Columns that differ in paired rows.</summary>
    public IReadOnlyList<ColumnChange> Columns { get; init; } = [];

    /// <summary>Columns that were added, removed, renamed or have another type; the table itself, if it was added, removed or moved.</summary>
    public IReadOnlyList<SchemaChange> Schema { get; init; } = [];

    /// <summary>Columns that differ between two builds of the same side, and are not compared.</summary>
    public IReadOnlyList<string> ByChance { get; init; } = [];

    /// <summary>Whether even the rows differ between two builds of the same side: then the table is not compared.</summary>
    public bool RowsByChance { get; init; }

    /// <summary>Some of the rows, as the privacy settings allow.</summary>
    public IReadOnlyList<RowSample> Samples { get; init; } = [];

    /// <summary>Whether rows differ that do not depend on chance.</summary>
    public bool HasRows => Added + Removed + Changed > 0;
}

/// <summary>A column that differs in paired rows.</summary>
/// <param name="Column">Its name at the head.</param>
/// <param name="Rows">In how many rows.</param>
public sealed record ColumnChange(string Column, long Rows)
{
    /// <summary>Sum at the head minus sum at the base over the paired rows; null if it is not an exact number.</summary>
    public decimal? Net { get; init; }

    /// <summary>Some of its values, as the privacy settings allow.</summary>
    public IReadOnlyList<ValueSample> Samples { get; init; } = [];

    /// <summary>The differences by key, for expected changes; null if there are more than are listed. Never written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<KeyedChange>? Keyed { get; init; }
}

/// <summary>A difference of the shape of a table.</summary>
/// <param name="Column">The column; "" for the table itself.</param>
/// <param name="Change">added, removed, renamed from x, int → bigint, moved from core x.</param>
public sealed record SchemaChange(string Column, string Change);

/// <summary>A row of a sample.</summary>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Key">Its key, or all its values if rows have no key.</param>
/// <param name="Values">Column and value, or column and both values, that differ; empty where values are not shown.</param>
public sealed record RowSample(string Kind, string Key, IReadOnlyList<ValueSample> Values);

/// <summary>A value on both sides.</summary>
/// <param name="Name">The key of the row, or the column.</param>
/// <param name="Before">Value at the base; null for NULL, a row that does not exist there, or where values are not shown.</param>
/// <param name="After">Value at the head; null likewise.</param>
public sealed record ValueSample(string Name, string? Before, string? After);

/// <summary>The difference of one key.</summary>
/// <param name="Key">As reports write it: sale_date=2025-12-06.</param>
/// <param name="Amount">Head minus base; null if the values are not exact numbers.</param>
public sealed record KeyedChange(string Key, decimal? Amount);
