namespace ShopStream.Sandbox.Seeding;

/// <summary>
/// When things happen in the shop: 365 days that end with the given one, by hour of the day, day of the week and season.
/// The n-th of many happens at its quantile, so that numbers rise with time, as in a real shop.
/// </summary>
internal sealed class Calendar
{
    public const int Days = 365;
    private const int UserDays = 3 * 365;
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;

    // Monday first.
    private static readonly double[] WeekDays = [0.95, 0.90, 0.92, 1.00, 1.15, 1.25, 1.10];

    // January first: the sales, a calm spring and August, then Black Friday and Christmas.
    private static readonly double[] Months = [1.05, 0.85, 0.90, 0.92, 0.95, 1.00, 1.05, 0.85, 0.95, 1.00, 1.35, 1.60];

    private static readonly double[] Hours =
        [0.25, 0.15, 0.10, 0.08, 0.08, 0.12, 0.3, 0.6, 0.9, 1.1, 1.2, 1.25, 1.4, 1.3, 1.15, 1.1, 1.15, 1.3, 1.55, 1.8, 2.0, 1.8, 1.2, 0.6];

    private readonly double[] upTo;
    private readonly DateTime usersSince;

    public Calendar(DateOnly last)
    {
        End = last.AddDays(1).ToDateTime(TimeOnly.MinValue);
        Begin = End.AddDays(-Days);
        usersSince = End.AddDays(-UserDays);
        upTo = new double[Days * 24];
        var sum = 0.0;
        for (var hour = 0; hour < upTo.Length; hour++)
        {
            var at = Begin.AddHours(hour);
            upTo[hour] = sum += WeekDays[((int)at.DayOfWeek + 6) % 7] * Months[at.Month - 1] * Hours[at.Hour];
        }
    }

    /// <summary>Inclusive.</summary>
    public DateTime Begin { get; }

    /// <summary>Exclusive.</summary>
    public DateTime End { get; }

    /// <summary>The moment of one of many: whole microseconds, as PostgreSQL keeps them.</summary>
    /// <param name="quantile">0 inclusive to 1 exclusive.</param>
    public DateTime At(double quantile)
    {
        var sought = quantile * upTo[^1];
        var hour = Array.BinarySearch(upTo, sought);
        // Found exactly: that hour is over.
        hour = Math.Min(hour < 0 ? ~hour : hour + 1, upTo.Length - 1);
        var before = hour == 0 ? 0 : upTo[hour - 1];
        var within = Math.Clamp((sought - before) / (upTo[hour] - before), 0, 0.999999);
        return Whole(Begin.AddHours(hour).AddTicks((long)(within * TimeSpan.TicksPerHour)));
    }

    /// <summary>When a user of many signed up: evenly over three years.</summary>
    public DateTime SignUp(long row, double within, long users) =>
        Whole(usersSince.AddTicks((long)((row + within) / users * (End - usersSince).Ticks)));

    /// <summary>How many of the users had certainly signed up by then; at least one.</summary>
    public long UsersAt(DateTime time, long users) =>
        Math.Max(1, (long)((double)(time - usersSince).Ticks / (End - usersSince).Ticks * users));

    /// <summary>Sometime from one moment on, before the end.</summary>
    public DateTime Between(DateTime from, double within) => Whole(from.AddTicks((long)((End - from).Ticks * within)));

    /// <summary>Black week and the January sales.</summary>
    public static bool IsSale(DateTime time) => time is { Month: 11, Day: >= 20 } or { Month: 1, Day: >= 7 };

    private static DateTime Whole(DateTime time) => new(time.Ticks - (time.Ticks % Microsecond));
}
