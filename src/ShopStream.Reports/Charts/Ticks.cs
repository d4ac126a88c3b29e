using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Charts;

/// <param name="Value">Where.</param>
/// <param name="Label">What it says.</param>
internal sealed record Tick(decimal Value, string Label);

/// <summary>Round amounts on an axis that starts at zero or below, reckoned and labelled in decimal.</summary>
internal static class Ticks
{
    private const int Wanted = 4;

    public static IReadOnlyList<Tick> For(decimal least, decimal most)
    {
        least = Math.Min(0, least);
        most = Math.Max(0, most);
        if (most == least) most = 1;
        var step = Step((most - least) / Wanted);
        var ticks = new List<Tick>();
        for (var value = Math.Floor(least / step) * step; ; value += step)
        {
            ticks.Add(new(value, step < 1 ? Figures.Money(value) : Figures.Money(value)[..^3]));
            if (value >= most) return ticks;
        }
    }

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is not below <paramref name="rough"/>; a cent at least.</summary>
    private static decimal Step(decimal rough)
    {
        var power = 0.01m;
        while (power * 10 <= rough) power *= 10;
        foreach (var factor in (decimal[])[1, 2, 5])
        {
            if (power * factor >= rough) return power * factor;
        }

        return power * 10;
    }
}
