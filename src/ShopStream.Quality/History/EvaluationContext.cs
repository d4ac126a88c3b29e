using ShopStream.Quality.Data;

namespace ShopStream.Quality.History;

/// <summary>When, for which date and with which history checks are evaluated.</summary>
/// <param name="Moment">Reference point of "older than the run", in UTC.</param>
/// <param name="Date">Date of the data to check.</param>
/// <param name="History">Earlier runs.</param>
public sealed record EvaluationContext(DateTimeOffset Moment, DateOnly Date, RunHistory History)
{
    /// <summary>When the snapshot of the data was taken; null if that is not known, then at the moment of the run.</summary>
    public DateTimeOffset? SnapshotAt { get; init; }

    /// <summary>The last day that was over when the data was taken, in UTC; at most the date of the data.</summary>
    public DateOnly LastWholeDay
    {
        get
        {
            var taken = new SnapshotTime(Date, SnapshotAt is { } at && at < Moment ? at : Moment).Moment;
            return DateOnly.FromDateTime(taken).AddDays(-1);
        }
    }

    /// <summary>
    /// Reference point of a run: its start, or the end of the requested date if that is earlier, so that a late run gives the same results as one on time.
    /// </summary>
    /// <param name="startedAt">Start of the run.</param>
    /// <param name="requested">Requested date; null if none was given: then data counts as old whatever its date.</param>
    public static DateTimeOffset MomentOf(DateTimeOffset startedAt, DateOnly? requested)
    {
        if (requested is not { } date || date == DateOnly.MaxValue)
            return startedAt;
        var end = new DateTimeOffset(date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return end < startedAt ? end : startedAt;
    }
}
