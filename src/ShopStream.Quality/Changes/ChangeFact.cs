using System.Globalization;

namespace ShopStream.Quality.Changes;

/// <summary>One difference that has to be expected.</summary>
/// <param name="Model">The table, such as mart mart_sales_overview.</param>
/// <param name="Measure">metric revenue, column status, schema status, rows added, rows removed, or table.</param>
/// <param name="Change">A signed amount, a number of rows, or words such as added.</param>
public sealed record ChangeFact(string Model, string Measure, string Change)
{
    /// <summary>The same difference key by key, in one list for each way to divide it; empty if there is none. Never written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<IReadOnlyList<KeyedChange>> Divisions { get; init; } = [];

    /// <inheritdoc />
    public override string ToString() => $"{Model}, {Measure}: {Change}";
}

/// <summary>The differences of a report, each of which has to be expected.</summary>
public static class ChangeFacts
{
    /// <summary>What a keyed change without an amount says.</summary>
    public const string ChangedValue = "changed";

    /// <summary>All differences, in the order of the tables. What depends on chance is not among them.</summary>
    public static IReadOnlyList<ChangeFact> Of(ChangeReport report) => [.. report.Tables.SelectMany(Of), .. report.Metrics.Where(m => m.Moved).Select(Of)];

    /// <summary>An amount as it is written in a file: a sign, and at least two decimals.</summary>
    public static string Amount(decimal amount) => amount.ToString("+0.00########;-0.00########;0.00", CultureInfo.InvariantCulture);

    /// <summary>The change of a key as it is written in a file.</summary>
    public static string Keyed(KeyedChange change) => change.Amount is { } amount ? Amount(amount) : ChangedValue;

    private static IEnumerable<ChangeFact> Of(TableChange table)
    {
        foreach (var change in table.Schema)
            yield return new(table.Dataset, change.Column.Length == 0 ? "table" : $"schema {change.Column}", change.Change);
        if (table.Added > 0)
            yield return new(table.Dataset, "rows added", Rows(table.Added));
        if (table.Removed > 0)
            yield return new(table.Dataset, "rows removed", Rows(table.Removed));
        foreach (var column in table.Columns)
            yield return new(table.Dataset, $"column {column.Column}", Rows(column.Rows)) { Divisions = column.Keyed is { } keyed ? [keyed] : [] };
    }

    private static ChangeFact Of(MetricChange metric) =>
        new(metric.Dataset, $"metric {metric.Metric}", Amount(metric.Net))
        {
            Divisions = [.. metric.Dimensions.Select(d => d.Keyed).OfType<IReadOnlyList<KeyedChange>>()],
        };

    private static string Rows(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows} {(rows == 1 ? "row" : "rows")}");
}
