using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Lake;

/// <summary>Totals that show whether a copy matches the source: row count, NULLs per column, exact sums, range of the key.</summary>
public static class ControlTotals
{
    private const string Absent = "absent";

    /// <summary>The control totals of a table, as metrics; the same for every layer.</summary>
    public static IReadOnlyList<AggregateMetric> Of(TableInfo table)
    {
        var relation = new Relation(table.Dataset);
        IEnumerable<Aggregate> aggregates =
        [
            new CountRows(),
            .. table.Columns.Where(c => !IsJson(c)).Select(c => new CountWhere(new IsNull(c.Name))),
            .. table.Columns.Where(IsNumber).Select(c => new SumOf(c.Name)),
            .. table
                .Columns.Where(c => IsNumber(c) && table.Key.Contains(c.Name, StringComparer.Ordinal))
                .SelectMany(c => new Aggregate[] { new MinOf(c.Name), new MaxOf(c.Name) }),
        ];
        return [.. aggregates.Select(a => new AggregateMetric(relation, a))];
    }

    /// <summary>Name of a total in a manifest; a part of its format, not a description.</summary>
    /// <exception cref="ArgumentException">The metric is not a control total.</exception>
    public static string NameOf(AggregateMetric total) =>
        total.Aggregate switch
        {
            CountRows => "count",
            CountWhere { Condition: IsNull isNull } => $"count where {isNull.Column} is null",
            SumOf sum => $"sum of {sum.Column}",
            MinOf min => $"min of {min.Column}",
            MaxOf max => $"max of {max.Column}",
            _ => throw new ArgumentException($"'{total}' is not a control total", nameof(total)),
        };

    /// <summary>Totals that differ, with the expected and the found value. A total that only one side has differs.</summary>
    public static IEnumerable<(string What, string? Expected, string? Found)> Differences(
        IReadOnlyDictionary<string, string?> expected,
        IReadOnlyDictionary<string, string?> found
    ) =>
        expected
            .Keys.Union(found.Keys, StringComparer.Ordinal)
            .Select(what => (What: what, Expected: ValueOf(expected, what), Found: ValueOf(found, what)))
            .Where(d => !AreEqual(d.Expected, d.Found));

    private static string? ValueOf(IReadOnlyDictionary<string, string?> totals, string what) => totals.TryGetValue(what, out var value) ? value : Absent;

    // NaN and Infinity are equal only to themselves.
    private static bool AreEqual(string? a, string? b) =>
        string.Equals(a, b, StringComparison.Ordinal)
        || (a is not null && b is not null && ExactNumber.TryParse(a) is { } left && ExactNumber.TryParse(b) is { } right && left == right);

    // PostgreSQL counts a JSON null as a value, DuckDB does not.
    private static bool IsJson(ColumnInfo column) => ColumnType.Parse(column.Type).Kind == ValueKind.Json;

    private static bool IsNumber(ColumnInfo column) => ColumnType.Parse(column.Type).Kind == ValueKind.Exact;
}
