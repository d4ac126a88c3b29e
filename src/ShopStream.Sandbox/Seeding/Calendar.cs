namespace ShopStream.Sandbox.Seeding;

/// <summary>
/// Times of events: 365 days up to the given one, weighted by hour of the day, day of the week and season, and by the noise of the day.
/// The n-th of many rows gets its quantile's time, so that ids increase with time, as in a real shop.
/// </summary>
internal sealed class Calendar
{
    public const int Days = 365;
    private const int UserDays = 3 * 365;
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;

    // Monday first.
    private static readonly double[] WeekDays = [0.95, 0.90, 0.92, 1.00, 1.15, 1.25, 1.10];

    // Logarithm of how far the best season is above the mean. The year is a wave: with a step from one month to the next, the first days of a
    // month would not be usual.
    private const double Season = 0.3;
    private const double DaysOfYear = 365.2425;
    private static readonly DateOnly BestDay = new(2025, 12, 15);

    // A day has up to this share more or fewer rows than its weekday and season say.
    private const double Noise = 0.08;

    private static readonly double[] Hours =
    [
        0.25,
        0.15,
        0.10,
        0.08,
        0.08,
        0.12,
        0.3,
        0.6,
        0.9,
        1.1,
        1.2,
        1.25,
        1.4,
        1.3,
        1.15,
        1.1,
        1.15,
        1.3,
        1.55,
        1.8,
        2.0,
        1.8,
        1.2,
        0.6,
    ];

    private readonly double[] upTo;
    private readonly DateTime usersSince;

    /// <param name="seed">Seed of the noise, which depends on the day alone: the same day is as good in whichever year of data it is.</param>
    /// <param name="last">The last day.</param>
    public Calendar(int seed, DateOnly last)
    {
        End = last.AddDays(1).ToDateTime(TimeOnly.MinValue);
        Begin = End.AddDays(-Days);
        usersSince = End.AddDays(-UserDays);
        upTo = new double[Days * Hours.Length];
        var sum = 0.0;
        for (var day = 0; day < Days; day++)
        {
            var weight = WeightOf(seed, DateOnly.FromDateTime(Begin).AddDays(day));
            for (var hour = 0; hour < Hours.Length; hour++)
                upTo[(day * Hours.Length) + hour] = sum += weight * Hours[hour];
        }
    }

    /// <summary>Start of the year, inclusive.</summary>
    public DateTime Begin { get; }

    /// <summary>End of the year, exclusive.</summary>
    public DateTime End { get; }

    /// <summary>The time at a quantile, in whole microseconds as PostgreSQL stores them.</summary>
    /// <param name="quantile">0 inclusive to 1 exclusive.</param>
    public DateTime At(double quantile)
    {
        var target = quantile * upTo[^1];
        var hour = Array.BinarySearch(upTo, target);
        // An exact match is the end of that hour.
        hour = Math.Min(hour < 0 ? ~hour : hour + 1, upTo.Length - 1);
        var before = hour == 0 ? 0 : upTo[hour - 1];
        var within = Math.Clamp((target - before) / (upTo[hour] - before), 0, 0.999999);
        return Whole(Begin.AddHours(hour).AddTicks((long)(within * TimeSpan.TicksPerHour)));
    }

    /// <summary>A user's sign-up time; sign-ups are uniform over three years.</summary>
    public DateTime SignUp(long row, double within, long users) => Whole(usersSince.AddTicks((long)((row + within) / users * (End - usersSince).Ticks)));

    /// <summary>Number of users who have certainly signed up by a time; at least one.</summary>
    public long UsersAt(DateTime time, long users) => Math.Max(1, (long)((double)(time - usersSince).Ticks / (End - usersSince).Ticks * users));

    /// <summary>A time between a moment and the end.</summary>
    public DateTime Between(DateTime from, double within) => Whole(from.AddTicks((long)((End - from).Ticks * within)));

    /// <summary>Whether the time is in Black Week or the January sales.</summary>
    public static bool IsSale(DateTime time) => time is { Month: 11, Day: >= 20 } or { Month: 1, Day: >= 7 };

    private static double WeightOf(int seed, DateOnly day)
    {
        var noise = Noise * ((2 * new RowRandom(seed, Purpose.Days, day.DayNumber).Unit()) - 1);
        var season = Season * Math.Cos(2 * Math.PI * (day.DayNumber - BestDay.DayNumber) / DaysOfYear);
        return WeekDays[((int)day.DayOfWeek + 6) % 7] * Math.Exp(season) * (1 + noise);
    }

    private static DateTime Whole(DateTime time) => new(time.Ticks - (time.Ticks % Microsecond));
}
