using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>What a check needs to know from one store. Metrics with the same <see cref="Key"/> have the same measurement.</summary>
public abstract record Metric(StoreId Store)
{
    /// <summary>The metric in words. Names its measurement in manifests and plans, so changing it orphans recorded measurements.</summary>
    public abstract string Key { get; }

    /// <summary>Tables and columns it refers to; looked up in the catalog before anything is measured.</summary>
    public abstract IEnumerable<ColumnReference> References { get; }

    /// <summary>Number of non-NULL values of a column.</summary>
    internal static AggregateMetric Values(Relation relation, string column) => new(relation, new CountWhere(new Not(new IsNull(column))));

    /// <inheritdoc />
    public sealed override string ToString() => Key;
}

/// <summary>An aggregate over the rows of a relation. Metrics of the same table share one query.</summary>
public sealed record AggregateMetric(Relation Relation, Aggregate Aggregate) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"{Aggregate} of {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Aggregate.Columns.Select(Relation.Reference));
}

/// <summary>Aggregates by group; a row per group: keys, then aggregates. Metrics with the same relation and keys share one query.</summary>
public sealed record GroupedMetric(Relation Relation, IReadOnlyList<GroupKey> By, IReadOnlyList<Aggregate> Aggregates) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"{string.Join(", ", Aggregates)} of {Relation} by {string.Join(", ", By)}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Concat(By.Select(k => k.Column).Concat(Aggregates.SelectMany(a => a.Columns)).Select(Relation.Reference));
}

/// <summary>Digests of groups; a row per bucket: bucket number, number of groups, digest. Equal digests mean equal groups.</summary>
/// <param name="Groups">Groups to digest, with their keys and aggregates.</param>
/// <param name="Names">Key columns whose values determine the bucket.</param>
/// <param name="Buckets">Number of buckets; at least 1.</param>
public sealed record GroupDigestMetric(GroupedMetric Groups, IReadOnlyList<string> Names, int Buckets) : Metric(Groups.Store)
{
    /// <inheritdoc />
    public override string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"digests of {Groups} in {Buckets} buckets of {string.Join(" and ", Names)}");

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Groups.References;
}

/// <summary>Values that appear more than once; one row: number of values, surplus rows, all rows with such values. NULLs are ignored.</summary>
public sealed record DuplicateValues(Relation Relation, IReadOnlyList<string> Columns) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"repeats of {string.Join(" and ", Columns)} in {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Columns.Select(Relation.Reference));
}

/// <summary>Rows whose value is not found in another table of the same store; one row: their count. NULLs are ignored.</summary>
public sealed record Orphans(Relation Relation, string Column, Dataset Parent, string ParentColumn) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"orphans of {Column} in {Relation} against {ParentColumn} in {Parent}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Relation.References.Append(Relation.Reference(Column)).Append(new ColumnReference(Parent, ParentColumn));
}

/// <summary>Distinct values of a column as text, in ascending order of UTF-8 bytes, to be merged with those of another store.</summary>
public sealed record OrderedValues(Relation Relation, string Column) : Metric(Relation.Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"values of {Column} in {Relation}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));
}

/// <summary>
/// Groups of two relations of one store whose sums differ by more than a tolerance, whose rows differ if both sides have a row key, or that
/// only one side has, even with a sum of zero; one row: groups compared, groups that differ, left sum, right sum.
/// </summary>
public sealed record GroupDifferences(GroupedSum Left, GroupedSum Right, Tolerance Tolerance) : Metric(Left.Relation.Dataset.Store)
{
    /// <summary>Whether row counts and digests are compared as well.</summary>
    public bool ByRow => Left.RowKey is not null && Right.RowKey is not null;

    /// <inheritdoc />
    public override string Key => $"groups that differ ({Tolerance}) between {Left} and {Right}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Left.References.Concat(Right.References);
}

/// <summary>All groups that differ, up to <see cref="Limit"/>; a row per group: keys, expected sum, actual sum. Measured after the check failed.</summary>
public sealed record DifferingGroups(GroupDifferences Differences) : Metric(Differences.Store)
{
    /// <summary>Maximum number of groups read.</summary>
    public const int Limit = 1_001;

    /// <inheritdoc />
    public override string Key => $"all {Differences}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Differences.References;
}

/// <summary>A sum by group.</summary>
/// <param name="Relation">Rows to sum.</param>
/// <param name="By">Group keys; at least one.</param>
/// <param name="Measure">Column to sum.</param>
/// <param name="RowKey">Column that identifies the rows on both sides of a comparison; null to compare only sums.</param>
public sealed record GroupedSum(Relation Relation, IReadOnlyList<GroupKey> By, string Measure, string? RowKey = null)
{
    /// <summary>Condition of the rows that are summed; the others only show that their group exists. Null if all rows are summed.</summary>
    public AllOf? Counted { get; init; }

    /// <summary>Further groups that exist, with no rows to sum; null if there are none.</summary>
    public GroupDomain? Domain { get; init; }

    /// <summary>Tables and columns it refers to.</summary>
    public IEnumerable<ColumnReference> References =>
        Relation.References.Concat(By.Select(k => k.Column).Append(Measure).Append(RowKey ?? Measure).Concat(Counted?.Columns ?? []).Select(Relation.Reference)).Concat(Domain?.References ?? []);

    /// <inheritdoc />
    public override string ToString() =>
        $"the sum of {Measure} in {Relation}{(Counted is null ? "" : $", counting those where {Counted},")} by {string.Join(", ", By)}{(Domain is null ? "" : $", among {Domain}")}{(RowKey is null ? "" : $", rows by {RowKey}")}";
}

/// <summary>The groups that may exist: the values of a looked-up table, such as all products, whether they were sold or not.</summary>
/// <param name="Relation">The looked-up table.</param>
/// <param name="By">Its group keys, in the order of the groups.</param>
public sealed record GroupDomain(Relation Relation, IReadOnlyList<GroupKey> By)
{
    /// <summary>Table and columns it refers to.</summary>
    public IEnumerable<ColumnReference> References => Relation.References.Concat(By.Select(k => Relation.Reference(k.Column)));

    /// <inheritdoc />
    public override string ToString() => $"{string.Join(", ", By)} of {Relation}";
}

/// <summary>Number of rows that custom SQL returns; one row: the count.</summary>
/// <param name="Layer">Layer in which unqualified table names are resolved.</param>
/// <param name="Sql">A single SELECT in the dialect of the store.</param>
public sealed record CustomSqlMetric(Layer Layer, string Sql) : Metric(new Dataset(Layer, "").Store)
{
    /// <inheritdoc />
    public override string Key => $"rows found in {Layer.NameOf()} by {Sql}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];
}

/// <summary>Columns of a table from the catalog; a row per column: name, type, nullable. Needs no query.</summary>
public sealed record Shape(Dataset Dataset) : Metric(Dataset.Store)
{
    /// <inheritdoc />
    public override string Key => $"shape of {Dataset}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];
}

/// <summary>Differences between a lake file and its manifest; a row per difference: property, value in the manifest, value of the file.</summary>
public sealed record ManifestDifferences(Dataset Dataset) : Metric(StoreId.Lake)
{
    /// <inheritdoc />
    public override string Key => $"differences of {Dataset} from its manifest";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];
}

/// <summary>Up to <see cref="Limit"/> rows to show for a failed check: key columns first, then the columns checked. Measured after the check failed.</summary>
/// <param name="Subject">Metric to sample.</param>
/// <param name="Violation">For an <see cref="AggregateMetric"/>: the condition that its sampled rows satisfy; null for all rows.</param>
/// <param name="Show">Columns to show after the key.</param>
public sealed record Sample(Metric Subject, Condition? Violation, IReadOnlyList<string> Show) : Metric(Subject.Store)
{
    /// <summary>Maximum number of rows read and shown.</summary>
    public const int Limit = 10;

    /// <inheritdoc />
    public override string Key => $"sample of {(Subject is AggregateMetric a ? $"{a.Relation}" : $"{Subject}")}{(Violation is null ? "" : $" for which {Violation}")}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Subject.References;
}

/// <summary>Values of one store that another store does not have; the first row is their count, followed by up to <see cref="Sample.Limit"/> rows with one value each. Both sides are streamed in order and merged in constant memory.</summary>
public sealed record MissingValues(OrderedValues Child, OrderedValues Parent) : Metric(Child.Store)
{
    /// <inheritdoc />
    public override string Key => $"{Child} that are not among {Parent}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Child.References.Concat(Parent.References);
}

/// <summary>Whether a value that is missing looks like one that exists, such as Crème in two Unicode forms. Evidence of a failed reference: has no rows, only a note.</summary>
/// <param name="Compared">The values, and those that exist.</param>
public sealed record LookAlikeValues(MissingValues Compared) : Metric(Compared.Store)
{
    /// <inheritdoc />
    public override string Key => $"{Compared} and look like one";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Compared.References;
}
