using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// the number of rows in raw events is within 20 % of the mean of its last 7 runs. Several runs of one date count once, with the values of
/// the newest. Only dates before the checked one are compared. Not judged if the history has fewer runs than required.
/// </summary>
/// <param name="Metric">The metric to compare.</param>
/// <param name="Percent">Allowed deviation from the mean in either direction, in percent.</param>
/// <param name="Runs">Number of earlier runs to average; at least 1.</param>
public sealed record NearHistoricalMean(TrackedMetric Metric, decimal Percent, int Runs) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Metric.Metrics;

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Metric.Uses;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (Metric.CheckHasValues(measurements) is { } notJudged)
            return notJudged;
        var past = PastValues.ValuesIn(measurements[Metric.Past]).TakeLast(Runs).ToList();
        if (past.Count < Runs)
            return FigureText.HistoryTooShort(Metric.Past.Name, past.Count, Runs);
        var (value, sum) = (Metric.Value(measurements), past.Sum(p => p.Value));
        if (value == 0 && past.TrueForAll(p => p.Value == 0))
            return Evaluation.NotJudged($"{Metric.Past.Name}: 0 now and in the last {Counted.Of(Runs, "run")}");
        var mean = sum / Runs;
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"within {Percent} % of {Metric.Format(Math.Round(mean, 2))}, the mean of "
                + $"{(Runs == 1 ? $"the run of {past[0].Date:yyyy-MM-dd}" : $"the {Runs} runs of {past[0].Date:yyyy-MM-dd} to {past[^1].Date:yyyy-MM-dd}")}"
        );
        // Multiplied instead of divided: the mean of three runs may have no finite decimal representation.
        return Math.Abs((value * Runs) - sum) * 100 <= Math.Abs(sum) * Percent
            ? Evaluation.Passed(expected, Metric.Format(value))
            : Evaluation.Failed(expected, Metric.Format(value), $"{Metric.FormatChange(value - mean)}{Share(value - mean, mean)}");
    }

    private static string Share(decimal difference, decimal mean) =>
        mean == 0 ? "" : $" ({(difference / Math.Abs(mean) * 100).ToString("+0.0#;−0.0#;0.0", CultureInfo.InvariantCulture)} %)";
}

/// <summary>
/// the number of rows in raw events is usual for its weekday: by <see cref="Spread"/>, or within a number of MADs of the median. Compared
/// with the same dates as in <see cref="NearHistoricalMean"/>, but only those of the same weekday, and at most the newest
/// <see cref="Most"/>. Not judged if there are fewer than <see cref="Fewest"/>.
/// </summary>
/// <param name="Metric">The metric to compare.</param>
/// <param name="Mads">Allowed distance from the median, in MADs; null for a modified z-score of at most 3.5.</param>
public sealed record UsualForWeekday(TrackedMetric Metric, decimal? Mads = null) : ICheck
{
    /// <summary>Minimum number of earlier values; with fewer, the median absolute deviation is meaningless.</summary>
    public const int Fewest = 4;

    /// <summary>Maximum number of earlier values: 13 weeks, so that outdated levels do not count.</summary>
    public const int Most = 13;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => Metric.Metrics;

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Metric.Uses;

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (Metric.CheckHasValues(measurements) is { } notJudged)
            return notJudged;
        var weekday = RunMoment.DateIn(measurements[new RunMoment()]).DayOfWeek;
        var past = PastValues.ValuesIn(measurements[Metric.Past]).Where(p => p.Date.DayOfWeek == weekday).TakeLast(Most).ToList();
        if (past.Count < Fewest)
            return Evaluation.NotJudged(
                $"the history has {(past.Count == 0 ? "no" : past.Count.ToString(CultureInfo.InvariantCulture))} "
                    + $"{weekday}{(past.Count == 1 ? "" : "s")} with the {Metric.Past.Name}; "
                    + $"{Fewest.ToString(CultureInfo.InvariantCulture)} are required (every run adds one)"
            );
        var value = Metric.Value(measurements);
        if (value == 0 && past.TrueForAll(p => p.Value == 0))
            return Evaluation.NotJudged($"{Metric.Past.Name}: 0 now and on all earlier {weekday}s");
        var spread = Spread.Of([.. past.Select(p => p.Value)]);
        var limit = Mads is { } mads ? mads * spread.Mad : spread.UsualRange;
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"{Metric.FormatPlain(spread.Median - limit)} to {Metric.Format(Math.Round(spread.Median + limit, 2))}: "
                + $"{LimitText(spread)} of the median {Metric.FormatPlain(spread.Median)} (MAD {Metric.FormatPlain(spread.Mad)}) "
                + $"of {past.Count} {weekday}s from {past[0].Date:yyyy-MM-dd} to {past[^1].Date:yyyy-MM-dd}"
        );
        var holds = Mads is null ? spread.IsUsual(value) : Math.Abs(value - spread.Median) <= limit;
        return holds
            ? Evaluation.Passed(expected, Metric.Format(value))
            : Evaluation.Failed(expected, Metric.Format(value), $"{Metric.FormatChange(value - spread.Median)} from the median");
    }

    private string LimitText(Spread spread) =>
        Mads is { } mads ? $"within {mads.ToString(CultureInfo.InvariantCulture)} {(mads == 1 ? "MAD" : "MADs")}"
        : spread.Mad > 0 ? "within 3.5 modified z-scores"
        : "within 3.5 z-scores by the mean deviation";
}
