using ShopStream.Application.Settings;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Reconciling;

/// <summary>The metric to reconcile and the two datasets.</summary>
public sealed record ReconcileRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The metric's name in the settings, such as revenue.</summary>
    public required string Metric { get; init; }

    /// <summary>Dimensions to compare by; empty for totals only.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The expected side, such as "source orders"; null for the first dataset that carries the metric.</summary>
    public string? From { get; init; }

    /// <summary>The side compared with it; null for every later dataset that has the keys.</summary>
    public string? To { get; init; }

    /// <summary>As a sentence writes it; default "to the cent".</summary>
    public string Tolerance { get; init; } = "to the cent";

    /// <summary>The metric definition and the tolerance.</summary>
    /// <exception cref="UsageException">The metric or a key is unknown, or the tolerance is malformed.</exception>
    internal (BusinessMetric Metric, Tolerance Tolerance) Resolve()
    {
        if (!Settings.Pipeline.BusinessMetrics.TryGetValue(Metric, out var found))
            throw new UsageException(
                $"there is no metric '{Metric}'{Nearest.Hint(Metric, Settings.Pipeline.BusinessMetrics.Keys)}; the settings define metrics as rule.{Metric}"
            );
        var known = found.Tables.Values.SelectMany(t => t.Keys.Keys).Distinct(StringComparer.Ordinal).ToList();
        foreach (var key in Keys.Where(k => !known.Contains(k, StringComparer.Ordinal)))
            throw new UsageException($"--by '{key}': no table of the metric {Metric} has this key{Nearest.Hint(key, known)}");
        try
        {
            return (found, Quality.Data.Tolerance.Parse(Tolerance));
        }
        catch (FormatException e)
        {
            throw new UsageException($"--tolerance: {e.Message}", e);
        }
    }
}
