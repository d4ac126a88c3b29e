using ShopStream.Quality.Checks;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.History;

/// <summary>Histories and standpoints for tests.</summary>
internal static class SampleHistory
{
    /// <summary>A Friday; the run of its data starts at six.</summary>
    public static DateOnly Friday { get; } = new(2026, 11, 27);

    public static DateTimeOffset SixFridays { get; } = new(2026, 11, 27, 6, 0, 0, TimeSpan.Zero);

    /// <summary>A run that counted one thing; each starts at six on its date, a minute after the one before it in the list.</summary>
    public static RunHistory Of(string figure, params (DateOnly Date, decimal Value)[] runs) =>
        new(runs.Select((r, i) => Run($"run-{i + 1}", r.Date, i) with { Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { [figure] = r.Value } }));

    /// <summary>So many dates before the Friday, the newest last.</summary>
    public static RunHistory Days(string figure, params decimal[] values) =>
        Of(figure, [.. values.Select((v, i) => (Friday.AddDays(i - values.Length), v))]);

    /// <summary>So many Fridays before the Friday, the newest last.</summary>
    public static RunHistory Fridays(string figure, params decimal[] values) =>
        Of(figure, [.. values.Select((v, i) => (Friday.AddDays((i - values.Length) * 7), v))]);

    public static HistoryRun Run(string id, DateOnly date, int minute = 0, params (string Name, Outcome Outcome)[] scenarios) => new()
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

    /// <summary>A check judged on that Friday by one cell for each question that a store is asked, in their order.</summary>
    public static Evaluation After(this ICheck check, RunHistory past, params string?[] cells) => check.From(new EvaluationContext(SixFridays, Friday, past), cells);

    public static Evaluation From(this ICheck check, EvaluationContext context, params string?[] cells)
    {
        var rest = new Queue<string?>(cells);
        return check.Evaluate(SampleMeasurements.Answers(check.GetMetrics().ToList().Select(q => (q, q is RunContextMetric own ? own.Measure(context) : SampleMeasurements.Rows("n", [rest.Dequeue()])))));
    }
}
