using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Values of one store that another store does not have; the first row is their count, followed by up to <see cref="Sample.Limit"/> rows with one
/// value each. Both sides are streamed in order and merged in constant memory.
/// </summary>
public sealed record MissingValues(OrderedValues Child, OrderedValues Parent) : Metric(Child.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("missing-values", Child.Id, Parent.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Child.References.Concat(Parent.References);

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Child.Uses.Concat(Parent.Uses);

    /// <inheritdoc />
    public override IEnumerable<Metric> Parts => [Child, Parent];

    /// <inheritdoc />
    public override IEnumerable<StoreId> Stores => [Child.Store, Parent.Store];

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <summary>Number of the values in a measurement.</summary>
    public static decimal CountIn(Measurement measurement) => measurement.Number(0);

    /// <summary>The values in a measurement that are shown.</summary>
    public static IEnumerable<string?> ValuesIn(Measurement measurement) => measurement.Rows.Skip(1).Select(r => r[0]);

    /// <inheritdoc />
    public override string ToString() => $"{Child} that are not among {Parent}";
}

/// <summary>
/// Whether a value that is missing looks like one that exists, such as Crème in two Unicode forms. Evidence of a failed reference: has no rows, only a note.
/// </summary>
/// <param name="Compared">The values, and those that exist.</param>
public sealed record LookAlikeValues(MissingValues Compared) : Metric(Compared.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("look-alikes", Compared.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Compared.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Compared.Uses;

    /// <inheritdoc />
    public override IEnumerable<StoreId> Stores => Compared.Stores;

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override string ToString() => $"{Compared} and look like one";
}
