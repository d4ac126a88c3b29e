using ShopStream.Quality.Data;

namespace ShopStream.Quality.Metrics;

/// <summary>Key of the rows in a table.</summary>
/// <param name="Entity">Entity of a row: order, line. Only rows of the same entity are compared.</param>
/// <param name="Column">Column that identifies a row.</param>
public sealed record RowKey(string Entity, string Column);

/// <summary>An amount by group in one dataset: one side of a reconciliation.</summary>
/// <param name="Relation">Rows to sum.</param>
/// <param name="By">Group keys; empty for the total.</param>
/// <param name="Column">Column of the amount.</param>
/// <param name="RowKey">Key of the rows; null if only amounts can be compared.</param>
public sealed record Measure(Relation Relation, IReadOnlyList<GroupKey> By, string Column, RowKey? RowKey = null)
{
    /// <summary>The rows that a group consists of, where not all of them are summed; null if they are those of <see cref="Relation"/>.</summary>
    public CountedRows? Groups { get; init; }

    /// <summary>Groups that exist without rows, because a looked-up table has them; null if only rows make a group exist.</summary>
    public GroupDomain? Domain { get; init; }
}

/// <summary>Rows of which only some count. A group of rows that do not count exists, with an amount of zero; a group without rows does not exist.</summary>
/// <param name="All">All rows.</param>
/// <param name="Counted">Condition of the rows that count.</param>
public sealed record CountedRows(Relation All, AllOf Counted);
