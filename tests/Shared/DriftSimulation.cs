using System.Globalization;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests;

/// <summary>How often sentences on drift fail over simulated nights. Each night is compared with the runs before it.</summary>
internal static class DriftSimulation
{
    /// <summary>Runs that a night is compared with.</summary>
    public const int Runs = 7;

    // The most frequent of 14 has a quarter of the rows.
    private static readonly double[] Countries = Shares(Enumerable.Range(1, 14).Select(i => 1.0 / (i + 0.5)));

    private static readonly double[] Products = Shares(Enumerable.Range(1, 100).Select(i => 1.0 / (i + 20)));

    /// <summary>The columns: a name, and the value of a row of a night with the fault or without it.</summary>
    public static IReadOnlyList<(string Name, bool IsNumber, Func<Random, bool, string> Value)> Columns { get; } =
    [
        ("14 countries", false, (r, faulty) => faulty && r.Next(3) == 0 ? "0" : Pick(r, Countries)),
        ("100 products", false, (r, faulty) => faulty && r.Next(3) == 0 ? "0" : Pick(r, Products)),
        ("amounts", true, (r, faulty) => Amount(r, faulty ? 1.4 : 1)),
    ];

    /// <summary>The sentences that judge a column.</summary>
    public static IReadOnlyList<(string Name, DistanceTest Test)> Tests(bool isNumber) =>
        isNumber
            ? [("has not drifted", new NoDrift(DriftSize.Small)), ("Kolmogorov-Smirnov at most 0.1", Of(DistanceMeasure.KolmogorovSmirnov, "0.1"))]
            :
            [
                ("has not drifted", new NoDrift(DriftSize.Small)),
                ("stability index at most 0.1", Of(DistanceMeasure.PopulationStability, "0.1")),
                ("Jensen-Shannon at most 0.1", Of(DistanceMeasure.JensenShannon, "0.1")),
            ];

    /// <summary>The share of nights on which each sentence fails, in percent: without a fault, and with one.</summary>
    /// <param name="value">The value of a row.</param>
    /// <param name="isNumber">Whether values are numbers.</param>
    /// <param name="rows">Rows of a night.</param>
    /// <param name="nights">Number of nights of each kind.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    public static IReadOnlyList<(string Name, double FalseAlarms, double Found)> Rates(
        Func<Random, bool, string> value,
        bool isNumber,
        int rows,
        int nights,
        int seed
    )
    {
        var random = new Random(seed);
        var tests = Tests(isNumber);
        var (alarms, found) = (new int[tests.Count], new int[tests.Count]);
        var past = Enumerable.Range(0, Runs).Select(_ => Night(random, value, false, isNumber, rows)).ToList();
        for (var night = 0; night < nights; night++)
        {
            var clean = Night(random, value, false, isNumber, rows);
            var faulty = Night(random, value, true, isNumber, rows);
            var before = new DistributionSide(past);
            for (var i = 0; i < tests.Count; i++)
            {
                alarms[i] += tests[i].Test.Judge(new DistributionSide([clean]), before).Holds ? 0 : 1;
                found[i] += tests[i].Test.Judge(new DistributionSide([faulty]), before).Holds ? 0 : 1;
            }
            past = [.. past.Skip(1), clean];
        }
        return [.. tests.Select((t, i) => (t.Name, 100.0 * alarms[i] / nights, 100.0 * found[i] / nights))];
    }

    /// <summary>The histogram of values, as a store computes it.</summary>
    public static Histogram Of(IReadOnlyCollection<string> values, bool isNumber, int most)
    {
        var counts = values.GroupBy(v => v, StringComparer.Ordinal).Select(g => (Value: g.Key, Count: g.LongCount())).ToList();
        if (!isNumber)
            return new Histogram(
                false,
                values.Count,
                counts.Count,
                [
                    .. counts
                        .OrderByDescending(c => c.Count)
                        .ThenBy(c => c.Value, StringComparer.Ordinal)
                        .Take(most)
                        .Select(c => new HistogramPoint(c.Value, c.Count, 0)),
                ]
            );
        var (points, upTo) = (new List<HistogramPoint>(), 0L);
        foreach (var (value, count) in counts.OrderBy(c => decimal.Parse(c.Value, CultureInfo.InvariantCulture)))
        {
            upTo += count;
            if (counts.Count <= most || upTo == count || upTo * most / values.Count > (upTo - count) * most / values.Count)
                points.Add(new HistogramPoint(value, count, upTo));
        }
        return new Histogram(true, values.Count, counts.Count, points);
    }

    private static Histogram Night(Random random, Func<Random, bool, string> value, bool faulty, bool isNumber, int rows) =>
        Of([.. Enumerable.Range(0, rows).Select(_ => value(random, faulty))], isNumber, PastHistograms.MostPoints);

    private static DistanceInBounds Of(DistanceMeasure measure, string most) => DistanceInBounds.Of(measure, FigureBound.Parse($"is at most {most}"));

    private static double[] Shares(IEnumerable<double> weights)
    {
        var all = weights.ToList();
        var sum = 0.0;
        return [.. all.Select(w => sum += w / all.Sum())];
    }

    private static string Pick(Random random, double[] upTo)
    {
        var found = Array.BinarySearch(upTo, random.NextDouble());
        return Math.Min(found < 0 ? ~found : found, upTo.Length - 1).ToString(CultureInfo.InvariantCulture);
    }

    // Log-normal: most orders are small, a few are large.
    private static string Amount(Random random, double factor)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (50 * factor * Math.Exp(0.8 * normal)).ToString("F2", CultureInfo.InvariantCulture);
    }
}
