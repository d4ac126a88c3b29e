namespace ShopStream.Quality.Data;

/// <summary>A column in the catalog.</summary>
/// <param name="Name">Name in the store.</param>
/// <param name="Type">Portable type name: int, bigint, varchar(255), text, decimal(10,2), timestamp, boolean, json, date, …</param>
/// <param name="Nullable">Whether the store allows NULL.</param>
public sealed record ColumnInfo(string Name, string Type, bool Nullable)
{
    /// <summary>Type in the source, for a column that arrives as text in this store; null for all other columns.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? SourceType { get; init; }
}

/// <summary>A table in the catalog.</summary>
/// <param name="Dataset">Layer and name of the table.</param>
/// <param name="Columns">Columns in the order of the table.</param>
/// <param name="Key">Columns of the primary key; empty if it is not known.</param>
public sealed record TableInfo(Dataset Dataset, IReadOnlyList<ColumnInfo> Columns, IReadOnlyList<string> Key)
{
    /// <summary>The model that builds the table; null if none does, or if the models are not known.</summary>
    public TableModel? Model { get; init; }

    /// <summary>The tables that it is built from, as settings declare it; null where the layers alone say what is upstream.</summary>
    public IReadOnlyList<Dataset>? Upstream { get; init; }

    /// <summary>SHA-256 of the model that the table was last built from, as the warehouse recorded it; null if it did not.</summary>
    public string? BuiltFrom { get; init; }

    /// <summary>Whether the table has the column; case-sensitive.</summary>
    public bool Has(string column) => Columns.Any(c => string.Equals(c.Name, column, StringComparison.Ordinal));
}

/// <summary>The model of a table, as it is in the models folder now.</summary>
/// <param name="Sql">Its SELECT, in the warehouse's SQL.</param>
public sealed record TableModel(string Sql)
{
    /// <summary>The call by which it asks for the time, so that it builds other rows later; null if it does not ask.</summary>
    public string? AsksForTimeBy { get; init; }

    /// <summary>Whether it has changed since the table was built.</summary>
    public bool IsChanged { get; init; }
}

/// <summary>All tables and columns of all stores.</summary>
public sealed class Catalog(IEnumerable<TableInfo> tables)
{
    private readonly Dictionary<Dataset, TableInfo> byDataset = tables.ToDictionary(t => t.Dataset);

    /// <summary>All tables.</summary>
    public IReadOnlyCollection<TableInfo> Tables => byDataset.Values;

    /// <summary>When their rows were taken, which relative conditions count from; null if they are of no run.</summary>
    public SnapshotTime? Taken { get; init; }

    /// <summary>The same tables, with what relative conditions count from.</summary>
    public Catalog At(SnapshotTime taken) => new(Tables) { Taken = taken };

    /// <summary>Returns null if the table does not exist.</summary>
    public TableInfo? Find(Dataset dataset) => byDataset.GetValueOrDefault(dataset);

    /// <summary>Columns that identify a row: the key, or all columns if no key is known.</summary>
    public IReadOnlyList<string> KeyOf(Dataset dataset) =>
        Find(dataset) switch
        {
            null => [],
            { Key: { Count: > 0 } key } => key,
            var table => [.. table.Columns.Select(c => c.Name)],
        };

    /// <summary>The type of a column; an unknown type if there is no such column.</summary>
    public ColumnType TypeOf(ColumnReference reference) =>
        Find(reference.Dataset)?.Columns.FirstOrDefault(c => string.Equals(c.Name, reference.Column, StringComparison.Ordinal)) is { } column
            ? ColumnType.Parse(column.Type)
            : ColumnType.Unknown;

    /// <summary>Lists every referenced table and column that does not exist, with the nearest name that does.</summary>
    /// <param name="references">Tables and columns that checks refer to.</param>
    /// <param name="unseen">Layers whose catalog could not be read; references to them are not checked.</param>
    public IEnumerable<string> Unknown(IEnumerable<ColumnReference> references, IReadOnlySet<Layer> unseen)
    {
        foreach (var (dataset, column) in references.Distinct())
        {
            if (unseen.Contains(dataset.Layer))
                continue;
            if (Find(dataset) is not { } table)
            {
                var known = byDataset.Keys.Where(d => d.Layer == dataset.Layer).Select(d => d.Table);
                yield return $"there is no table {dataset}{Nearest.NameHint(dataset.Table, known)}";
            }
            else if (column is not null && !table.Has(column))
            {
                yield return $"{dataset} has no column {Identifier.Written(column)}{Nearest.NameHint(column, table.Columns.Select(c => c.Name))}";
            }
        }
    }
}

/// <summary>A reference to a table, or to one of its columns.</summary>
/// <param name="Dataset">The table.</param>
/// <param name="Column">The column; null for the table alone.</param>
public readonly record struct ColumnReference(Dataset Dataset, string? Column)
{
    /// <summary>As results name it: "raw orders" or "raw orders.total_amount", with quotes where a name needs them.</summary>
    public override string ToString() => Column is null ? $"{Dataset}" : $"{Dataset}.{Identifier.Written(Column)}";
}
