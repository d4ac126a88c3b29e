using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>
/// the rows of raw events by day of event_ts are usual: those of the last day that was over when the data was taken, judged by the days before it in the same
/// table; see <see cref="UsualRange"/>. One query reads the days of the last 400. With other keys than the day, each group is judged by itself.
/// </summary>
/// <param name="Measured">The figure and its rows.</param>
/// <param name="By">One key by day, and the keys of the groups.</param>
/// <param name="Name">Name of a metric definition, in place of the figure; null for the figure.</param>
public sealed record UsualDay(MeasuredFigure Measured, IReadOnlyList<GroupKey> By, string? Name = null) : ICheck
{
    /// <summary>Most groups: of more, one is unusual by chance, or their alarms are too rare to be found.</summary>
    public const int MostGroups = 250;

    private const int MostRows = MostGroups * (UsualRange.MostDays + 1);

    private GroupKey Day => By.First(k => k.ByDay);

    private List<GroupKey> Keys => [.. By.Where(k => !k.ByDay)];

    private Figure Figure => Measured.Figure;

    private string Unit => Name is null ? Figure.Unit : "";

    private DailyValue Kind =>
        Figure switch
        {
            { Scale: FigureScale.Count } => DailyValue.Count,
            Total => DailyValue.Sum,
            _ => DailyValue.Level,
        };

    private GroupedMetric Days =>
        new(Measured.Relation.Where(new IsWithinLast(Day.Column, LastPeriod.Of(UsualRange.MostDays + 1, CalendarUnit.Day))), By, Figure.Aggregates)
        {
            Most = MostRows + 1,
        };

    /// <inheritdoc />
    public Dataset? WrongRowsOf => Figure is NumberOfRows ? Measured.Relation.Dataset : null;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Days, new LastWholeDay()];

    /// <inheritdoc />
    public IEnumerable<TypedUse> Uses => Figure is { Scale: null, Column: { } column } ? [new NumberUse(Measured.Relation, column, "value by day")] : [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        if (Measured.IsHidden(measurements))
            return Evaluation.NotJudged($"{Identifier.Written(Figure.Column!)} is personal: its values are not shown");
        var rows = measurements[Days].Rows;
        if (rows.Count == 0)
            return Evaluation.NotJudged($"{Measured.Relation} has no rows of the last {UsualRange.MostDays + 1:0} days");
        if (rows.Count > MostRows)
            return new Evaluation
            {
                Outcome = Outcome.Error,
                Note =
                    $"{string.Join(" and ", Keys)} in {Measured.Relation} has more than {MostRows:#,##0} values in {UsualRange.MostDays + 1:0} days: "
                    + $"expected at most {MostGroups:0} groups; limit the rows with 'where'",
            };
        var day = LastWholeDay.In(measurements[new LastWholeDay()]);
        var groups = Series(rows);
        var judged = groups.Count(g => g.Before(day) >= UsualRange.FewestDays);
        var results = groups.ConvertAll(g => Judge(g, day, judged));
        return Keys.Count == 0 ? Single(results[0], day) : Grouped(results, day, measurements);
    }

    private sealed record DailySeries(IReadOnlyList<string?> Group, IReadOnlyDictionary<DateOnly, double?> Values)
    {
        private DateOnly First => Values.Keys.Min();

        public int Before(DateOnly day) => day.DayNumber - First.DayNumber;

        public IReadOnlyList<double?> Until(DateOnly day, double? missing) =>
            [.. Enumerable.Range(0, Math.Max(0, Before(day))).Select(i => Values.GetValueOrDefault(First.AddDays(i), missing))];
    }

    private sealed record Judged(IReadOnlyList<string?> Group, double Found, UsualRange? Range, string? WhyNot);

    private List<DailySeries> Series(IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var at = By.TakeWhile(k => !k.ByDay).Count();
        return
        [
            .. rows.GroupBy(r => Identity.List(r.Take(By.Count).Where((_, i) => i != at).Select(Identity.Value)), StringComparer.Ordinal)
                .Select(g => new DailySeries(
                    [.. g.First().Take(By.Count).Where((_, i) => i != at)],
                    g.ToDictionary(r => DateOnly.ParseExact(r[at]![..10], "yyyy-MM-dd", CultureInfo.InvariantCulture), Value)
                )),
        ];
    }

    private double? Value(IReadOnlyList<string?> row) =>
        Figure.Read([.. row.Skip(By.Count)]) is { } value ? value.Numerator.ToDouble() / value.Denominator.ToDouble() : null;

    private Judged Judge(DailySeries series, DateOnly day, int judged)
    {
        double? missing = Kind == DailyValue.Level ? null : 0;
        if (series.Before(day) < UsualRange.FewestDays)
            return new Judged(
                series.Group,
                0,
                null,
                $"{(series.Before(day) <= 0 ? "no day" : Counted.Of(series.Before(day), "day"))} before {Written(day)}: "
                    + $"at least {UsualRange.FewestDays:0} are needed"
            );
        if (series.Values.GetValueOrDefault(day, missing) is not { } found)
            return new Judged(series.Group, 0, null, $"no value on {Written(day)}");
        var (range, whyNot) = UsualRange.Of(series.Until(day, missing), day, Kind, judged);
        return new Judged(series.Group, found, range, whyNot);
    }

    private Evaluation Single(Judged result, DateOnly day)
    {
        if (result.Range is not { } range)
            return Evaluation.NotJudged($"{Described}: {result.WhyNot}");
        var expected = $"{Text(range)} on {Weekday(day)} {Written(day)}";
        return range.Includes(result.Found)
            ? Evaluation.Passed(expected, Text(result.Found))
            : Evaluation.Failed(expected, Text(result.Found), Difference(result.Found, range.Expected)) with
            {
                Note = $"{Text(range.Expected)} were predicted; a usual {Weekday(day)} has {Text(range.OfWeekday)}. {Explained(range)}",
            };
    }

    private Evaluation Grouped(List<Judged> results, DateOnly day, Measurements measurements)
    {
        var judged = results.Where(r => r.Range is not null).ToList();
        if (judged.Count == 0)
            return Evaluation.NotJudged($"{Described}: none of {Counted.Of(results.Count, "group")} can be judged. The first: {results[0].WhyNot}");
        var missed = judged.Where(r => !r.Range!.Includes(r.Found)).ToList();
        var expected = $"usual values on {Weekday(day)} {Written(day)}, for each {string.Join(" and ", Keys)}";
        var left = results.Count - judged.Count;
        var note = left == 0 ? null : $"{Counted.Of(left, "group")} cannot be judged, one of them because of {results.First(r => r.Range is null).WhyNot}.";
        if (missed.Count == 0)
            return Evaluation.Passed(expected, $"{(judged.Count == 1 ? "the one group" : $"all {judged.Count:#,##0} groups")} as expected") with
            {
                Note = note,
            };
        return Evaluation.Failed(
            expected,
            $"{missed.Count:#,##0} of {Counted.Of(judged.Count, "group")} not usual",
            $"+{Counted.Of(missed.Count, "group")}"
        ) with
        {
            Note = $"{Explained(missed[0].Range!)}{(note is null ? "" : $" {note}")}",
            Keys =
                measurements.RedactionPolicy.Level == SampleLevel.None
                    ? []
                    : [.. missed.Take(Sample.Limit).Select(m => $"{Key(m.Group, measurements)}: {Text(m.Found)}, usual are {Text(m.Range!)}")],
        };
    }

    private string Described => Name is null ? $"{Measured}" : $"{Name} in {Measured.Relation.Dataset}";

    private string Key(IReadOnlyList<string?> group, Measurements measurements) =>
        string.Join(", ", Keys.Zip(group, (k, v) => $"{k}={measurements.RedactionPolicy.Redact(Measured.Relation.Reference(k.Column), v) ?? "null"}"));

    // Qn and the weekday's median are explained where they are first shown, not in the manual alone.
    private string Explained(UsualRange range)
    {
        var error = Kind == DailyValue.Level ? Text(range.Error) : string.Create(CultureInfo.InvariantCulture, $"{range.Error * 100:0.0} %");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"A day is predicted by the median of its weekday in 8 weeks and the level of the last 14 days. "
                + $"On {range.Days} days before, predictions were off by {error} (the robust scale Qn); {range.Factor:0.0} times as much is usual."
        );
    }

    private string Difference(double found, double predicted)
    {
        var difference = found - predicted;
        var share = predicted > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({difference / predicted * 100:+0.0;−0.0;0.0} %)") : "";
        return (difference < 0 ? "−" : "+") + Text(Math.Abs(difference)) + share;
    }

    private string Text(UsualRange range) =>
        Kind == DailyValue.Count && Math.Floor(range.High) > Math.Ceiling(range.Low) ? $"{Number(Math.Ceiling(range.Low))} to {Text(Math.Floor(range.High))}"
        : Kind == DailyValue.Count ? Text(range.Expected)
        : $"{Number(range.Low)} to {Text(range.High)}";

    private string Text(double value) =>
        Kind == DailyValue.Count && Figure is NumberOfRows ? FigureText.Rows((decimal)Math.Round(value))
        : Figure.Scale == FigureScale.Percent ? $"{Number(value)} %"
        : $"{Number(value)} {Unit}".TrimEnd();

    private string Number(double value) => value.ToString(Kind == DailyValue.Count ? "#,##0" : "#,##0.00", CultureInfo.InvariantCulture);

    private static string Weekday(DateOnly day) => $"{day.DayOfWeek}";

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
