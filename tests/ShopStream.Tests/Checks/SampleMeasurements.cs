using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Checks;

/// <summary>Evaluates checks with given measurements of their metrics, without a store.</summary>
internal static class SampleMeasurements
{
    /// <summary>Evaluates a check with one number per metric.</summary>
    public static Evaluation By(this ICheck check, params decimal?[] numbers) =>
        check.Evaluate(Of(check.GetMetrics().Zip(numbers, (metric, number) => (metric, Row(number)))));

    /// <summary>Evaluates a check with rows per metric, then with those of its evidence.</summary>
    public static Evaluation ByRows(this ICheck check, params Measurement[] measurements)
    {
        var metrics = check.GetMetrics().ToList();
        var known = Of(metrics.Zip(measurements));
        var evaluation = check.Evaluate(known);
        foreach (var (metric, measurement) in evaluation.Evidence.Zip(measurements.Skip(metrics.Count)))
            known.Add(metric, measurement);
        return evaluation.Complete(known);
    }

    public static Measurement Row(decimal? number) => Rows("n", [number?.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>A measurement with columns separated by spaces, and rows.</summary>
    public static Measurement Rows(string columns, params string?[][] rows) => new(columns.Split(' '), rows);

    public static Measurements Of(IEnumerable<(Metric Metric, Measurement Measurement)> known)
    {
        var measurements = new Measurements();
        foreach (var (metric, measurement) in known)
            measurements.Add(metric, measurement);
        return measurements;
    }

    /// <summary>The evaluation as text: "outcome: expected | actual | difference | note".</summary>
    public static string Message(this Evaluation evaluation) =>
        $"{evaluation.Outcome}: "
        + $"{string.Join(" | ", new[] { evaluation.Expected, evaluation.Actual, evaluation.Difference, evaluation.Note }.Where(t => t is not null))}";
}
