using ShopStream.Quality.Checks;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.History;

/// <summary>Histories and evaluation contexts for tests.</summary>
internal static class SampleHistory
{
    /// <summary>A Friday; its run starts at 06:00 UTC.</summary>
    public static DateOnly Friday { get; } = new(2026, 11, 27);

    public static DateTimeOffset SixFridays { get; } = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Runs that recorded one value each. They start one minute apart, in the order given.</summary>
    public static RunHistory Of(string name, params (DateOnly Date, decimal Value)[] runs) =>
        new(
            runs.Select(
                (r, i) => Run($"run-{i + 1}", r.Date, i) with { Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { [name] = r.Value } }
            )
        );

    /// <summary>Values of the dates before the Friday, ascending.</summary>
    public static RunHistory Days(string name, params decimal[] values) => Of(name, [.. values.Select((v, i) => (Friday.AddDays(i - values.Length), v))]);

    /// <summary>Values of the Fridays before the Friday, ascending.</summary>
    public static RunHistory Fridays(string name, params decimal[] values) =>
        Of(name, [.. values.Select((v, i) => (Friday.AddDays((i - values.Length) * 7), v))]);

    public static HistoryRun Run(string id, DateOnly date, int minute = 0, params (string Name, Outcome Outcome)[] scenarios) =>
        new()
        {
            Schema = 1,
            RunId = id,
            StartedAt = SixFridays.AddMinutes(minute),
            FinishedAt = SixFridays.AddMinutes(minute).AddSeconds(3),
            Date = date,
            Outcome = Outcomes.Worst(scenarios.Select(s => s.Outcome)),
            ExitCode = 0,
            Counts = new OutcomeCounts(0, 0, 0, 0, 0),
            Queries = 1,
            Scenarios = new Dictionary<string, IReadOnlyDictionary<string, Outcome>>(StringComparer.Ordinal)
            {
                ["a.feature"] = scenarios.ToDictionary(s => s.Name, s => s.Outcome, StringComparer.Ordinal),
            },
            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal),
        };

    /// <summary>Evaluates a check on that Friday, with one cell per metric that is measured on a store.</summary>
    public static Evaluation After(this ICheck check, RunHistory past, params string?[] cells) =>
        check.From(new EvaluationContext(SixFridays, Friday, past), cells);

    public static Evaluation From(this ICheck check, EvaluationContext context, params string?[] cells)
    {
        var rest = new Queue<string?>(cells);
        return check.Evaluate(
            SampleMeasurements.Of(
                check
                    .GetMetrics()
                    .ToList()
                    .Select(m => (m, m is RunContextMetric fromContext ? fromContext.Measure(context) : SampleMeasurements.Rows("n", [rest.Dequeue()])))
            )
        );
    }
}
