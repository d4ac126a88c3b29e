using ShopStream.Quality.History;

namespace ShopStream.Tests;

/// <summary>A table with a row per order: how many rows a day has, and how they vary.</summary>
/// <param name="Name">In words.</param>
/// <param name="Rows">Rows of an average day.</param>
/// <param name="Noise">Standard deviation of a day beyond that of chance, as a share of its rows.</param>
internal sealed record SimulatedTable(string Name, double Rows, double Noise)
{
    /// <summary>Days before the first night.</summary>
    public int History { get; init; } = 400;

    /// <summary>Nights after which another such table begins.</summary>
    public int Nights { get; init; } = 250;

    /// <summary>Share of a day's rows that each group has; one for the whole table.</summary>
    public IReadOnlyList<double> Groups { get; init; } = [1];

    /// <summary>Whether amounts are summed, and not rows.</summary>
    public bool IsSum { get; init; }

    /// <summary>Growth a day.</summary>
    public double Growth { get; init; } = 0.001;
}

/// <summary>How often nights without a fault are alarms, and how often days with rows missing are found.</summary>
/// <param name="Nights">Number of nights.</param>
/// <param name="Alarms">Nights without a fault on which a day was not usual.</param>
/// <param name="Half">Nights on which half the rows of a day, or of its first group, were missing and found.</param>
/// <param name="Fifth">The same with a fifth of them.</param>
internal sealed record UsualRates(int Nights, int Alarms, int Half, int Fifth);

/// <summary>
/// Nights of tables with a week (Sunday has half the rows of Friday), growth, ends of months (the last day has 1.5 times the rows, the last but one 1.2 times)
/// and one day in 50 on which a third of the rows was lost for good.
/// </summary>
internal static class UsualSimulation
{
    // Sunday first.
    private static readonly double[] Week = [0.7, 0.95, 0.9, 0.95, 1.0, 1.4, 1.1];

    /// <summary>Simulates nights, each of which is judged by the days before it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="nights">Number of nights.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    public static UsualRates Rates(SimulatedTable table, int nights, int seed)
    {
        var random = new Random(seed);
        var rates = new UsualRates(0, 0, 0, 0);
        while (rates.Nights < nights)
            rates = OfTable(random, table, Math.Min(nights - rates.Nights, table.Nights), rates);
        return rates;
    }

    private static UsualRates OfTable(Random random, SimulatedTable table, int nights, UsualRates rates)
    {
        var first = new DateOnly(2024, 1, 1).AddDays(random.Next(366));
        var kind = table.IsSum ? DailyValue.Sum : DailyValue.Count;
        var past = table.Groups.Select(_ => new List<double?>()).ToList();
        for (var t = 0; t < table.History + nights; t++)
        {
            var day = first.AddDays(t);
            var rows = table.Groups.Select(g => Rows(random, table, g, day, t)).ToList();
            if (t >= table.History)
            {
                var ranges = past.ConvertAll(p => UsualRange.Of(p, day, kind, table.Groups.Count).Range);
                double Value(long count) => table.IsSum ? Sum(random, count) : count;
                bool Found(double kept) => ranges[0] is { } range && !range.Includes(Value(Kept(random, rows[0], kept)));
                rates = new UsualRates(
                    rates.Nights + 1,
                    rates.Alarms + (ranges.Zip(rows).Any(r => r.First is { } range && !range.Includes(Value(r.Second))) ? 1 : 0),
                    rates.Half + (Found(0.5) ? 1 : 0),
                    rates.Fifth + (Found(0.8) ? 1 : 0)
                );
            }
            var lost = random.Next(50) == 0 ? 2.0 / 3 : 1;
            foreach (var (group, count) in past.Zip(rows))
                group.Add(table.IsSum ? Sum(random, Kept(random, count, lost)) : Kept(random, count, lost));
        }
        return rates;
    }

    private static long Rows(Random random, SimulatedTable table, double share, DateOnly day, int t)
    {
        var left = DateTime.DaysInMonth(day.Year, day.Month) - day.Day;
        var end =
            left == 0 ? 1.5
            : left == 1 ? 1.2
            : 1;
        var mean = table.Rows * share * Week[(int)day.DayOfWeek] * end * Math.Exp(table.Growth * t);
        return Poisson(random, mean * (1 + (table.Noise * Normal(random))));
    }

    // Log-normal amounts: most orders are small, a few are large.
    private static double Sum(Random random, long rows)
    {
        var sum = 0.0;
        for (var i = 0L; i < rows; i++)
            sum += 50 * Math.Exp(0.8 * Normal(random));
        return sum;
    }

    private static long Kept(Random random, long rows, double share) =>
        share >= 1 ? rows : Math.Clamp((long)Math.Round((rows * share) + (Math.Sqrt(rows * share * (1 - share)) * Normal(random))), 0, rows);

    private static long Poisson(Random random, double mean)
    {
        if (mean > 500)
            return (long)Math.Round(mean + (Math.Sqrt(mean) * Normal(random)));
        var (count, product, limit) = (0L, random.NextDouble(), Math.Exp(-Math.Max(mean, 0)));
        while (product > limit)
        {
            count++;
            product *= random.NextDouble();
        }
        return count;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
