using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

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

    /// <summary>A total as it was measured.</summary>
    /// <exception cref="UsageException">A value is not a finite number.</exception>
    public static string? Valid(AggregateMetric total, string? measured) =>
        total.Aggregate is SumOf sum && measured is ("NaN" or "Infinity" or "-Infinity")
            ? throw new UsageException(
                $"{total.Relation} {Identifier.Written(sum.Column)}: a value is {measured}, which no decimal of the warehouse holds. "
                    + "Expected numbers: correct the values, read them from a view, "
                    + $"or leave the column out with source.columns.{Identifier.Written(total.Relation.Dataset.Table)}."
            )
            : measured;

    /// <summary>The row count among control totals.</summary>
    public static long RowsOf(IReadOnlyDictionary<string, string?> totals) =>
        long.Parse(totals[new CountRows().ToString()] ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The control totals of a table from those of its partitions: counts and sums are added, ranges joined.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partitions">The totals of each partition; none for an empty table.</param>
    public static IReadOnlyDictionary<string, string?> Combined(TableInfo table, IReadOnlyCollection<IReadOnlyDictionary<string, string?>> partitions) =>
        Of(table).ToDictionary(NameOf, t => Combined(t.Aggregate, [.. partitions.Select(p => p[NameOf(t)]).OfType<string>()]), StringComparer.Ordinal);

    private static string? Combined(Aggregate total, List<string> values) =>
        total switch
        {
            CountRows or CountWhere => $"{values.Select(ExactNumber.Parse).Aggregate(ExactNumber.Zero, (a, b) => a + b)}",
            _ when values.Count == 0 => null,
            MinOf => $"{values.Select(ExactNumber.Parse).Min()}",
            MaxOf => $"{values.Select(ExactNumber.Parse).Max()}",
            _ => $"{values.Select(ExactNumber.Parse).Aggregate((a, b) => a + b)}",
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
