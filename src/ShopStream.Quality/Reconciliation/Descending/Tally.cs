using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Reconciliation.Descending;

/// <summary>Differences by class, exact however many there are, and the largest of them.</summary>
internal sealed class Tally
{
    /// <summary>No more than these are followed along the hops.</summary>
    public const int Largest = 1_000;

    private readonly Dictionary<string, ClassTally> classes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Classified, (decimal Gross, string Key)> largest = new(Comparer<(decimal Gross, string Key)>.Create(
        (a, b) => a.Gross != b.Gross ? a.Gross.CompareTo(b.Gross) : string.CompareOrdinal(b.Key, a.Key)));

    private readonly Dictionary<Dataset, decimal> hops = [];

    /// <summary>Where most of what is off begins; null where nothing is.</summary>
    public Dataset? FirstHop => hops.Count == 0 ? null : hops.OrderByDescending(h => h.Value).ThenBy(h => h.Key.Layer).First().Key;

    /// <summary>How many keys differ.</summary>
    public long Count { get; private set; }

    /// <summary>Actual less expected, over all of them.</summary>
    public decimal Net => classes.Values.Sum(c => c.Net);

    /// <summary>The largest differences, the largest first.</summary>
    public IReadOnlyList<Classified> Top =>
        [.. largest.UnorderedItems.OrderByDescending(i => i.Priority.Gross).ThenBy(i => i.Priority.Key, StringComparer.Ordinal).Select(i => i.Element)];

    /// <summary>Adds one.</summary>
    /// <param name="what">Named for people: order=17.</param>
    /// <param name="traced">It, and where it begins.</param>
    /// <param name="kind">Its class.</param>
    public void Add(string what, Traced traced, string kind)
    {
        Count++;
        if (!classes.TryGetValue(kind, out var tally)) classes[kind] = tally = new ClassTally();
        tally.Add(traced);
        hops[traced.Dataset] = hops.GetValueOrDefault(traced.Dataset) + traced.Difference.Gross;
        largest.Enqueue(new Classified(what, traced, kind), (traced.Difference.Gross, what));
        if (largest.Count > Largest) largest.Dequeue();
    }

    /// <summary>The classes, the largest first; their shares are rounded so that they add up to 100.</summary>
    public IReadOnlyList<LadderClass> Classes
    {
        get
        {
            var all = classes.Values.Sum(c => c.Gross);
            var sorted = classes.OrderByDescending(c => c.Value.Gross).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
            // The largest remainders get the hundredths that rounding down leaves over.
            var exact = sorted.ConvertAll(c => all == 0 ? 0 : c.Value.Gross * 10_000 / all);
            var floor = exact.ConvertAll(Math.Floor);
            var left = all == 0 ? 0 : (int)(10_000 - floor.Sum());
            foreach (var i in Enumerable.Range(0, exact.Count).OrderByDescending(i => exact[i] - floor[i]).Take(left)) floor[i]++;
            return [.. sorted.Select((c, i) => new LadderClass(c.Key, c.Value.Keys, c.Value.Net, c.Value.Gross, floor[i] / 100, c.Value.Detail))];
        }
    }

    private sealed class ClassTally
    {
        private bool alike = true;
        private TimeSpan? shift;

        public long Keys { get; private set; }

        public decimal Net { get; private set; }

        public decimal Gross { get; private set; }

        public void Add(Traced traced)
        {
            if (Keys == 0) shift = traced.AtHop.Shift;
            alike &= traced.AtHop.Shift == shift;
            Keys++;
            Net += traced.Difference.Net;
            Gross += traced.Difference.Gross;
        }

        public string? Detail => !alike || shift is not { } by || Keys < 2 ? null
            : by.Ticks % TimeSpan.TicksPerDay == 0 ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalDays:+0;−0} {(Math.Abs(by.TotalDays) == 1 ? "day" : "days")}")
            : by.Ticks % TimeSpan.FromMinutes(15).Ticks == 0 ? string.Create(CultureInfo.InvariantCulture, $"all by {by.TotalMinutes:+0;−0} minutes: a time-zone shift looks like this")
            : null;
    }
}

/// <param name="What">Named for people.</param>
/// <param name="Traced">It, and where it begins.</param>
/// <param name="Class">Its kind.</param>
internal sealed record Classified(string What, Traced Traced, string Class);
