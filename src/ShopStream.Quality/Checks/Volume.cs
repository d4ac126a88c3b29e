using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// the number of rows in raw events is within 20 % of the mean of its last 7 runs. Runs of one date count once, as the newest has them; the
/// judged date and those after it are not among its past. With fewer runs than asked for it is not judged.
/// </summary>
/// <param name="Metric">What is compared.</param>
/// <param name="Percent">Of the mean, either way.</param>
/// <param name="Runs">How many, from 1.</param>
public sealed record NearHistoricalMean(TrackedMetric Metric, decimal Percent, int Runs) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Metric.Metrics;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (Metric.CheckHasValues(measurements) is { } nothing) return nothing;
        var past = PastValues.ValuesIn(measurements[Metric.Past]).TakeLast(Runs).ToList();
        if (past.Count < Runs) return HistoryTooShort(past.Count);
        var (value, sum) = (Metric.Value(measurements), past.Sum(p => p.Value));
        if (value == 0 && past.TrueForAll(p => p.Value == 0)) return Evaluation.NotJudged($"{Metric.Past.Name}: nothing now, and nothing in the last {FigureText.Count(Runs, "run")}");
        var mean = sum / Runs;
        var expected = string.Create(CultureInfo.InvariantCulture, $"within {Percent} % of {Metric.Format(Math.Round(mean, 2))}, the mean of {(Runs == 1 ? $"the run of {past[0].Date:yyyy-MM-dd}" : $"the {Runs} runs of {past[0].Date:yyyy-MM-dd} to {past[^1].Date:yyyy-MM-dd}")}");
        // Multiplied out: the mean of three runs may have no last digit.
        return Math.Abs((value * Runs) - sum) * 100 <= Math.Abs(sum) * Percent
            ? Evaluation.Passed(expected, Metric.Format(value))
            : Evaluation.Failed(expected, Metric.Format(value), $"{Metric.FormatChange(value - mean)}{Share(value - mean, mean)}");
    }

    private Evaluation HistoryTooShort(int there) => Evaluation.NotJudged(
        $"the history has {(there == 0 ? "no run" : FigureText.Count(there, "run"))} of an earlier date with the {Metric.Past.Name}, {Runs.ToString(CultureInfo.InvariantCulture)} {(Runs == 1 ? "is" : "are")} needed: every run adds one");

    private static string Share(decimal difference, decimal mean) =>
        mean == 0 ? "" : $" ({(difference / Math.Abs(mean) * 100).ToString("+0.0#;−0.0#", CultureInfo.InvariantCulture)} %)";
}

/// <summary>
/// the number of rows in raw events is usual for its weekday: by <see cref="Spread"/>, or within so many MADs of the median. The past is
/// that of <see cref="NearHistoricalMean"/>, but only dates of the same weekday, the newest <see cref="Most"/> of them; with fewer than
/// <see cref="Fewest"/> it is not judged.
/// </summary>
/// <param name="Metric">What is compared.</param>
/// <param name="Mads">How many MADs from the median it may be; null for the modified z-score's 3.5.</param>
public sealed record UsualForWeekday(TrackedMetric Metric, decimal? Mads = null) : ICheck
{
    /// <summary>Below that a median of distances says nothing.</summary>
    public const int Fewest = 4;

    /// <summary>A quarter of a year: what was usual before is not what is usual now.</summary>
    public const int Most = 13;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Metric.Metrics;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (Metric.CheckHasValues(measurements) is { } nothing) return nothing;
        var weekday = RunMoment.DateIn(measurements[new RunMoment()]).DayOfWeek;
        var past = PastValues.ValuesIn(measurements[Metric.Past]).Where(p => p.Date.DayOfWeek == weekday).TakeLast(Most).ToList();
        if (past.Count < Fewest)
            return Evaluation.NotJudged($"the history has {(past.Count == 0 ? "no" : past.Count.ToString(CultureInfo.InvariantCulture))} {weekday}{(past.Count == 1 ? "" : "s")} with the {Metric.Past.Name}, {Fewest.ToString(CultureInfo.InvariantCulture)} are needed: every run adds one");
        var value = Metric.Value(measurements);
        if (value == 0 && past.TrueForAll(p => p.Value == 0)) return Evaluation.NotJudged($"{Metric.Past.Name}: nothing now, and nothing on {weekday}s before");
        var spread = Spread.Of([.. past.Select(p => p.Value)]);
        var reach = Mads is { } mads ? mads * spread.Mad : spread.UsualRange;
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"{Metric.FormatPlain(spread.Median - reach)} to {Metric.Format(spread.Median + reach)}: {Limit(spread)} of the median {Metric.FormatPlain(spread.Median)} (MAD {Metric.FormatPlain(spread.Mad)}) of {past.Count} {weekday}s from {past[0].Date:yyyy-MM-dd} to {past[^1].Date:yyyy-MM-dd}");
        var holds = Mads is null ? spread.IsUsual(value) : Math.Abs(value - spread.Median) <= reach;
        return holds ? Evaluation.Passed(expected, Metric.Format(value)) : Evaluation.Failed(expected, Metric.Format(value), $"{Metric.FormatChange(value - spread.Median)} from the median");
    }

    private string Limit(Spread spread) => Mads is { } mads
        ? $"within {mads.ToString(CultureInfo.InvariantCulture)} {(mads == 1 ? "MAD" : "MADs")}"
        : spread.Mad > 0 ? "within 3.5 modified z-scores" : "within 3.5 z-scores by the mean deviation";
}
