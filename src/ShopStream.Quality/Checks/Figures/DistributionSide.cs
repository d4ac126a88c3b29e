using ShopStream.Quality.Data;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>One side of a comparison of distributions: one histogram, or those of several runs together.</summary>
/// <param name="histograms">Histograms of one kind; at least one.</param>
internal sealed class DistributionSide(IReadOnlyList<Histogram> histograms)
{
    private readonly IReadOnlyList<Cumulative> cumulative = histograms[0].IsOrdered ? [.. histograms.Select(h => new Cumulative(h))] : [];

    private readonly IReadOnlyList<(Histogram Histogram, IReadOnlyDictionary<string, long> Counts)> counted =
    [
        .. histograms.Select(h => (h, (IReadOnlyDictionary<string, long>)h.Points.ToDictionary(p => p.Value, p => p.Count, StringComparer.Ordinal))),
    ];

    /// <summary>Whether the values are numbers.</summary>
    public bool IsOrdered => histograms[0].IsOrdered;

    /// <summary>Number of values.</summary>
    public double All { get; } = histograms.Sum(h => (double)h.Values);

    /// <summary>Most different values of a histogram.</summary>
    public long Different { get; } = histograms.Max(h => h.Different);

    /// <summary>The values that are known.</summary>
    public IEnumerable<string> Values => histograms.SelectMany(h => h.Points).Select(p => p.Value);

    /// <summary>The numbers that are known.</summary>
    public IEnumerable<SortedNumber> Numbers => cumulative.SelectMany(c => c.Numbers);

    /// <summary>
    /// Least and greatest share of a category. What a histogram has not kept is there at most as often as the rarest value that it has, and never if it
    /// has kept all.
    /// </summary>
    public (double Least, double Most) ShareOf(string value)
    {
        var (least, most) = (0.0, 0.0);
        foreach (var (histogram, counts) in counted)
        {
            if (counts.TryGetValue(value, out var count))
                (least, most) = (least + count, most + count);
            else if (!histogram.IsComplete)
                most += histogram.Points[^1].Count;
        }
        return (least / All, most / All);
    }

    /// <summary>Least and greatest share of the numbers up to a number, or below it.</summary>
    public (double Least, double Most) Up(SortedNumber number, bool below)
    {
        var (least, most) = (0.0, 0.0);
        foreach (var part in cumulative)
        {
            var (low, high) = part.Up(number, below);
            (least, most) = (least + low, most + high);
        }
        return (least / All, most / All);
    }

    private sealed class Cumulative(Histogram histogram)
    {
        private readonly IReadOnlyList<HistogramPoint> points = histogram.Points;

        public List<SortedNumber> Numbers { get; } = [.. histogram.Points.Select(p => SortedNumber.Of(p.Value))];

        public (long Low, long High) Up(SortedNumber number, bool below)
        {
            var found = Numbers.BinarySearch(number, SortedNumber.Order);
            if (found >= 0)
                return points[found] is var at && below ? (at.UpTo - at.Count, at.UpTo - at.Count) : (at.UpTo, at.UpTo);
            var next = ~found;
            var low = next == 0 ? 0 : points[next - 1].UpTo;
            // Between two points, up to all that the next one does not add itself.
            return (low, next == points.Count ? low : points[next].UpTo - points[next].Count);
        }
    }
}

/// <summary>A number as a store orders it: NaN above all others.</summary>
/// <param name="Rank">−1 for -Infinity, 0 for a number, 1 for Infinity, 2 for NaN.</param>
/// <param name="Number">The number; 0 if it is none.</param>
internal readonly record struct SortedNumber(int Rank, ExactNumber Number)
{
    /// <summary>Reads a number of a store.</summary>
    public static SortedNumber Of(string text) =>
        ExactNumber.TryParse(text) is { } number ? new(0, number)
        : text.StartsWith('-') ? new(-1, ExactNumber.Zero)
        : text.StartsWith("inf", StringComparison.OrdinalIgnoreCase) ? new(1, ExactNumber.Zero)
        : new(2, ExactNumber.Zero);

    /// <summary>The order of a store.</summary>
    public static IComparer<SortedNumber> Order { get; } =
        Comparer<SortedNumber>.Create((a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.Number.CompareTo(b.Number));
}
