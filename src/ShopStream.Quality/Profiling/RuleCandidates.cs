using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Quality.Profiling;

/// <summary>
/// Candidate checks of formats, lengths, days, shares and averages. Each asks for so many rows, and leaves so much room, that the rows of a usual day more do
/// not break it.
/// </summary>
/// <param name="table">Profile of the table.</param>
internal sealed partial class RuleCandidates(TableProfile table)
{
    // Fewer rows, or fewer different values, may have something in common by chance.
    private const int FewRows = 100;
    private const int ManyRows = 1_000;

    // Whole weeks, so that every weekday has occurred.
    private const int FewDays = 14;
    private const int RowsOfADay = 20;
    private const decimal ThinPercent = 25;

    // Of what a share is today; the rest is room for days to come.
    private const decimal RoomOfShare = 0.9m;
    private const decimal LeastShare = 50;

    private string RowCount => FigureText.Rows(table.Rows);

    public IEnumerable<Candidate> All() =>
        [.. Formats(), .. NeverBlank(), .. Lengths(), .. Shares(), .. Averages(), .. Numbering(), .. Days(), .. Combinations()];

    /// <summary>Formats of the standards: is a valid email address.</summary>
    private IEnumerable<Candidate> Formats() =>
        from column in table.Columns
        where column.Samples is not null && column.Values >= FewRows
        from format in KnownPatterns.Formats(column.Name, column.Samples!.Value.One, column.Samples!.Value.Other)
        select OfValues(Subject.Patterns, column, format, $"{Counted.Of(column.Values, "value")} in this format");

    private IEnumerable<Candidate> NeverBlank() =>
        table
            .Columns.Where(c =>
                c.Traits.Kind == ColumnKind.Text && c.Values == table.Rows && table.Rows >= FewRows && c.Distinct is null or > ValueLists.MostValues
            )
            .Select(c => OfValues(Subject.Completeness, c, "is never blank", null));

    // The smallest and the largest text have as many characters: so may all others.
    private IEnumerable<Candidate> Lengths() =>
        from column in table.Columns
        where column is { Samples: not null, Distinct: >= FewRows }
        let length = Characters(column.Samples!.Value.One)
        where length > 1 && length == Characters(column.Samples!.Value.Other)
        select OfValues(
            Subject.Patterns,
            column,
            string.Create(CultureInfo.InvariantCulture, $"has exactly {length} characters"),
            $"{Counted.Of(column.Values, "value")} of this length"
        );

    /// <summary>A column with some NULLs keeps most of its values.</summary>
    private IEnumerable<Candidate> Shares()
    {
        foreach (var column in table.Columns.Where(c => table.Rows >= ManyRows && c.Values < table.Rows))
        {
            var percent = decimal.Floor(column.Values * 100 / table.Rows * RoomOfShare / 5) * 5;
            if (percent < LeastShare)
                continue;
            var written = string.Create(CultureInfo.InvariantCulture, $"{percent:0} %");
            yield return new Candidate(
                Subject.Completeness,
                column.Name,
                new AtLeastShare(table.Relation, percent, new Not(new IsNull(column.Name)), new IsNull(column.Name), null),
                _ => Values(column)
            )
            {
                Sentence = $"at least {written} of {Identifier.Written(column.Name)} in {table.Relation} is not null",
            };
        }
    }

    /// <summary>The average of many amounts moves little: half and twice as much are far away.</summary>
    private IEnumerable<Candidate> Averages()
    {
        foreach (var column in table.Columns.Where(c => c.Traits is { IsMoney: true, LooksPersonal: false } && c.Values >= ManyRows && c.Low >= 0))
        {
            if (Average(column) is not { } average || Deviation(column, average) * 6 > average / 2)
                continue;
            var (low, high) = (Rounded(average / 2, decimal.Floor), Rounded(average * 2, decimal.Ceiling));
            var bound = FigureBound.Parse(string.Create(CultureInfo.InvariantCulture, $"is between {low:0.##########} and {high:0.##########}"));
            yield return new Candidate(
                Subject.Ranges,
                column.Name,
                new FigureInBounds(new MeasuredFigure(new Average(column.Name), table.Relation), bound),
                _ => Values(column, $"{average.ToString("#,##0.00", CultureInfo.InvariantCulture)} on average")
            )
            {
                Sentence = $"the average {Identifier.Written(column.Name)} in {table.Relation} {bound}",
            };
        }
    }

    /// <summary>Ranks and numbers of documents: each number once, from the first to the last. Keys are left out: a database skips some.</summary>
    private IEnumerable<Candidate> Numbering() =>
        from column in table.Columns
        where
            column.Traits is { Kind: ColumnKind.Whole, LooksLikeKey: false, LooksPersonal: false }
            && column.Distinct >= FewRows
            && column.Distinct == column.Values
            && column.High - column.Low + 1 == column.Values
            && NumberName().IsMatch(column.Name)
        select new Candidate(
            Subject.Keys,
            column.Name,
            new NoneFound(new SequenceGaps(table.Relation, column.Name, 1, null), Allowance.None),
            _ => Values(column, $"each whole number from {column.Low:#,##0} to {column.High:#,##0}")
        )
        {
            Sentence = $"{Identifier.Written(column.Name)} in {table.Relation} has no gaps",
        };

    private IEnumerable<Candidate> Days()
    {
        if (table.Columns.FirstOrDefault(c => c.Values == table.Rows && table.Rows >= FewDays * RowsOfADay && IsMoment(c)) is not { } column)
            yield break;
        var name = Identifier.Written(column.Name);
        var days = new CalendarRows(table.Relation, column.Name, CalendarUnit.Day, null);
        string Evidence(Evaluation evaluation) => $"{RowCount}, {evaluation.Expected}";
        yield return new Candidate(
            Subject.Days,
            column.Name,
            new EveryPeriod(table.Relation, column.Name, CalendarUnit.Day, ExceptWeekends: false, null),
            Evidence
        )
        {
            Sentence = $"{table.Relation} has rows for every day of {name}",
            Also = m => IsDense(days, m, _ => true),
        };
        yield return new Candidate(
            Subject.Days,
            column.Name,
            new EveryPeriod(table.Relation, column.Name, CalendarUnit.Day, ExceptWeekends: true, null),
            Evidence
        )
        {
            Sentence = $"{table.Relation} has rows for every day of {name}, weekends excepted",
            Also = m => IsDense(days, m, d => !IsWeekend(d)) && !Rows(days, m).Any(d => IsWeekend(d.Day)),
        };
        yield return new Candidate(Subject.Days, column.Name, new NoThinPeriod(table.Relation, column.Name, CalendarUnit.Day, ThinPercent, null), Evidence)
        {
            Sentence = $"no day of {name} in {table.Relation} has fewer than {ThinPercent:0} % of the median rows",
            Also = m => IsDense(days, m, _ => true) && IsEven(days, m),
        };
        yield return new Candidate(
            Subject.Days,
            column.Name,
            new UsualDay(new MeasuredFigure(new NumberOfRows(), table.Relation), [GroupKey.Of(column.Name, CalendarUnit.Day)]),
            Evidence
        )
        {
            Sentence = $"the rows of {table.Relation} by day of {name} are usual",
            // Of a table to which nothing is added, no row is usual, too.
            Also = m => IsDense(days, m, _ => true) && Rows(days, m).Any(d => DateOnly.FromDateTime(d.Day) == LastWholeDay.In(m[new LastWholeDay()])),
        };
    }

    /// <summary>Two columns that are unique together in a table without a key, where as many rows at random would repeat a pair.</summary>
    private IEnumerable<Candidate> Combinations()
    {
        if (table.Table.Key.Count > 0 || table.Rows < FewRows || table.Columns.Any(c => c.Distinct == table.Rows))
            yield break;
        var keys = table.Columns.Where(c => c.Traits.LooksLikeKey && c.Values == table.Rows && c.Distinct is not null).ToList();
        foreach (var (one, other) in keys.SelectMany((one, i) => keys.Skip(i + 1).Select(other => (one, other))))
        {
            // The number of pairs that would repeat by chance is that of the rows, squared, by twice the number of possible pairs.
            if (table.Rows * table.Rows < FewRows * 2 * one.Distinct!.Value * other.Distinct!.Value)
                continue;
            yield return new Candidate(
                Subject.Keys,
                one.Name,
                new Unique(table.Relation, [one.Name, other.Name]),
                _ => $"{RowCount}, {one.Name} and {other.Name} unique together"
            );
        }
    }

    private Candidate OfValues(Subject subject, ColumnProfile column, string words, string? what)
    {
        var predicate = Predicate.Parse(words);
        return new Candidate(subject, column.Name, new EveryValue(table.Relation, predicate.On(column.Name), predicate.JudgesNulls), _ => Values(column, what))
        {
            Sentence = $"{Identifier.Written(column.Name)} in {table.Relation} {words}",
        };
    }

    // The first and the last day may be parts of days.
    private static bool IsDense(CalendarRows days, Measurements measurements, Func<DateTime, bool> counts)
    {
        var inner = Inner(days, measurements).Where(d => counts(d.Day)).ToList();
        return inner.Count >= FewDays && inner.Min(d => d.Rows) >= RowsOfADay;
    }

    private static bool IsEven(CalendarRows days, Measurements measurements)
    {
        var rows = Inner(days, measurements).Select(d => d.Rows).Order().ToList();
        return rows[0] * 2 >= rows[(rows.Count - 1) / 2];
    }

    private static IEnumerable<(DateTime Day, decimal Rows)> Inner(CalendarRows days, Measurements measurements) =>
        Rows(days, measurements).OrderBy(d => d.Day).Skip(1).SkipLast(1);

    private static IEnumerable<(DateTime Day, decimal Rows)> Rows(CalendarRows days, Measurements measurements) =>
        days.Read(measurements).Groups.SelectMany(g => g.Rows.Select(r => (r.Key, r.Value)));

    private static bool IsWeekend(DateTime day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private bool IsMoment(ColumnProfile column) =>
        ColumnType.Parse(table.Table.Columns.First(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal)).Type).Word
            is "date"
                or "timestamp"
                or "timestamptz";

    private static decimal? Average(ColumnProfile column) => column is { Sum: { } sum, Values: > 0 } ? sum / column.Values : null;

    // No sample of numbers between two bounds deviates more (Bhatia and Davis, 2000); of the mean, by the root of their number.
    private static decimal Deviation(ColumnProfile column, decimal average) =>
        (decimal)Math.Sqrt((double)((column.High!.Value - average) * (average - column.Low!.Value) / column.Values));

    // To two digits, so that a person can read it.
    private static decimal Rounded(decimal number, Func<decimal, decimal> round)
    {
        if (number <= 0)
            return 0;
        var step = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)number)) - 1);
        return round(number / step) * step;
    }

    private static int Characters(string text) => text.EnumerateRunes().Count();

    private string Values(ColumnProfile column, string? what = null) =>
        string.Join(", ", new[] { RowCount, what, Counted.Of(table.Nulls(column), "null") }.Where(p => p is not null));

    [GeneratedRegex("(^|_)(no|nr|num|number|rank|position|pos|seq|sequence)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberName();
}
