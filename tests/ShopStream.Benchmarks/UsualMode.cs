using System.Globalization;
using ShopStream.Tests;

namespace ShopStream.Benchmarks;

/// <summary>False alarms and found faults of the sentences on usual days, over simulated nights.</summary>
internal static class UsualMode
{
    private const int Seed = 20261201;

    private static readonly SimulatedTable[] Tables =
    [
        new("20 rows a day", 20, 0),
        new("100 rows a day", 100, 0.03),
        new("1,000 rows a day", 1_000, 0.02),
        new("1,000 rows a day", 1_000, 0.03),
        new("10,000 rows a day", 10_000, 0.03),
        new("100,000 rows a day", 100_000, 0.05),
        new("100,000 rows a day", 100_000, 0.1),
        new("10,000 rows a day, growing by 12 % a month", 10_000, 0.03) { Growth = 0.004 },
        new("10,000 rows a day, the first 20 nights after 60 days", 10_000, 0.03) { History = 60, Nights = 20 },
        new("14 groups of 1,000 rows a day", 14_000, 0.03) { Groups = [.. Enumerable.Repeat(1.0 / 14, 14)] },
        new("the sum of 100 amounts a day", 100, 0.03) { IsSum = true },
        new("the sum of 1,000 amounts a day", 1_000, 0.03) { IsSum = true },
    ];

    public static void Run(int nights)
    {
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{nights:#,##0} nights: false alarms in 1,000 nights, days found with half and with a fifth missing")
        );
        foreach (var table in Tables)
        {
            var rates = UsualSimulation.Rates(table, nights, Seed);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.Name}, ± {table.Noise * 100:0} %: {1000.0 * rates.Alarms / rates.Nights:0.0#}, "
                        + $"{100.0 * rates.Half / rates.Nights:0.0} %, {100.0 * rates.Fifth / rates.Nights:0.0} %"
                )
            );
        }
    }
}
