using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>What a check wants to know of one store. Two questions with the same <see cref="Key"/> have the same answer.</summary>
public abstract record Metric(StoreId Store)
{
    /// <summary>The question in words: the name of its answer in a manifest and in a plan.</summary>
    public abstract string Key { get; }

    /// <summary>Every table and column it names, to be looked up in the catalog before anything is asked.</summary>
    public abstract IEnumerable<ColumnReference> References { get; }

    /// <summary>How many values of a column are not null.</summary>
    internal static AggregateMetric Values(Relation relation, string column) => new(relation, new CountWhere(new Not(new IsNull(column))));

    /// <inheritdoc />
    public sealed override string ToString() => Key;
}

/// <summary>One figure over a relation's rows. All that share a relation are answered by one query.</summary>
public sealed record AggregateMetric(Relation Relation, Aggregate Aggregate) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"{Aggregate} of {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Aggregate.Columns.Select(Relation.Reference));
}

/// <summary>Figures by group; a row per group: the keys, then the figures. All that share relation and keys are answered by one query.</summary>
public sealed record GroupedMetric(Relation Relation, IReadOnlyList<GroupKey> By, IReadOnlyList<Aggregate> Aggregates) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"{string.Join(", ", Aggregates)} of {Relation} by {string.Join(", ", By)}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Concat(By.Select(k => k.Column).Concat(Aggregates.SelectMany(a => a.Columns)).Select(Relation.Reference));
}

/// <summary>A digest of groups: a row for each bucket of their keys, with its number, how many groups it has and their digest. Equal digests mean equal groups; a decimal that one store writes with another scale makes them differ.</summary>
/// <param name="Groups">What is digested: keys and figures.</param>
/// <param name="Names">The columns among the groups' keys whose values choose the bucket.</param>
/// <param name="Buckets">From 1.</param>
public sealed record GroupDigestMetric(GroupedMetric Groups, IReadOnlyList<string> Names, int Buckets) : Metric(Groups.Store)
{
    /// <inheritdoc />
    public override string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"digests of {Groups} in {Buckets} buckets of {string.Join(" and ", Names)}");

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Groups.References;
}

/// <summary>How often values appear more than once; one row: values, surplus rows, rows concerned. Nulls do not count.</summary>
public sealed record DuplicateValues(Relation Relation, IReadOnlyList<string> Columns) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"repeats of {string.Join(" and ", Columns)} in {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Columns.Select(Relation.Reference));
}

/// <summary>Rows whose value is not found in another table of the same store; one row: their count. Nulls point nowhere and do not count.</summary>
public sealed record Orphans(Relation Relation, string Column, Dataset Parent, string ParentColumn) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"orphans of {Column} in {Relation} against {ParentColumn} in {Parent}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Append(Relation.Reference(Column)).Append(new ColumnReference(Parent, ParentColumn));
}

/// <summary>The distinct values of a column as text, ascending by their UTF-8 bytes, to be merged with those of another store.</summary>
public sealed record OrderedValues(Relation Relation, string Column) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"values of {Column} in {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));
}

/// <summary>Groups of two relations of one store whose sums differ by more than a tolerance, or whose rows differ where both name their rows by one key; one row: groups compared, groups that differ, left sum, right sum.</summary>
public sealed record GroupDifferences(GroupedSum Left, GroupedSum Right, Tolerance Tolerance) : Metric(Left.Relation.Dataset.Store)
{
    /// <summary>Whether counts and digests are compared too.</summary>
    public bool ByRow => Left.RowKey is not null && Right.RowKey is not null;

    /// <inheritdoc />
    public override string Key => $"groups that differ ({Tolerance}) between {Left} and {Right}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Left.Mentions.Concat(Right.Mentions);
}

/// <summary>A sum by group.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="By">At least one key.</param>
/// <param name="Measure">The column that is summed.</param>
/// <param name="RowKey">The column whose values name the rows on both sides of a comparison; null where only sums are compared.</param>
public sealed record GroupedSum(Relation Relation, IReadOnlyList<GroupKey> By, string Measure, string? RowKey = null)
{
    /// <summary>Every table and column it names.</summary>
    public IEnumerable<ColumnReference> Mentions =>
        Relation.References.Concat(By.Select(k => k.Column).Append(Measure).Append(RowKey ?? Measure).Select(Relation.Reference));

    /// <inheritdoc />
    public override string ToString() =>
        $"the sum of {Measure} in {Relation} by {string.Join(", ", By)}{(RowKey is null ? "" : $", rows by {RowKey}")}";
}

/// <summary>How many rows a user's own query finds; one row: their count.</summary>
/// <param name="Layer">Where its bare table names are looked up.</param>
/// <param name="Sql">One SELECT in the dialect of the store.</param>
public sealed record CustomSqlMetric(Layer Layer, string Sql) : Metric(new Dataset(Layer, "").Store)
{
    /// <inheritdoc />
    public override string Key => $"rows found in {Layer.NameOf()} by {Sql}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];
}

/// <summary>The columns as the catalog has them; a row each: name, type, nullable. No query.</summary>
public sealed record Shape(Dataset Dataset) : Metric(Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"shape of {Dataset}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];
}

/// <summary>Where a lake file and its manifest part; a row each: what, manifest, file. No rows where they agree.</summary>
public sealed record ManifestDifferences(Dataset Dataset) : Metric(StoreId.Lake)
{
    /// <inheritdoc />
    public override string Key => $"differences of {Dataset} from its manifest";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];
}

/// <summary>Up to <see cref="Limit"/> rows to show for a failed check: key columns first, then those concerned. Asked after the check failed.</summary>
/// <param name="Subject">The question whose rows are wanted.</param>
/// <param name="Violation">For a <see cref="AggregateMetric"/>: which of its relation's rows are meant.</param>
/// <param name="Show">Columns concerned, shown after the key.</param>
public sealed record Sample(Metric Subject, Condition? Violation, IReadOnlyList<string> Show) : Metric(Subject.Store)
{
    /// <summary>No more rows than this are asked or shown.</summary>
    public const int Limit = 10;

    /// <inheritdoc />
    public override string Key => $"sample of {(Subject is AggregateMetric f ? $"{f.Relation}" : $"{Subject}")}{(Violation is null ? "" : $" for which {Violation}")}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Subject.References;
}

/// <summary>Values of one store that another store does not have; the first row is their count, up to <see cref="Sample.Limit"/> rows with a value each follow. Both sides are streamed in order and merged: memory does not grow with them.</summary>
public sealed record MissingValues(OrderedValues Child, OrderedValues Parent) : Metric(Child.Store)
{
    /// <inheritdoc />
    public override string Key => $"{Child} that are not among {Parent}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Child.References.Concat(Parent.References);
}
