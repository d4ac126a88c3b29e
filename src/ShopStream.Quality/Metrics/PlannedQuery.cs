using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>A query and the metrics it measures.</summary>
/// <param name="Store">Store that runs it.</param>
/// <param name="Sql">SQL text; empty for <see cref="ManifestDifferences"/>, which hashes a file instead.</param>
/// <param name="Slots">The metrics, and in which columns of the result each of them is.</param>
public sealed record PlannedQuery(StoreId Store, string Sql, IReadOnlyList<Slot> Slots)
{
    /// <summary>Metrics it measures.</summary>
    public IEnumerable<Metric> Metrics => Slots.Select(s => s.Metric);

    /// <summary>Splits the result of the query into a measurement per metric.</summary>
    public IEnumerable<(Metric Metric, Measurement Measurement)> Split(Measurement result) =>
        Slots.Select(s => (s.Metric, s.Columns is null || result.Missing is not null ? result : Project(result, s.Columns)));

    private static Measurement Project(Measurement result, IReadOnlyList<int> columns)
    {
        var rows = new IReadOnlyList<string?>[result.Rows.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var (all, own) = (result.Rows[i], new string?[columns.Count]);
            for (var c = 0; c < own.Length; c++)
                own[c] = all[columns[c]];
            rows[i] = own;
        }
        return result with { Columns = [.. columns.Select(c => result.Columns[c])], Rows = rows };
    }
}

/// <summary>The part of a query's result that belongs to one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Columns">Indexes of its columns in the result; null for all columns.</param>
public sealed record Slot(Metric Metric, IReadOnlyList<int>? Columns);
