using System.Globalization;
using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>Rows that a check of another pipeline's tables leaves out: it has not loaded them yet, or they have changed since.</summary>
/// <param name="Table">The table nearer to the source, such as source orders.</param>
/// <param name="Into">Where its rows arrive first, such as raw orders.</param>
/// <param name="Rows">Number of rows that have not been loaded yet.</param>
/// <param name="Changed">Number of rows that have changed since the load.</param>
/// <param name="AmountName">The column that the check sums; null if it compares rows.</param>
/// <param name="Amount">Its sum beyond the watermark, less that of the changed rows as they had arrived; null if there is none.</param>
/// <param name="OldestSeconds">Age of the oldest of these rows in seconds; null if it is not known.</param>
/// <param name="Freshness">The age from which they are compared, such as 26 hours.</param>
/// <param name="Watermark">Up to where rows had arrived, such as created_at 2026-11-28 10:00:00.</param>
public sealed record LateRows(
    string Table,
    string Into,
    long Rows,
    long Changed,
    string? AmountName,
    decimal? Amount,
    long? OldestSeconds,
    string Freshness,
    string Watermark
)
{
    /// <summary>Whether there are too many to tell rows that have changed from new ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasTooMany { get; init; }

    /// <summary>The rows of a whole run: for each pair of tables those of the check that leaves out the most.</summary>
    public static IReadOnlyList<LateRows> Of(RunResult result) =>
        [
            .. result
                .Scenarios.SelectMany(s => s.Checks)
                .SelectMany(c => c.Late ?? [])
                .GroupBy(l => (l.Table, l.Into))
                .Select(g => g.OrderByDescending(l => l.Rows + l.Changed).ThenByDescending(l => l.Amount is not null).First()),
        ];

    /// <summary>In words: "Not yet loaded into raw orders: 12 rows of source orders, total_amount 1,234.50, the oldest 2 h old (…).".</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Rows > 0)
            parts.Add($"Not yet loaded into {Into}: {Count(Rows)} of {Table}.");
        if (Changed > 0)
            parts.Add($"Changed since the load: {Count(Changed)} of {Table}.");
        if (Amount is { } amount)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{AmountName} that has not arrived: {amount:#,##0.####}."));
        var age = OldestSeconds is { } seconds ? $"the oldest is {Age(TimeSpan.FromSeconds(seconds))} old" : "their age is not known";
        parts.Add($"Loaded up to {Watermark}; {age}, and late from {Freshness}.");
        if (HasTooMany)
            parts.Add("There are too many to tell rows that have changed from new ones.");
        return string.Join(" ", parts);
    }

    private static string Count(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows:#,##0} {(rows == 1 ? "row" : "rows")}");

    private static string Age(TimeSpan age) =>
        age switch
        {
            { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s"),
            { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
            { TotalDays: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days"),
        };
}
