using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>A query and the metrics it measures.</summary>
/// <param name="Store">Store that runs it.</param>
/// <param name="Sql">SQL text; empty for <see cref="ManifestDifferences"/>, which hashes a file instead.</param>
/// <param name="Slots">The metrics, and in which columns of the result each of them is.</param>
public sealed record PlannedQuery(StoreId Store, string Sql, IReadOnlyList<Slot> Slots)
{
    /// <summary>A cheaper query that is sent first, and may make this one unnecessary; null for none.</summary>
    public FirstQuery? First { get; init; }

    /// <summary>Metrics it measures.</summary>
    public IEnumerable<Metric> Metrics => Slots.Select(s => s.Metric);

    /// <summary>Splits the result of the query into a measurement per metric.</summary>
    public IEnumerable<(Metric Metric, Measurement Measurement)> Split(Measurement result) =>
        Slots.Select(s => (s.Metric, s.Columns is not { } columns || result.Missing is not null ? result : Project(result, columns, s.Rows)));

    private static Measurement Project(Measurement result, IReadOnlyList<int> columns, RowsOfSlot? only)
    {
        var rows = new List<IReadOnlyList<string?>>(only is null ? result.Rows.Count : 0);
        foreach (var all in result.Rows)
        {
            if (only is not null && !string.Equals(all[only.Column], only.Value, StringComparison.Ordinal))
                continue;
            var own = new string?[columns.Count];
            for (var c = 0; c < own.Length; c++)
                own[c] = all[columns[c]];
            rows.Add(own);
        }
        if (rows.Count == 0 && only?.IfNone is { } none)
            rows.Add(none);
        return result with { Columns = [.. columns.Select(c => result.Columns[c])], Rows = rows };
    }
}

/// <summary>A query that is sent before another one, and may make it unnecessary.</summary>
/// <param name="Sql">SQL text.</param>
/// <param name="Known">The result of the other query, by the result of this one; null if it has to be sent.</param>
public sealed record FirstQuery(string Sql, Func<Measurement, Measurement?> Known);

/// <summary>The part of a query's result that belongs to one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Columns">Indexes of its columns in the result; null for all columns.</param>
/// <param name="Rows">Its rows in the result; null for all rows.</param>
public sealed record Slot(Metric Metric, IReadOnlyList<int>? Columns, RowsOfSlot? Rows = null);

/// <summary>The rows of a result with one value in a column.</summary>
/// <param name="Column">Index of the column.</param>
/// <param name="Value">The value.</param>
/// <param name="IfNone">The row of a metric that always has one, if the result has none; null for metrics without a row of their own.</param>
public sealed record RowsOfSlot(int Column, string Value, IReadOnlyList<string?>? IfNone = null);
