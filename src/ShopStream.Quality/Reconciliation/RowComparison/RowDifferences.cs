using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <param name="Actual">The column's name on the side that is judged.</param>
/// <param name="Expected">Its name on the side it is compared with.</param>
public sealed record ColumnPair(string Actual, string Expected)
{
    /// <inheritdoc />
    public override string ToString() => string.Equals(Actual, Expected, StringComparison.Ordinal) ? Actual : $"{Actual} = {Expected}";
}

/// <summary>
/// Rows that two relations do not have alike. Both are streamed side by side and compared by key, whatever their number.
/// The answer's first row has a figure by <see cref="Figures"/>; a line for each key shown follows. Where the columns themselves
/// differ the answer has one column, <see cref="ColumnsDiffer"/>, and a row in words for each.
/// </summary>
/// <param name="Actual">What is judged.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Keys">What names a row; at least one.</param>
/// <param name="Columns">What is compared besides; null for all columns, which then have to be the same on both sides.</param>
/// <param name="StopAfter">Differences after which no more are looked for; null for none.</param>
public sealed record RowDifferences(Relation Actual, Relation Expected, IReadOnlyList<ColumnPair> Keys, IReadOnlyList<ColumnPair>? Columns, long? StopAfter) : Metric(Actual.Dataset.Store)
{
    internal const string ColumnsDiffer = "columns that differ";

    internal static readonly IReadOnlyList<string> Figures =
        ["rows expected", "rows found", "missing", "extra", "more than once", "less often", "other values", "nulls in keys expected", "nulls in keys found", "stopped"];

    /// <inheritdoc />
    public override string Key =>
        $"rows of {Actual} that differ from {Expected} by {string.Join(", ", Keys)}: {(Columns is null ? "all columns" : string.Join(", ", Columns))}{(StopAfter is { } n ? $", the first {n}" : "")}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References =>
        Actual.References.Concat(Expected.References)
            .Concat(Keys.Concat(Columns ?? []).SelectMany(p => new[] { Actual.Reference(p.Actual), Expected.Reference(p.Expected) }));

    /// <summary>What is read of either side.</summary>
    /// <param name="catalog">Null where none is at hand: types are not known then, and "all columns" are none.</param>
    public (RowReading Actual, RowReading Expected) Sides(Catalog? catalog)
    {
        var others = Columns ?? [.. (catalog?.Find(Actual.Dataset)?.Columns ?? []).Select(c => new ColumnPair(c.Name, c.Name)).ExceptBy(Keys.Select(k => k.Actual), p => p.Actual, StringComparer.Ordinal)];
        return (Reading(catalog, Actual, p => p.Actual, others), Reading(catalog, Expected, p => p.Expected, others));
    }

    private RowReading Reading(Catalog? catalog, Relation relation, Func<ColumnPair, string> name, IReadOnlyList<ColumnPair> others)
    {
        var types = catalog?.Find(relation.Dataset)?.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        RowCell Cell(ColumnPair pair) => new(name(pair), types?.GetValueOrDefault(name(pair)) ?? "");
        return new RowReading(relation, [.. Keys.Select(Cell)], [.. others.Select(Cell)]) { AllColumns = Columns is null && types is null };
    }
}
