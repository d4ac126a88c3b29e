using System.Globalization;
using ShopStream.Application.Running;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Backfilling;

/// <summary>A range of dates to run, oldest first.</summary>
public sealed record BackfillRequest
{
    /// <summary>The most dates of one range.</summary>
    public const int MostDates = 366;

    private BackfillRequest(RunRequest run, IReadOnlyList<DateOnly> dates, bool keepsGoing) => (Run, Dates, KeepsGoing) = (run, dates, keepsGoing);

    /// <summary>What to run for each date. Its settings' date is replaced.</summary>
    public RunRequest Run { get; }

    /// <summary>In ascending order, 1 to <see cref="MostDates"/>.</summary>
    public IReadOnlyList<DateOnly> Dates { get; }

    /// <summary>Whether the next date runs where one did not pass.</summary>
    public bool KeepsGoing { get; }

    /// <param name="run">What to run for each date.</param>
    /// <param name="dates">See <see cref="Range"/>.</param>
    /// <param name="keepsGoing">Whether the next date runs where one did not pass.</param>
    public static BackfillRequest Of(RunRequest run, IReadOnlyList<DateOnly> dates, bool keepsGoing) => new(run, dates, keepsGoing);

    /// <summary>The dates from one to another.</summary>
    /// <param name="from">The first date, as yyyy-MM-dd.</param>
    /// <param name="to">The last date, as yyyy-MM-dd, inclusive.</param>
    /// <exception cref="UsageException">A date is malformed, the range is reversed, or it has too many dates.</exception>
    public static IReadOnlyList<DateOnly> Range(string from, string to)
    {
        var (first, last) = (Date("--from", from), Date("--to", to));
        var count = last.DayNumber - first.DayNumber + 1;
        if (count < 1)
            throw new UsageException($"--from {from} is after --to {to}: expected the older date first");
        if (count > MostDates)
            throw new UsageException($"--from {from} to --to {to} are {count} dates: expected at most {MostDates}");
        return [.. Enumerable.Range(0, count).Select(first.AddDays)];
    }

    private static DateOnly Date(string option, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new UsageException($"{option} is '{text}': expected a day as yyyy-MM-dd, such as 2025-11-28");
}
