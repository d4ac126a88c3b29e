using System.Text.Json.Serialization;

namespace ShopStream.Quality.Data;

/// <summary>
/// How often the values of a column occur, in a bounded number of points. Of numbers, the points have the exact number of values up to each of them;
/// of categories, they are the most frequent values.
/// </summary>
/// <param name="IsOrdered">Whether the values are numbers, ascending; if not, they are categories, the most frequent first.</param>
/// <param name="Values">Number of values; NULLs are not counted.</param>
/// <param name="Different">Number of different values.</param>
/// <param name="Points">The points; all different values if they are few.</param>
public sealed record Histogram(bool IsOrdered, long Values, long Different, IReadOnlyList<HistogramPoint> Points)
{
    /// <summary>Whether every value is a point, so that nothing is estimated.</summary>
    [JsonIgnore]
    public bool IsComplete => Points.Sum(p => p.Count) == Values;
}

/// <summary>A value and how often it occurs.</summary>
/// <param name="Value">The value as text that is the same in every store.</param>
/// <param name="Count">How often it occurs.</param>
/// <param name="UpTo">Number of values that are not larger; 0 for a category.</param>
public sealed record HistogramPoint(
    [property: JsonPropertyName("v")] string Value,
    [property: JsonPropertyName("n")] long Count,
    [property: JsonPropertyName("upTo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long UpTo = 0
);
