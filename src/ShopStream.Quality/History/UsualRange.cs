namespace ShopStream.Quality.History;

/// <summary>What the values of days are, and with it how they vary.</summary>
public enum DailyValue
{
    /// <summary>Rows: they vary by chance at least as the square root of their number. A day without rows has 0.</summary>
    Count,

    /// <summary>A sum: it varies in proportion to itself. A day without rows has 0.</summary>
    Sum,

    /// <summary>An average, a share or any other value: it varies by so much, whatever its size. A day without rows has none.</summary>
    Level,
}

/// <summary>
/// The values that are usual for a day, judged by the days before it. The day is predicted as the median of its weekday in the 8 weeks before, moved by the
/// level of the last 14 days with a value: the median of what they are above or below their weekday. Each of the days before is predicted in the same way, by
/// the days before that. How far these predictions were off, by their median and their <see cref="RobustScale.Qn"/>, says how far a usual value may be off:
/// growth and noise are in it, and past outliers hardly are. The first day and the last three days of a month are compared with those of earlier months.
/// </summary>
public sealed record UsualRange
{
    /// <summary>Fewest days before the judged one: 4 weeks to predict the first day, and 4 weeks of predictions.</summary>
    public const int FewestDays = 56;

    /// <summary>Most days before the judged one that matter: 13 months, so that each end of a month has been there 12 times.</summary>
    public const int MostDays = 399;

    /// <summary>False alarms of all series of a night together, if chance is normally distributed.</summary>
    public const double Alarms = 0.0002;

    internal const int Training = 28;
    private const int WeekdayDays = 56;
    private const int LevelDays = 14;
    private const int FewestLevels = 7;
    private const int ErrorDays = 182;
    private const int FewestErrors = 14;

    // The scale of few errors is not well known: the range is wider by so much, divided by their number.
    private const double OfFewErrors = 6;

    // The variance of a median of n values is that of one, times π / 2 / n.
    private const double OfMedian = Math.PI / 2;

    // Of a prediction of a count: that of the count itself, of the median of 8 weekdays and of the level.
    private const double OfPrediction = 1.25;

    private UsualRange(double expected, double low, double high) => (Expected, Low, High) = (expected, low, high);

    /// <summary>The predicted value.</summary>
    public double Expected { get; }

    /// <summary>The lowest usual value.</summary>
    public double Low { get; }

    /// <summary>The highest usual value.</summary>
    public double High { get; }

    /// <summary>Median of the same weekday in the 8 weeks before.</summary>
    public double OfWeekday { get; private init; }

    /// <summary>How far predictions are off, as a standard deviation: a share of the value for counts and sums, otherwise in its unit.</summary>
    public double Error { get; private init; }

    /// <summary>Number of predicted days that the error is known from.</summary>
    public int Days { get; private init; }

    /// <summary>How many times the error is usual.</summary>
    public double Factor { get; private init; }

    /// <summary>Whether a value is usual.</summary>
    public bool Includes(double value) => value >= Low - Rounding && value <= High + Rounding;

    // Of the logarithm and back.
    private double Rounding => 1e-9 * Math.Max(1, Math.Abs(Expected));

    /// <summary>The usual values of a day.</summary>
    /// <param name="before">
    /// Values of the days before, the last one that of the day before; null for a day without a value. At least <see cref="FewestDays"/>.
    /// </param>
    /// <param name="day">The day.</param>
    /// <param name="kind">What the values are.</param>
    /// <param name="series">Number of series that are judged together, from 1: the more, the rarer each of them gives a false alarm.</param>
    /// <returns>The range, or why there is none.</returns>
    public static (UsualRange? Range, string? WhyNot) Of(IReadOnlyList<double?> before, DateOnly day, DailyValue kind, int series = 1) =>
        new Predictions(before, day, kind).Range(RobustScale.Normal(Alarms / 2 / series));

    // All days, by their number from the first one; the judged one comes after the last one.
    private sealed class Predictions
    {
        private readonly double?[] values;
        private readonly double?[] scaled;
        private readonly DateOnly first;
        private readonly DailyValue kind;
        private readonly double shift;
        private readonly bool isLog;
        private readonly double?[] predicted;

        public Predictions(IReadOnlyList<double?> before, DateOnly day, DailyValue kind)
        {
            values = [.. before.TakeLast(MostDays)];
            first = day.AddDays(-values.Length);
            this.kind = kind;
            // Of net amounts, one below 0 has no logarithm.
            isLog = kind != DailyValue.Level && values.All(v => v is null or >= 0);
            shift = kind == DailyValue.Count ? 0.5 : 0.5 * values.Where(v => v > 0).DefaultIfEmpty(1).Min()!.Value;
            scaled = [.. values.Select(v => v is { } value && isLog ? Math.Log(value + shift) : v)];
            // Older days only tell how a month ends.
            predicted =
            [
                .. Enumerable
                    .Range(0, values.Length + 1)
                    .Select(t =>
                        t < Training || (t < Judged - ErrorDays && (PlaceInMonth(Judged) is not { } place || PlaceInMonth(t) != place)) ? null : Predict(t)
                    ),
            ];
        }

        private int Judged => values.Length;

        public (UsualRange?, string?) Range(double factor)
        {
            if (values.Length < FewestDays)
                throw new ArgumentException($"{values.Length} days are fewer than {FewestDays}", nameof(factor));
            if (predicted[Judged] is not { } prediction)
                return (null, $"fewer than {FewestLevels:0} days have a value in the 8 weeks before, or fewer than 3 of the same weekday");
            var ordinary = Errors(Math.Max(Training, Judged - ErrorDays), t => PlaceInMonth(t) is null && !IsClosed(t));
            if (ordinary.Count < FewestErrors)
                return (null, $"only {ordinary.Count} of the days before could be predicted");
            var variance = Math.Pow(RobustScale.Qn(ordinary), 2);
            factor *= 1 + (OfFewErrors / ordinary.Count);
            if (kind == DailyValue.Count && isLog)
                variance = OfCount(variance, prediction);
            var (low, high) = (RobustScale.Median(ordinary), RobustScale.Median(ordinary));
            if (PlaceInMonth(Judged) is { } place)
            {
                var same = Errors(Training, t => PlaceInMonth(t) == place && !IsClosed(t));
                if (same.Count == 0)
                    return (null, $"there is no earlier {Words(place)} to compare it with");
                var median = RobustScale.Median(same);
                (low, high) = same.Count < 3 ? (Math.Min(low, same.Min()), Math.Max(high, same.Max())) : (median, median);
                variance *= 1 + (OfMedian / same.Count);
                if (same.Count > 3)
                    variance = Math.Max(variance, Math.Pow(RobustScale.Qn(same), 2));
            }
            var error = Math.Sqrt(variance);
            return (
                new UsualRange(Value(prediction + ((low + high) / 2)), Bound(prediction + low, -factor * error), Bound(prediction + high, factor * error))
                {
                    OfWeekday = RobustScale.Median(SameWeekday(Judged).Select(t => values[t]).OfType<double>()),
                    Error = error,
                    Days = ordinary.Count,
                    Factor = factor,
                },
                null
            );
        }

        private double? Predict(int t)
        {
            Span<double> known = stackalloc double[WeekdayDays];
            Span<double> weekdays = stackalloc double[7];
            for (var back = 1; back <= 7; back++)
            {
                var count = 0;
                for (var d = t - back; d >= 0 && t - d <= WeekdayDays; d -= 7)
                {
                    if (scaled[d] is { } value)
                        known[count++] = value;
                }
                weekdays[back % 7] = count < 3 ? double.NaN : RobustScale.Median(known[..count]);
            }
            if (double.IsNaN(weekdays[0]))
                return null;
            var levels = 0;
            for (var d = t - 1; d >= 0 && t - d <= WeekdayDays && levels < LevelDays; d--)
            {
                // While nothing arrives, the level is that of before: otherwise nothing would soon be usual.
                if (scaled[d] - weekdays[(t - d) % 7] is { } level && !double.IsNaN(level) && (kind == DailyValue.Level || values[d] != 0))
                    known[levels++] = level;
            }
            return levels < FewestLevels ? null : weekdays[0] + RobustScale.Median(known[..levels]);
        }

        private static IEnumerable<int> SameWeekday(int t)
        {
            for (var d = t - 7; d >= 0 && t - d <= WeekdayDays; d -= 7)
                yield return d;
        }

        private List<double> Errors(int from, Func<int, bool> counts) =>
            [.. Enumerable.Range(from, Judged - from).Where(t => counts(t)).Select(t => scaled[t] - predicted[t]).OfType<double>()];

        // A weekday on which nothing happens says nothing about the noise of the others.
        private bool IsClosed(int t) => kind != DailyValue.Level && RobustScale.Median(SameWeekday(t).Select(d => values[d] ?? 0)) == 0;

        // Chance alone makes the logarithm of a count vary by 1 / count; what is beyond that does not depend on the count.
        private double OfCount(double variance, double prediction)
        {
            var ofDays = OfPrediction * RobustScale.Median(predicted.Take(Judged).OfType<double>().Select(p => Math.Exp(-p)));
            var ofDay = OfPrediction * Math.Exp(-prediction);
            return variance > ofDays ? variance - ofDays + ofDay : variance * ofDay / ofDays;
        }

        private double Value(double scaledValue) => isLog ? Math.Max(0, Math.Exp(scaledValue) - shift) : scaledValue;

        // By the square root, in which the distribution of a count is nearly symmetric (Anscombe, Biometrika 35, 1948). A sum of few rows may be 0, too, but it
        // may also have a large one.
        private double Bound(double center, double distance)
        {
            if (!isLog)
                return center + distance;
            var value = Value(center);
            if (kind == DailyValue.Sum)
                return distance > 0 ? Value(center + distance) : value * Math.Pow(Math.Max(0, 1 + (distance / 2)), 2);
            var root = Math.Sqrt(value + 0.375) + (distance * Math.Sqrt(value + shift) / 2);
            return root <= 0 ? 0 : Math.Max(0, (root * root) - 0.375);
        }

        // 0 for the first day of a month, −1 to −3 for the last three; null for others.
        private int? PlaceInMonth(int t)
        {
            var date = first.AddDays(t);
            var left = DateTime.DaysInMonth(date.Year, date.Month) - date.Day;
            return date.Day == 1 ? 0
                : left < 3 ? -1 - left
                : null;
        }

        private static string Words(int place) =>
            place switch
            {
                0 => "first day of a month",
                -1 => "last day of a month",
                -2 => "last day but one of a month",
                _ => "last day but two of a month",
            };
    }
}
