using System.Globalization;
using ShopStream.Tests;

namespace ShopStream.Benchmarks;

/// <summary>False alarms and found faults of the sentences on drift, over simulated nights.</summary>
internal static class DriftMode
{
    private const int Seed = 20261130;

    public static void Run(int nights)
    {
        Console.WriteLine(
            $"{nights.ToString("#,##0", CultureInfo.InvariantCulture)} nights each, against {DriftSimulation.Runs} runs: false alarms, faults found"
        );
        foreach (var (column, isNumber, value) in DriftSimulation.Columns)
        {
            foreach (var rows in new[] { 100, 1_000, 10_000 })
            {
                var rates = DriftSimulation.Rates(value, isNumber, rows, nights, Seed);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{column}, {rows:#,##0} rows: {string.Join("; ", rates.Select(r => $"{r.Name}: {r.FalseAlarms:0.0#} %, {r.Found:0.#} %"))}"
                    )
                );
            }
        }
    }
}
