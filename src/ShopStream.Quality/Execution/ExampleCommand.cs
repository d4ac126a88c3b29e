using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>The command that writes an example of a row that violates a check, for a table that a model builds.</summary>
internal static partial class ExampleCommand
{
    /// <summary>The command for the first row whose key is shown; null if there is none, as where a column of the key is personal.</summary>
    public static string? Of(IEnumerable<Metric> metrics, Measurements measurements, Catalog catalog)
    {
        foreach (var sample in metrics.OfType<Sample>())
        {
            var read = sample.References.Select(r => r.Dataset).Distinct().Select(catalog.Find).ToList();
            if (
                read is [{ Model: not null, Key.Count: > 0 } table]
                && Identifier.IsPlain(table.Dataset.Table)
                && measurements.Find(sample) is { Missing: null } shown
                && shown.Rows.Select(row => Row(table, shown.Columns, row, measurements.RedactionPolicy)).FirstOrDefault(r => r is not null) is { } found
            )
                return $"shopstream example {table.Dataset.Table} {found}";
        }
        return null;
    }

    private static string? Row(TableInfo table, IReadOnlyList<string> columns, IReadOnlyList<string?> row, RedactionPolicy redaction)
    {
        var named = table
            .Key.Select(key => (Key: key, At: columns.Index().Where(c => string.Equals(c.Item, key, StringComparison.Ordinal)).Select(c => c.Index).ToList()))
            .Select(k =>
                k.At is [var at, ..]
                && row[at] is { } value
                && Identifier.IsPlain(k.Key)
                && Value().IsMatch(value)
                && !redaction.Hides(new ColumnReference(table.Dataset, k.Key))
                    ? $"--row {k.Key}={value}"
                    : null
            )
            .ToList();
        return named.Contains(null) ? null : string.Join(" ", named);
    }

    // What every shell passes on as it is.
    [GeneratedRegex(@"^[A-Za-z0-9_.:+-]+\z", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
