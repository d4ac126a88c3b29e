namespace ShopStream.Quality.Changes;

/// <summary>A difference that a change of models is meant to make, reviewed with it.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Model">The table, such as mart mart_sales_overview.</param>
/// <param name="Measure">metric revenue, column status, schema status, rows added, rows removed, or table.</param>
/// <param name="Key">Key or group, such as day=2025-12-06; "" for the whole difference.</param>
/// <param name="Change">A signed amount, a number of rows, or words such as added.</param>
/// <param name="Reason">Why it is meant.</param>
/// <param name="Owner">Person or team that answers for it.</param>
public sealed record ExpectedChange(int Line, string Model, string Measure, string Key, string Change, string Reason, string Owner)
{
    /// <summary>File name in the features folder.</summary>
    public const string FileName = "expected-changes.csv";

    /// <summary>Whether another line says the same, wherever it stands.</summary>
    public bool IsSame(ExpectedChange other) => this with { Line = other.Line } == other;
}

/// <summary>The effect of an expected change.</summary>
/// <param name="Expected">The line.</param>
/// <param name="Happened">Whether it explains a difference exactly.</param>
/// <param name="Note">Why it does not; null if it does.</param>
public sealed record ExpectedChangeResult(ExpectedChange Expected, bool Happened, string? Note);
