using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Profiling;

/// <summary>What is known of a column.</summary>
/// <param name="Traits">By its name and type.</param>
/// <param name="Values">How many rows have one.</param>
/// <param name="Distinct">How many there are; null where it was not asked.</param>
/// <param name="Low">The smallest number; null where there is none.</param>
/// <param name="High">The largest.</param>
/// <param name="Sum">Exact; null where it was not asked.</param>
/// <param name="Samples">Two texts of the column, never to be shown; null where there are none.</param>
internal sealed record ColumnProfile(ColumnTraits Traits, decimal Values, decimal? Distinct, decimal? Low, decimal? High, decimal? Sum, (string One, string Other)? Samples)
{
    public string Name => Traits.Name;
}

/// <summary>Counts, bounds and sums of a table: one query.</summary>
internal sealed class TableProfile
{
    private TableProfile(TableInfo table, decimal rows, IReadOnlyList<ColumnProfile> columns) => (Table, Rows, Columns) = (table, rows, columns);

    public TableInfo Table { get; }

    public Dataset Dataset => Table.Dataset;

    public Relation Relation => new(Table.Dataset);

    public decimal Rows { get; }

    /// <summary>Those that a sentence can name, in their order.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    public ColumnProfile? Column(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public decimal Nulls(ColumnProfile column) => Rows - column.Values;

    /// <summary>What is asked of a table.</summary>
    public static IEnumerable<Metric> GetMetrics(TableInfo table, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        yield return new AggregateMetric(relation, new CountRows());
        foreach (var column in ColumnTraits.Of(table, personal))
        {
            yield return Metric.Values(relation, column.Name);
            foreach (var aggregate in Aggregates(table, column)) yield return new AggregateMetric(relation, aggregate);
        }
    }

    /// <summary>Null where the store did not answer; why stands in its answers.</summary>
    public static TableProfile? Of(TableInfo table, Measurements measurements, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        if (GetMetrics(table, personal).Any(q => measurements.Find(q) is null or { Missing.Kind: not MissingMeasurementKind.Refused })) return null;
        if (Number(measurements, new AggregateMetric(relation, new CountRows())) is not { } rows) return null;
        var columns = ColumnTraits.Of(table, personal).Where(c => Number(measurements, Metric.Values(relation, c.Name)) is not null);
        return new TableProfile(table, rows, [.. columns.Select(c => Of(relation, c, measurements))]);
    }

    private static IEnumerable<Aggregate> Aggregates(TableInfo table, ColumnTraits column)
    {
        var key = column.LooksLikeKey || table.Key.Contains(column.Name, StringComparer.Ordinal);
        // Counting different values is what costs most: only where a key, a list or a small range may come of it.
        if (column.Kind != ColumnKind.Other && (key || column.Kind == ColumnKind.Whole || (column.Kind == ColumnKind.Text && !column.LooksPersonal)))
            yield return new CountSurplus(column.Name);
        if (column.IsAmount || column.Kind == ColumnKind.Text)
        {
            yield return new MinOf(column.Name);
            yield return new MaxOf(column.Name);
        }
        if (column.IsAmount && column.Kind != ColumnKind.Float) yield return new SumOf(column.Name);
    }

    private static ColumnProfile Of(Relation relation, ColumnTraits column, Measurements measurements)
    {
        AggregateMetric Figure(Aggregate aggregate) => new(relation, aggregate);
        var values = Number(measurements, Metric.Values(relation, column.Name)) ?? 0;
        var surplus = Number(measurements, Figure(new CountSurplus(column.Name)));
        var (min, max) = (Cell(measurements, Figure(new MinOf(column.Name))), Cell(measurements, Figure(new MaxOf(column.Name))));
        return new ColumnProfile(
            column, values, values - surplus,
            column.IsNumber ? Parsed(min) : null, column.IsNumber ? Parsed(max) : null,
            Number(measurements, Figure(new SumOf(column.Name))),
            column.Kind == ColumnKind.Text && min is not null && max is not null ? (min, max) : null);
    }

    private static decimal? Number(Measurements measurements, AggregateMetric metric) => Parsed(Cell(measurements, metric));

    private static string? Cell(Measurements measurements, AggregateMetric metric) => measurements.Find(metric) is { Missing: null } measurement ? measurement.Rows[0][0] : null;

    // Beyond 28 digits, and NaN: nothing is suggested of such a column's figures.
    private static decimal? Parsed(string? cell) => decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
