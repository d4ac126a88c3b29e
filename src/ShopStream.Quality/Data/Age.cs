using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>How old something may be: 90 minutes, 26 hours, 2 days.</summary>
public sealed record Age
{
    private readonly long count;
    private readonly string unit;

    /// <param name="count">1 or more.</param>
    /// <param name="unit">minute, hour or day.</param>
    /// <exception cref="FormatException">None, or beyond a thousand years.</exception>
    public Age(long count, string unit)
    {
        (this.count, this.unit) = (count, unit);
        var one = unit switch
        {
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => throw new FormatException($"'{unit}' is no unit of age: expected minutes, hours or days"),
        };
        if (count < 1 || count > TimeSpan.FromDays(365_250).Ticks / one.Ticks)
            throw new FormatException($"an age of {this} cannot be judged: expected 1 or more {unit}s, and at most a thousand years");
        Span = one * count;
    }

    /// <summary>As a span of time.</summary>
    public TimeSpan Span { get; }

    /// <inheritdoc />
    public override string ToString() => $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")}";
}
