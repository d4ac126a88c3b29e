using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Lake;

/// <summary>Totals that show whether a copy matches the source: row count, NULLs per column, exact sums, range of the key.</summary>
public static class ControlTotals
{
    /// <summary>The control totals of a table, as metrics; the same for every layer.</summary>
    public static IReadOnlyList<AggregateMetric> Of(TableInfo table)
    {
        var relation = new Relation(table.Dataset);
        IEnumerable<Aggregate> aggregates =
        [
            new CountRows(),
            .. table.Columns.Where(c => !IsJson(c)).Select(c => new CountWhere(new IsNull(c.Name))),
            .. table.Columns.Where(IsNumber).Select(c => new SumOf(c.Name)),
            .. table.Columns.Where(c => IsNumber(c) && table.Key.Contains(c.Name, StringComparer.Ordinal)).SelectMany(c => new Aggregate[] { new MinOf(c.Name), new MaxOf(c.Name) }),
        ];
        return [.. aggregates.Select(a => new AggregateMetric(relation, a))];
    }

    /// <summary>Totals that differ, with the expected and the found value.</summary>
    public static IEnumerable<(string What, string? Expected, string? Found)> Differences(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> found) =>
        expected.Where(e => !AreEqual(e.Value, found.GetValueOrDefault(e.Key))).Select(e => (e.Key, e.Value, found.GetValueOrDefault(e.Key)));

    private static bool AreEqual(string? a, string? b) =>
        string.Equals(a, b, StringComparison.Ordinal) || (a is not null && b is not null && Measurement.TryExact(a) == Measurement.TryExact(b));

    // PostgreSQL counts a JSON null as a value, DuckDB does not.
    private static bool IsJson(ColumnInfo column) => column.Type is "json";

    private static bool IsNumber(ColumnInfo column) =>
        column.Type is "int" or "smallint" or "bigint" || column.Type.StartsWith("decimal", StringComparison.Ordinal);
}
