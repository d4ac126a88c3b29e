namespace ShopStream.Quality.Data;

/// <summary>Another table of the same layer, joined by its key (LEFT JOIN: rows without a match are kept).</summary>
/// <param name="Table">Table to join.</param>
/// <param name="On">Column with the key: a name for the relation's own table, <see cref="Identifier.Of"/> for a table joined earlier.</param>
/// <param name="Key">Key column of <paramref name="Table"/>.</param>
public sealed record Lookup(string Table, string On, string Key)
{
    /// <summary>Names the lookup; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of("lookup", Identity.Value(Table), Identity.Column(On), Identity.Value(Key));
}

/// <summary>The rows a metric is measured on: a dataset, its lookups and a filter. Equality is that of the id.</summary>
public sealed class Relation : IEquatable<Relation>
{
    private readonly string text;

    /// <summary>All rows of a dataset, or only those for which every condition of <paramref name="only"/> holds.</summary>
    public Relation(Dataset dataset, IEnumerable<Condition>? only = null, IEnumerable<Lookup>? lookups = null)
    {
        Dataset = dataset;
        Conditions = [.. (only ?? []).DistinctBy(c => c.Id, StringComparer.Ordinal).OrderBy(c => c.ToString(), StringComparer.Ordinal)];
        Lookups = [.. lookups ?? []];
        Id = Identity.Of("rows", [dataset.Id, .. Lookups.Select(l => l.Id), .. Conditions.Select(c => c.Id).Order(StringComparer.Ordinal)]);
        text =
            $"{dataset}"
            + string.Concat(Lookups.Select(l => $" with {Identifier.Written(l.Table)} by {Identifier.Written(l.On)} = {Identifier.Written(l.Key)}"))
            + (Conditions.Count == 0 ? "" : $" where {string.Join(" and ", Conditions)}");
    }

    /// <summary>Names the rows, whatever the order of the conditions; see <see cref="Identity"/>.</summary>
    public string Id { get; }

    /// <summary>The table.</summary>
    public Dataset Dataset { get; }

    /// <summary>Conditions of the filter, all of which must hold; distinct and sorted by text.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>Lookups in the order they are joined.</summary>
    public IReadOnlyList<Lookup> Lookups { get; }

    /// <summary>The relation with one more condition.</summary>
    public Relation Where(Condition condition) => new(Dataset, Conditions.Append(condition), Lookups);

    /// <summary>Tables and columns of the lookups and the filter; those of the metric are not included.</summary>
    public IEnumerable<ColumnReference> References =>
        Lookups
            .SelectMany(l => new[] { Reference(l.On), new ColumnReference(Dataset with { Table = l.Table }, l.Key) })
            .Concat(Conditions.SelectMany(c => c.Columns).Select(Reference))
            .Prepend(new ColumnReference(Dataset, null));

    /// <summary>Resolves a column to table and name. What names a table that is not looked up is a name with a dot.</summary>
    public ColumnReference Reference(string column)
    {
        if (Identifier.Split(column) is not ({ } table, var name))
            return new ColumnReference(Dataset, column);
        return Lookups.Any(l => string.Equals(l.Table, table, StringComparison.Ordinal))
            ? new ColumnReference(Dataset with { Table = table }, name)
            : new ColumnReference(Dataset, $"{table}.{name}");
    }

    /// <inheritdoc />
    public bool Equals(Relation? other) => other is not null && string.Equals(Id, other.Id, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Relation);

    /// <inheritdoc />
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>"raw orders where status is one of paid".</summary>
    public override string ToString() => text;
}
