namespace ShopStream.Quality.Data;

/// <summary>What "within the last 7 days" counts from: the same for the source, the lake and the warehouse of a run, whatever their clocks say.</summary>
/// <param name="Date">Date of the data.</param>
/// <param name="At">When the snapshot of the source was taken.</param>
public sealed record SnapshotTime(DateOnly Date, DateTimeOffset At)
{
    /// <summary>The end of the date, in UTC, which is not part of it.</summary>
    public DateTime EndOfDate => Date == DateOnly.MaxValue ? DateTime.MaxValue : Date.AddDays(1).ToDateTime(TimeOnly.MinValue);

    /// <summary>The snapshot, or the end of the date if that is earlier, in UTC: a late run of a date counts from the same moment as any other one.</summary>
    public DateTime Moment => At.UtcDateTime < EndOfDate ? At.UtcDateTime : EndOfDate;
}
