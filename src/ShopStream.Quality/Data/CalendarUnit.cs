using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>A part of the calendar, in UTC.</summary>
public enum CalendarUnit
{
    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A week, from Monday.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,
}

/// <summary>Names of the parts of the calendar, and steps from one to the next.</summary>
public static class CalendarUnits
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    /// <summary>hour, day, week or month.</summary>
    public static string Name(this CalendarUnit unit) =>
        unit switch
        {
            CalendarUnit.Hour => "hour",
            CalendarUnit.Day => "day",
            CalendarUnit.Week => "week",
            _ => "month",
        };

    /// <summary>Reads the beginning of one as stores write it; null if it has no place in the calendar, such as infinity.</summary>
    internal static DateTime? Parse(string text) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;

    /// <summary>The beginning of the next one.</summary>
    internal static DateTime Next(this CalendarUnit unit, DateTime beginning) =>
        unit switch
        {
            CalendarUnit.Hour => beginning.AddHours(1),
            CalendarUnit.Day => beginning.AddDays(1),
            CalendarUnit.Week => beginning.AddDays(7),
            _ => beginning.AddMonths(1),
        };

    /// <summary>The beginning in words: 2025-11-28 13:00 for an hour, 2025-11 for a month, otherwise a day.</summary>
    internal static string Written(this CalendarUnit unit, DateTime beginning) =>
        beginning.ToString(
            unit switch
            {
                CalendarUnit.Hour => "yyyy-MM-dd HH:mm",
                CalendarUnit.Month => "yyyy-MM",
                _ => "yyyy-MM-dd",
            },
            CultureInfo.InvariantCulture
        );
}
