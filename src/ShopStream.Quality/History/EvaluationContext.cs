namespace ShopStream.Quality.History;

/// <summary>From when, for which date and after which runs data is judged.</summary>
/// <param name="Moment">What "older than the run" counts from, UTC.</param>
/// <param name="Date">Of the data that is judged.</param>
/// <param name="History">The runs before.</param>
public sealed record EvaluationContext(DateTimeOffset Moment, DateOnly Date, RunHistory History)
{
    /// <summary>When the run started; where a date was named that was over by then, the end of that date: a run made up for is judged as one in time.</summary>
    /// <param name="startedAt">Of the run.</param>
    /// <param name="named">The date that was asked for; null where none was: then old data is old, whatever its date.</param>
    public static DateTimeOffset MomentOf(DateTimeOffset startedAt, DateOnly? named)
    {
        if (named is not { } date || date == DateOnly.MaxValue) return startedAt;
        var end = new DateTimeOffset(date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return end < startedAt ? end : startedAt;
    }
}
