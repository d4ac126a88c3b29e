using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Totals of the differences by cause, and the largest differences.</summary>
internal sealed class CauseTallies
{
    /// <summary>Maximum number of differences kept.</summary>
    public const int MaxDifferences = 1_000;

    private readonly Dictionary<string, CauseTally> causes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<DifferenceWithCause, (decimal Gross, string Key)> largest = new(
        Comparer<(decimal Gross, string Key)>.Create((a, b) => a.Gross != b.Gross ? a.Gross.CompareTo(b.Gross) : string.CompareOrdinal(b.Key, a.Key))
    );

    private readonly Dictionary<Dataset, decimal> layers = [];

    /// <summary>Dataset in which most of the difference first occurs; null if there are no differences.</summary>
    public Dataset? FirstDivergentLayer => layers.Count == 0 ? null : layers.OrderByDescending(h => h.Value).ThenBy(h => h.Key.Layer).First().Key;

    /// <summary>Number of keys that differ.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of actual minus expected.</summary>
    public decimal Net => causes.Values.Sum(c => c.Net);

    /// <summary>Largest differences, in descending order.</summary>
    public IReadOnlyList<DifferenceWithCause> Top =>
        [.. largest.UnorderedItems.OrderByDescending(i => i.Priority.Gross).ThenBy(i => i.Priority.Key, StringComparer.Ordinal).Select(i => i.Element)];

    /// <summary>Adds a difference.</summary>
    /// <param name="name">Name of the key for people, such as order=17.</param>
    /// <param name="traced">Difference and its first divergent level.</param>
    /// <param name="cause">Cause of the difference.</param>
    public void Add(string name, TracedDifference traced, string cause)
    {
        Count++;
        if (!causes.TryGetValue(cause, out var tally))
            causes[cause] = tally = new CauseTally();
        tally.Add(traced);
        layers[traced.Dataset] = layers.GetValueOrDefault(traced.Dataset) + traced.Difference.Gross;
        largest.Enqueue(new DifferenceWithCause(name, traced, cause), (traced.Difference.Gross, name));
        if (largest.Count > MaxDifferences)
            largest.Dequeue();
    }

    /// <summary>Totals by cause, the largest first. Shares are rounded so that they add up to 100.</summary>
    public IReadOnlyList<DrillDownCause> Causes
    {
        get
        {
            var all = causes.Values.Sum(c => c.Gross);
            var sorted = causes.OrderByDescending(c => c.Value.Gross).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
            // Largest remainder method: the hundredths lost by rounding down go to the largest remainders.
            var exact = sorted.ConvertAll(c => all == 0 ? 0 : c.Value.Gross * 10_000 / all);
            var floor = exact.ConvertAll(Math.Floor);
            var left = all == 0 ? 0 : (int)(10_000 - floor.Sum());
            foreach (var i in Enumerable.Range(0, exact.Count).OrderByDescending(i => exact[i] - floor[i]).Take(left))
                floor[i]++;
            return [.. sorted.Select((c, i) => new DrillDownCause(c.Key, c.Value.Keys, c.Value.Net, c.Value.Gross, floor[i] / 100, c.Value.Detail))];
        }
    }

    private sealed class CauseTally
    {
        private bool similar = true;
        private TimeSpan? shift;

        public long Keys { get; private set; }

        public decimal Net { get; private set; }

        public decimal Gross { get; private set; }

        public void Add(TracedDifference traced)
        {
            if (Keys == 0)
                shift = traced.AtLevel.Shift;
            similar &= traced.AtLevel.Shift == shift;
            Keys++;
            Net += traced.Difference.Net;
            Gross += traced.Difference.Gross;
        }

        public string? Detail =>
            !similar || shift is not { } by || Keys < 2 ? null
            : by.Ticks % TimeSpan.TicksPerDay == 0
                ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalDays:+0;−0} {(Math.Abs(by.TotalDays) == 1 ? "day" : "days")}")
            : by.Ticks % TimeSpan.FromMinutes(15).Ticks == 0
                ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalMinutes:+0;−0} minutes, which looks like a time-zone shift")
            : null;
    }
}

/// <summary>A difference and its cause.</summary>
/// <param name="Name">Name of the key for people.</param>
/// <param name="Traced">Difference and its first divergent level.</param>
/// <param name="Cause">Cause of the difference.</param>
internal sealed record DifferenceWithCause(string Name, TracedDifference Traced, string Cause);
