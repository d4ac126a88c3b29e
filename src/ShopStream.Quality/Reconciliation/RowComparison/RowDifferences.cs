using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>A column on both sides of a comparison.</summary>
/// <param name="Actual">Name on the actual side.</param>
/// <param name="Expected">Name on the expected side.</param>
public sealed record ColumnPair(string Actual, string Expected)
{
    /// <summary>Names the pair; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of("pair", Identity.Value(Actual), Identity.Value(Expected));

    /// <inheritdoc />
    public override string ToString() =>
        string.Equals(Actual, Expected, StringComparison.Ordinal)
            ? Identifier.Written(Actual)
            : $"{Identifier.Written(Actual)} = {Identifier.Written(Expected)}";
}

/// <summary>
/// Rows that differ between two relations. Both are streamed in parallel and compared by key, in bounded memory.
/// The first row of the measurement has the values of <see cref="Figures"/>, followed by a row for each key shown: a text, and how its
/// values differ if they look alike. If the columns themselves differ, the measurement has the single column
/// <see cref="ColumnsDiffer"/> and a row with text per column.
/// </summary>
/// <param name="Actual">Rows to check.</param>
/// <param name="Expected">Rows to compare them with.</param>
/// <param name="Keys">Key columns; at least one.</param>
/// <param name="Columns">Other columns to compare; null for all columns, which must then be the same on both sides.</param>
/// <param name="StopAfter">Number of differences after which the comparison stops; null for no limit.</param>
public sealed record RowDifferences(Relation Actual, Relation Expected, IReadOnlyList<ColumnPair> Keys, IReadOnlyList<ColumnPair>? Columns, long? StopAfter)
    : Metric(Actual.Dataset.Store)
{
    internal const string ColumnsDiffer = "columns that differ";

    internal static readonly IReadOnlyList<string> Figures =
    [
        "rows expected",
        "rows found",
        "missing",
        "extra",
        "more than once",
        "less often",
        "other values",
        "nulls in keys expected",
        "nulls in keys found",
        "stopped",
    ];

    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            "row-differences",
            Actual.Id,
            Expected.Id,
            Identity.List(Keys.Select(k => k.Id)),
            Columns is null ? "all" : Identity.List(Columns.Select(c => c.Id)),
            Identity.Number(StopAfter)
        );

    /// <inheritdoc />
    public override string ToString() =>
        $"rows of {Actual} that differ from {Expected} by {string.Join(", ", Keys)}: "
        + $"{(Columns is null ? "all columns" : string.Join(", ", Columns))}{(StopAfter is { } n ? $", the first {n}" : "")}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Actual
            .References.Concat(Expected.References)
            .Concat(Keys.Concat(Columns ?? []).SelectMany(p => new[] { Actual.Reference(p.Actual), Expected.Reference(p.Expected) }));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Actual).Concat(TypedUse.Of(Expected));

    /// <inheritdoc />
    public override IEnumerable<StoreId> Stores => [Actual.Dataset.Store, Expected.Dataset.Store];

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <summary>What to read from each side.</summary>
    /// <param name="catalog">Column types; null if no catalog is available, then types are unknown and "all columns" has none.</param>
    public (RowReading Actual, RowReading Expected) Sides(Catalog? catalog)
    {
        var others =
            Columns
            ??
            [
                .. (catalog?.Find(Actual.Dataset)?.Columns ?? [])
                    .Select(c => new ColumnPair(c.Name, c.Name))
                    .ExceptBy(Keys.Select(k => k.Actual), p => p.Actual, StringComparer.Ordinal),
            ];
        return (Reading(catalog, Actual, p => p.Actual, others), Reading(catalog, Expected, p => p.Expected, others));
    }

    private RowReading Reading(Catalog? catalog, Relation relation, Func<ColumnPair, string> name, IReadOnlyList<ColumnPair> others)
    {
        var types = catalog?.Find(relation.Dataset)?.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        RowCell Cell(ColumnPair pair) => new(name(pair), types?.GetValueOrDefault(name(pair)) ?? "");
        return new RowReading(relation, [.. Keys.Select(Cell)], [.. others.Select(Cell)]) { AllColumns = Columns is null && types is null };
    }
}
