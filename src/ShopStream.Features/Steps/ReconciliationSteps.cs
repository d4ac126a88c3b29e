using ShopStream.Features.Sentences;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>Sentences that compare amounts between layers, in total and in every group.</summary>
[Binding, Family("reconciliation", Order = 6)]
public sealed class ReconciliationSteps(SpecContext spec)
{
    private const string Advice =
        InsteadOfModifiersAttribute.LimitEachSide + ", compare groups with 'by day' or 'by country', and allow a difference with 'within 0.5 %'";

    [Then("{column} in {dataset} reconciles with {column} in {dataset}")]
    [InsteadOfModifiers(Advice)]
    [Example("revenue in source orders reconciles with revenue in core fact_orders")]
    public void Reconcile(ColumnName metric, Dataset dataset, ColumnName otherMetric, Dataset other) =>
        Reconcile(metric, dataset, otherMetric, other, [], Tolerance.Exact);

    [Then("{column} in {dataset} reconciles with {column} in {dataset} {tolerance}")]
    [InsteadOfModifiers(Advice)]
    [Example("revenue in source orders reconciles with revenue in mart mart_sales_overview to the cent")]
    public void ReconcileWithin(ColumnName metric, Dataset dataset, ColumnName otherMetric, Dataset other, Tolerance tolerance) =>
        Reconcile(metric, dataset, otherMetric, other, [], tolerance);

    [Then("{column} in {dataset} reconciles with {column} in {dataset} by {keys}")]
    [InsteadOfModifiers(Advice)]
    [Example("revenue in raw orders reconciles with revenue in staging stg_orders by country")]
    public void ReconcileBy(ColumnName metric, Dataset dataset, ColumnName otherMetric, Dataset other, Keys keys) =>
        Reconcile(metric, dataset, otherMetric, other, keys.Names, Tolerance.Exact);

    [Then("{column} in {dataset} reconciles with {column} in {dataset} by {keys} {tolerance}")]
    [InsteadOfModifiers(Advice)]
    [Example("revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent")]
    public void ReconcileByWithin(ColumnName metric, Dataset dataset, ColumnName otherMetric, Dataset other, Keys keys, Tolerance tolerance) =>
        Reconcile(metric, dataset, otherMetric, other, keys.Names, tolerance);

    /// <summary>
    /// A row with "key" in its first cell names the grouping columns ("created_at by day" for the day of a timestamp); every other row is a measure.
    /// </summary>
    [Then("{dataset} reconciles with {dataset}:")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide + ", and compare groups with rows of the table that begin with 'key'")]
    [Example(
        """
            source orders reconciles with staging stg_orders:
              | what   | source orders     | staging stg_orders | tolerance   |
              | key    | created_at by day | order_date         |             |
              | key    | status            | status             |             |
              | amount | total_amount      | total_amount       | to the cent |
            """
    )]
    public void ReconcileTable(Dataset dataset, Dataset other, DataTable table)
    {
        SpecContext.RequireTwoSides($"{dataset}", $"{other}");
        string[] expected = ["what", $"{dataset}", $"{other}", "tolerance"];
        if (!table.Header.SequenceEqual(expected.Take(Math.Max(3, table.Header.Count)), StringComparer.Ordinal))
            throw new FormatException($"the table's columns are {string.Join(", ", table.Header)}; expected {string.Join(", ", expected)}");
        var keys = table.Rows.Where(r => r["what"] is "key").ToList();
        var measures = table.Rows.Where(r => r["what"] is not "key").ToList();
        if (measures.Count == 0)
            throw new FormatException("the table names no measure: expected a row such as | amount | total_amount | total_amount | to the cent |");
        foreach (var measure in measures)
        {
            var tolerance = Tolerance.Parse(measure.TryGetValue("tolerance", out var words) ? words : "");
            spec.AddCheck(new Reconciles(measure["what"], Side(dataset, 1, keys, measure), Side(other, 2, keys, measure), tolerance), $"({measure["what"]})");
        }
    }

    private Measure Side(Dataset dataset, int cell, List<DataTableRow> keys, DataTableRow measure) =>
        new(spec.Rows(dataset), [.. keys.Select(k => Key(k[cell]))], Identifier.Cell(measure[cell]));

    private static GroupKey Key(string cell) =>
        cell.EndsWith(" by day", StringComparison.Ordinal)
            ? new GroupKey(Identifier.Cell(cell[..^" by day".Length]), ByDay: true)
            : new GroupKey(Identifier.Cell(cell));

    private void Reconcile(ColumnName metric, Dataset dataset, ColumnName otherMetric, Dataset other, IReadOnlyList<string> keys, Tolerance tolerance)
    {
        SpecContext.RequireTwoSides($"{metric.Name} in {dataset}", $"{otherMetric.Name} in {other}");
        var left = spec.Measure(metric.Name, dataset, keys);
        spec.AddCheck(
            new Reconciles(metric.Name, left, spec.Measure(otherMetric.Name, other, keys), tolerance)
            {
                Keys = keys,
                BusinessMetric = string.Equals(metric.Name, otherMetric.Name, StringComparison.Ordinal) ? spec.BusinessMetric(metric.Name) : null,
            }
        );
    }
}
