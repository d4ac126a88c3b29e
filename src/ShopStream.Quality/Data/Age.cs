using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>A maximum age, such as 90 minutes, 26 hours or 2 days.</summary>
public sealed record Age
{
    private readonly long count;
    private readonly string unit;

    /// <param name="count">Number of units; at least 1.</param>
    /// <param name="unit">"minute", "hour" or "day".</param>
    /// <exception cref="FormatException">The unit is unknown, the count is below 1, or the age exceeds a thousand years.</exception>
    public Age(long count, string unit)
    {
        (this.count, this.unit) = (count, unit);
        var one = unit switch
        {
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => throw new FormatException($"'{unit}' is not a unit of age: expected minutes, hours or days"),
        };
        if (count < 1 || count > TimeSpan.FromDays(365_250).Ticks / one.Ticks)
            throw new FormatException($"an age of {this} is out of range: expected at least 1 {unit} and at most a thousand years");
        Span = one * count;
    }

    /// <summary>The age as a time span.</summary>
    public TimeSpan Span { get; }

    /// <inheritdoc />
    public override string ToString() => Counted.Of(count, unit);
}
