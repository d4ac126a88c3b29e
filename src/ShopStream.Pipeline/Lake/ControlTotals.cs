using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Lake;

/// <summary>The figures that say whether a copy holds what the source held: rows, nulls of every column, exact sums, range of the key.</summary>
public static class ControlTotals
{
    /// <summary>The figures of a table of any layer.</summary>
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

    /// <summary>Where two sets of totals part: what, expected, found.</summary>
    public static IEnumerable<(string What, string? Expected, string? Found)> Differences(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> found) =>
        expected.Where(e => !Same(e.Value, found.GetValueOrDefault(e.Key))).Select(e => (e.Key, e.Value, found.GetValueOrDefault(e.Key)));

    private static bool Same(string? a, string? b) =>
        string.Equals(a, b, StringComparison.Ordinal) || (a is not null && b is not null && Measurement.TryNumber(a) == Measurement.TryNumber(b));

    // A JSON null is a value to PostgreSQL and no value to DuckDB.
    private static bool IsJson(ColumnInfo column) => column.Type is "json";

    private static bool IsNumber(ColumnInfo column) =>
        column.Type is "int" or "smallint" or "bigint" || column.Type.StartsWith("decimal", StringComparison.Ordinal);
}
