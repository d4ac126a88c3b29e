using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Checks;

/// <summary>Answers without a store: every question of a check, in its order, with the rows given.</summary>
internal static class SampleMeasurements
{
    /// <summary>A check judged by one number for each of its questions.</summary>
    public static Evaluation By(this ICheck check, params decimal?[] numbers) =>
        check.Evaluate(Answers(check.GetMetrics().Zip(numbers, (q, n) => (q, Row(n)))));

    /// <summary>A check judged by rows for each of its questions, and of its evidence.</summary>
    public static Evaluation ByRows(this ICheck check, params Measurement[] measurements)
    {
        var metrics = check.GetMetrics().ToList();
        var known = Answers(metrics.Zip(measurements));
        var evaluation = check.Evaluate(known);
        if (measurements.Length == metrics.Count) return evaluation;
        foreach (var (metric, measurement) in evaluation.Evidence.Zip(measurements.Skip(metrics.Count))) known.Add(metric, measurement);
        return check.Evaluate(known);
    }

    public static Measurement Row(decimal? number) => Rows("n", [number?.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Columns by name, separated by blanks; then rows.</summary>
    public static Measurement Rows(string columns, params string?[][] rows) => new(columns.Split(' '), rows);

    public static Measurements Answers(IEnumerable<(Metric Question, Measurement Answer)> known)
    {
        var measurements = new Measurements();
        foreach (var (metric, measurement) in known) measurements.Add(metric, measurement);
        return measurements;
    }

    /// <summary>Outcome: expected | actual | difference | note.</summary>
    public static string Message(this Evaluation evaluation) =>
        $"{evaluation.Outcome}: {string.Join(" | ", new[] { evaluation.Expected, evaluation.Actual, evaluation.Difference, evaluation.Note }.Where(t => t is not null))}";
}
