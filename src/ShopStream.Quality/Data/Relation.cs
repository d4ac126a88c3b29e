namespace ShopStream.Quality.Data;

/// <summary>Another table of the same layer that a relation's rows look up, by a key they hold; rows without a match stay.</summary>
/// <param name="Table">The table looked up.</param>
/// <param name="On">The column that holds the key: bare for the relation's own table, table.column for one joined before.</param>
/// <param name="Key">The key's column in <paramref name="Table"/>.</param>
public sealed record Lookup(string Table, string On, string Key);

/// <summary>The rows that a question is about: a dataset, what it looks up, and a filter.</summary>
public sealed class Relation : IEquatable<Relation>
{
    private readonly string text;

    /// <summary>All rows of a dataset, or those for which every condition of <paramref name="only"/> holds.</summary>
    public Relation(Dataset dataset, IEnumerable<Condition>? only = null, IEnumerable<Lookup>? lookups = null)
    {
        Dataset = dataset;
        Conditions = [.. (only ?? []).DistinctBy(c => c.ToString(), StringComparer.Ordinal).OrderBy(c => c.ToString(), StringComparer.Ordinal)];
        Lookups = [.. lookups ?? []];
        text = $"{dataset}"
            + string.Concat(Lookups.Select(l => $" with {l.Table} by {l.On} = {l.Key}"))
            + (Conditions.Count == 0 ? "" : $" where {string.Join(" and ", Conditions)}");
    }

    /// <summary>The table.</summary>
    public Dataset Dataset { get; }

    /// <summary>All have to hold.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>In the order they are joined.</summary>
    public IReadOnlyList<Lookup> Lookups { get; }

    /// <summary>The same rows, fewer.</summary>
    public Relation Where(Condition condition) => new(Dataset, Conditions.Append(condition), Lookups);

    /// <summary>The tables and columns it names, besides those a question adds.</summary>
    public IEnumerable<ColumnReference> References =>
        Lookups.SelectMany(l => new[] { Reference(l.On), new ColumnReference(Dataset with { Table = l.Table }, l.Key) })
            .Concat(Conditions.SelectMany(c => c.Columns).Select(Reference))
            .Prepend(new ColumnReference(Dataset, null));

    /// <summary>The table and column that a column's text names here; a dot after anything but a looked-up table is a part of the column's own name.</summary>
    public ColumnReference Reference(string column)
    {
        var dot = column.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 || !Lookups.Any(l => string.Equals(l.Table, column[..dot], StringComparison.Ordinal)) ? new ColumnReference(Dataset, column) : new ColumnReference(Dataset with { Table = column[..dot] }, column[(dot + 1)..]);
    }

    /// <inheritdoc />
    public bool Equals(Relation? other) => other is not null && string.Equals(text, other.text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Relation);

    /// <inheritdoc />
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>"raw orders where status is one of paid"; equal relations have equal text.</summary>
    public override string ToString() => text;
}
