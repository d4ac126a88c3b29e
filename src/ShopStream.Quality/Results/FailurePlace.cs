namespace ShopStream.Quality.Results;

/// <summary>Where an exception that nobody foresaw was thrown: noted on the exception itself as it passes, and read by whoever reports it.</summary>
public static class FailurePlace
{
    private const string Stage = "shopstream.stage";
    private const string Table = "shopstream.table";

    /// <summary>Notes stage or table, if an inner place has not done so yet.</summary>
    /// <param name="e">The exception that passes.</param>
    /// <param name="stage">The stage: extract, load, …; null if it is not known here.</param>
    /// <param name="table">The table or model; null if it is not known here.</param>
    /// <returns>Always false, for use in a filter of <c>catch</c>: nothing is caught.</returns>
    public static bool Note(Exception e, string? stage = null, string? table = null)
    {
        if (stage is not null && !e.Data.Contains(Stage))
            e.Data[Stage] = stage;
        if (table is not null && !e.Data.Contains(Table))
            e.Data[Table] = table;
        return false;
    }

    /// <summary>The stage; null if it was not noted.</summary>
    public static string? StageOf(Exception e) => e.Data[Stage] as string;

    /// <summary>The table or model; null if it was not noted.</summary>
    public static string? TableOf(Exception e) => e.Data[Table] as string;
}
