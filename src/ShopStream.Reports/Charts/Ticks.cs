using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <param name="Value">The value on the axis.</param>
/// <param name="Label">The label.</param>
internal sealed record Tick(decimal Value, string Label);

/// <summary>Round amounts on an axis that includes zero, computed and labelled in decimal.</summary>
internal static class Ticks
{
    private const int Wanted = 4;

    public static IReadOnlyList<Tick> For(decimal least, decimal most)
    {
        least = Math.Min(0, least);
        most = Math.Max(0, most);
        if (most == least)
            most = 1;
        var step = Step((most - least) / Wanted);
        var ticks = new List<Tick>();
        for (var value = Math.Floor(least / step) * step; ; value += step)
        {
            ticks.Add(new(value, step < 1 ? Figures.Money(value) : Figures.Money(value)[..^3]));
            if (value >= most)
                return ticks;
        }
    }

    /// <summary>The smallest of 1, 2 or 5 times a power of ten that is at least <paramref name="rough"/> and at least one cent.</summary>
    private static decimal Step(decimal rough)
    {
        var power = 0.01m;
        while (power * 10 <= rough)
            power *= 10;
        foreach (var factor in (decimal[])[1, 2, 5])
        {
            if (power * factor >= rough)
                return power * factor;
        }

        return power * 10;
    }
}
