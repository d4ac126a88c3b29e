using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Profiling;

/// <summary>Profile of a column.</summary>
/// <param name="Traits">Traits derived from name and type.</param>
/// <param name="Values">Number of non-NULL values.</param>
/// <param name="Distinct">Number of distinct values; null if it was not measured.</param>
/// <param name="Low">Smallest number; null if there is none.</param>
/// <param name="High">Largest number; null if there is none.</param>
/// <param name="Sum">Exact sum; null if it was not measured.</param>
/// <param name="Samples">Two text values, which must not be shown; null if there are none.</param>
internal sealed record ColumnProfile(
    ColumnTraits Traits,
    decimal Values,
    decimal? Distinct,
    decimal? Low,
    decimal? High,
    decimal? Sum,
    (string One, string Other)? Samples
)
{
    public string Name => Traits.Name;
}

/// <summary>Profile of a table: counts, bounds and sums, measured in one query.</summary>
internal sealed class TableProfile
{
    private TableProfile(TableInfo table, decimal rows, IReadOnlyList<ColumnProfile> columns) => (Table, Rows, Columns) = (table, rows, columns);

    public TableInfo Table { get; }

    public Dataset Dataset => Table.Dataset;

    public Relation Relation => new(Table.Dataset);

    public decimal Rows { get; }

    /// <summary>Columns that can be named in a sentence, in table order.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    public ColumnProfile? Column(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public decimal Nulls(ColumnProfile column) => Rows - column.Values;

    /// <summary>Metrics of a profile.</summary>
    public static IEnumerable<Metric> GetMetrics(TableInfo table, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        yield return new AggregateMetric(relation, new CountRows());
        foreach (var column in ColumnTraits.Of(table, personal))
        {
            yield return AggregateMetric.Values(relation, column.Name);
            foreach (var aggregate in Aggregates(table, column))
                yield return new AggregateMetric(relation, aggregate);
        }
    }

    /// <summary>Reads the profile from measurements; null if the store did not respond, in which case the measurements have the reason.</summary>
    public static TableProfile? Of(TableInfo table, Measurements measurements, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        if (GetMetrics(table, personal).Any(m => measurements.Find(m) is null or { Missing.Kind: not MissingMeasurementKind.Refused }))
            return null;
        if (Number(measurements, new AggregateMetric(relation, new CountRows())) is not { } rows)
            return null;
        var columns = ColumnTraits.Of(table, personal).Where(c => Number(measurements, AggregateMetric.Values(relation, c.Name)) is not null);
        return new TableProfile(table, rows, [.. columns.Select(c => Of(relation, c, measurements))]);
    }

    private static IEnumerable<Aggregate> Aggregates(TableInfo table, ColumnTraits column)
    {
        var key = column.LooksLikeKey || table.Key.Contains(column.Name, StringComparer.Ordinal);
        // Counting distinct values is the most expensive part, so only for columns that may be a key, a value list or a small range.
        if (column.Kind != ColumnKind.Other && (key || column.Kind == ColumnKind.Whole || (column.Kind == ColumnKind.Text && !column.LooksPersonal)))
            yield return new CountSurplus(column.Name);
        if (column.IsAmount || column.Kind == ColumnKind.Text)
        {
            yield return new MinOf(column.Name);
            yield return new MaxOf(column.Name);
        }
        if (column.IsAmount && column.Kind != ColumnKind.Float)
            yield return new SumOf(column.Name);
    }

    private static ColumnProfile Of(Relation relation, ColumnTraits column, Measurements measurements)
    {
        AggregateMetric MetricOf(Aggregate aggregate) => new(relation, aggregate);
        var values = Number(measurements, AggregateMetric.Values(relation, column.Name)) ?? 0;
        var surplus = Number(measurements, MetricOf(new CountSurplus(column.Name)));
        var (min, max) = (Cell(measurements, MetricOf(new MinOf(column.Name))), Cell(measurements, MetricOf(new MaxOf(column.Name))));
        return new ColumnProfile(
            column,
            values,
            values - surplus,
            column.IsNumber ? Parse(min) : null,
            column.IsNumber ? Parse(max) : null,
            Number(measurements, MetricOf(new SumOf(column.Name))),
            column.Kind == ColumnKind.Text && min is not null && max is not null ? (min, max) : null
        );
    }

    private static decimal? Number(Measurements measurements, AggregateMetric metric) => Parse(Cell(measurements, metric));

    private static string? Cell(Measurements measurements, AggregateMetric metric) =>
        measurements.Find(metric) is { Missing: null } measurement ? measurement.Rows[0][0] : null;

    // Numbers with more than 28 digits, and NaN, cannot be parsed; nothing is suggested for them.
    private static decimal? Parse(string? cell) => decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
