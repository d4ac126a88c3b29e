using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>
/// The last hours, days, weeks or months of a run's data. Days, weeks and months are those of the calendar, in UTC, and end with the run's date: the last
/// day is that date, and the last month of 2025-11-30 is November. Hours end with the snapshot, or with the run's date if that is over.
/// </summary>
public sealed partial record LastPeriod
{
    private LastPeriod(long count, CalendarUnit unit) => (Count, Unit) = (count, unit);

    /// <summary>How many; at least 1, and at most a thousand years.</summary>
    public long Count { get; }

    /// <summary>Of what.</summary>
    public CalendarUnit Unit { get; }

    /// <summary>A period of so many units.</summary>
    /// <exception cref="FormatException">The count is below 1, or the period is longer than a thousand years.</exception>
    public static LastPeriod Of(long count, CalendarUnit unit)
    {
        var period = new LastPeriod(count, unit);
        var most = unit switch
        {
            CalendarUnit.Hour => 24 * 365_250,
            CalendarUnit.Day => 365_250,
            CalendarUnit.Week => 365_250 / 7,
            _ => 12_000,
        };
        return count switch
        {
            < 1 => throw new FormatException($"no value is within the last {period}: expected 1 {unit.Name()} or more"),
            _ when count > most => throw new FormatException($"the last {period} are more than a thousand years: expected at most {most:#,##0} {unit.Name()}s"),
            _ => period,
        };
    }

    /// <summary>Parses 24 hours, 7 days, 4 weeks, 1 month.</summary>
    /// <exception cref="FormatException">The text is none of them; the message says what is expected.</exception>
    public static LastPeriod Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            throw new FormatException($"'{text}' is not a period: expected a number of hours, days, weeks or months, such as 7 days");
        return long.TryParse(match.Groups["count"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count)
            ? Of(count, Enum.Parse<CalendarUnit>(match.Groups["unit"].Value, ignoreCase: true))
            : Of(long.MaxValue, CalendarUnit.Day);
    }

    /// <summary>The first moment of the period and the first one after it, in UTC.</summary>
    /// <param name="taken">What the period ends with.</param>
    public (DateTime From, DateTime Before) Bounds(SnapshotTime taken)
    {
        var before = Unit == CalendarUnit.Hour ? taken.Moment : taken.EndOfDate;
        return (Back(before), before);
    }

    /// <inheritdoc />
    public override string ToString() => Counted.Of(Count, Unit.Name());

    // What begins before the year 1 begins with it.
    private DateTime Back(DateTime end) =>
        Unit switch
        {
            CalendarUnit.Month => (end.Year * 12L) + end.Month - 13 < Count ? DateTime.MinValue : end.AddMonths(-(int)Count),
            CalendarUnit.Hour => Back(end, TimeSpan.FromHours(1)),
            CalendarUnit.Day => Back(end, TimeSpan.FromDays(1)),
            _ => Back(end, TimeSpan.FromDays(7)),
        };

    private DateTime Back(DateTime end, TimeSpan unit) => end.Ticks < Count * unit.Ticks ? DateTime.MinValue : end.AddTicks(-Count * unit.Ticks);

    [GeneratedRegex(@"^(?<count>[0-9][0-9,]*) (?<unit>hour|day|week|month)s?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
