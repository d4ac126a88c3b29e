using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>Differences by class, exact however many there are, and the largest of them.</summary>
internal sealed class CauseTallies
{
    /// <summary>No more than these are followed along the hops.</summary>
    public const int Largest = 1_000;

    private readonly Dictionary<string, CauseTally> causes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<DifferenceWithCause, (decimal Gross, string Key)> largest = new(Comparer<(decimal Gross, string Key)>.Create(
        (a, b) => a.Gross != b.Gross ? a.Gross.CompareTo(b.Gross) : string.CompareOrdinal(b.Key, a.Key)));

    private readonly Dictionary<Dataset, decimal> layers = [];

    /// <summary>Where most of what is off begins; null where nothing is.</summary>
    public Dataset? FirstDivergentLayer => layers.Count == 0 ? null : layers.OrderByDescending(h => h.Value).ThenBy(h => h.Key.Layer).First().Key;

    /// <summary>How many keys differ.</summary>
    public long Count { get; private set; }

    /// <summary>Actual less expected, over all of them.</summary>
    public decimal Net => causes.Values.Sum(c => c.Net);

    /// <summary>The largest differences, the largest first.</summary>
    public IReadOnlyList<DifferenceWithCause> Top =>
        [.. largest.UnorderedItems.OrderByDescending(i => i.Priority.Gross).ThenBy(i => i.Priority.Key, StringComparer.Ordinal).Select(i => i.Element)];

    /// <summary>Adds one.</summary>
    /// <param name="what">Named for people: order=17.</param>
    /// <param name="traced">It, and where it begins.</param>
    /// <param name="kind">Its class.</param>
    public void Add(string what, TracedDifference traced, string kind)
    {
        Count++;
        if (!causes.TryGetValue(kind, out var tally)) causes[kind] = tally = new CauseTally();
        tally.Add(traced);
        layers[traced.Dataset] = layers.GetValueOrDefault(traced.Dataset) + traced.Difference.Gross;
        largest.Enqueue(new DifferenceWithCause(what, traced, kind), (traced.Difference.Gross, what));
        if (largest.Count > Largest) largest.Dequeue();
    }

    /// <summary>The classes, the largest first; their shares are rounded so that they add up to 100.</summary>
    public IReadOnlyList<DrillDownCause> Causes
    {
        get
        {
            var all = causes.Values.Sum(c => c.Gross);
            var sorted = causes.OrderByDescending(c => c.Value.Gross).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
            // The largest remainders get the hundredths that rounding down leaves over.
            var exact = sorted.ConvertAll(c => all == 0 ? 0 : c.Value.Gross * 10_000 / all);
            var floor = exact.ConvertAll(Math.Floor);
            var left = all == 0 ? 0 : (int)(10_000 - floor.Sum());
            foreach (var i in Enumerable.Range(0, exact.Count).OrderByDescending(i => exact[i] - floor[i]).Take(left)) floor[i]++;
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
            if (Keys == 0) shift = traced.AtLevel.Shift;
            similar &= traced.AtLevel.Shift == shift;
            Keys++;
            Net += traced.Difference.Net;
            Gross += traced.Difference.Gross;
        }

        public string? Detail => !similar || shift is not { } by || Keys < 2 ? null
            : by.Ticks % TimeSpan.TicksPerDay == 0 ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalDays:+0;−0} {(Math.Abs(by.TotalDays) == 1 ? "day" : "days")}")
            : by.Ticks % TimeSpan.FromMinutes(15).Ticks == 0 ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalMinutes:+0;−0} minutes: a time-zone shift looks like this")
            : null;
    }
}

/// <param name="What">Named for people.</param>
/// <param name="Traced">It, and where it begins.</param>
/// <param name="Cause">Its kind.</param>
internal sealed record DifferenceWithCause(string What, TracedDifference Traced, string Cause);
