namespace ShopStream.Quality.Data;

/// <param name="Name">The name in the store.</param>
/// <param name="Type">Portable words: int, bigint, varchar(255), text, decimal(10,2), timestamp, boolean, json, date, …</param>
/// <param name="Nullable">Whether the store lets it be null.</param>
public sealed record ColumnInfo(string Name, string Type, bool Nullable);

/// <param name="Dataset">The dataset.</param>
/// <param name="Columns">In their order.</param>
/// <param name="Key">The columns that name a row; empty where none are known.</param>
public sealed record TableInfo(Dataset Dataset, IReadOnlyList<ColumnInfo> Columns, IReadOnlyList<string> Key)
{
    /// <summary>Whether it has the column; names are compared as written.</summary>
    public bool Has(string column) => Columns.Any(c => string.Equals(c.Name, column, StringComparison.Ordinal));
}

/// <summary>What tables and columns there are, over all stores.</summary>
public sealed class Catalog(IEnumerable<TableInfo> tables)
{
    private readonly Dictionary<Dataset, TableInfo> byDataset = tables.ToDictionary(t => t.Dataset);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<TableInfo> Tables => byDataset.Values;

    /// <summary>Null where there is no such table.</summary>
    public TableInfo? Find(Dataset dataset) => byDataset.GetValueOrDefault(dataset);

    /// <summary>The columns that name a row: its key, or all columns where no key is known.</summary>
    public IReadOnlyList<string> KeyOf(Dataset dataset) => Find(dataset) switch
    {
        null => [],
        { Key: { Count: > 0 } key } => key,
        var table => [.. table.Columns.Select(c => c.Name)],
    };

    /// <summary>Every table and column that is mentioned and not there, with the nearest that is.</summary>
    /// <param name="references">What a check names.</param>
    /// <param name="unseen">Layers whose catalog could not be read: nothing is said of them.</param>
    public IEnumerable<string> Unknown(IEnumerable<ColumnReference> references, IReadOnlySet<Layer> unseen)
    {
        foreach (var (dataset, column) in references.Distinct())
        {
            if (unseen.Contains(dataset.Layer)) continue;
            if (Find(dataset) is not { } table)
            {
                var known = byDataset.Keys.Where(d => d.Layer == dataset.Layer).Select(d => d.Table);
                yield return $"there is no table {dataset}{Nearest.Hint(dataset.Table, known)}";
            }
            else if (column is not null && !table.Has(column))
            {
                yield return $"{dataset} has no column {column}{Nearest.Hint(column, table.Columns.Select(c => c.Name))}";
            }
        }
    }
}

/// <summary>A table, or a column of it, that a check names.</summary>
/// <param name="Dataset">The table.</param>
/// <param name="Column">The column; null for the table alone.</param>
public readonly record struct ColumnReference(Dataset Dataset, string? Column);
