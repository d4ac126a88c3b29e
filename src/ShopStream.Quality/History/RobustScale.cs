namespace ShopStream.Quality.History;

/// <summary>Middle and scale of numbers, of which up to half may be outliers.</summary>
internal static class RobustScale
{
    // So that Qn of normally distributed numbers is their standard deviation.
    private const double NormalOfQn = 2.21914;
    private const double NormalOfMeanDeviation = 1.253314;

    /// <summary>The median; of an even number of values the mean of the middle two. There is at least one value.</summary>
    public static double Median(IEnumerable<double> values) => Median(values.ToArray().AsSpan());

    /// <inheritdoc cref="Median(IEnumerable{double})"/>
    /// <param name="values">The values, which are sorted.</param>
    public static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>
    /// Qn of Rousseeuw and Croux (Alternatives to the Median Absolute Deviation, JASA 88, 1993): 2.21914 times the k-th smallest distance of two values, with
    /// k = h · (h − 1) / 2 and h = n / 2 + 1, and their factor n / (n + 1.4) or n / (n + 3.8) of an odd or even number of values. Of normally distributed
    /// values it is as exact as the standard deviation of 82 % of them; the median absolute deviation, of 37 %. If it is 0, because more than half of the
    /// values are equal, the mean absolute deviation from the median takes its place.
    /// </summary>
    /// <param name="values">At least two values; the time is proportional to the square of their number.</param>
    public static double Qn(IReadOnlyList<double> values)
    {
        var n = values.Count;
        var distances = new double[n * (n - 1) / 2];
        var at = 0;
        for (var i = 1; i < n; i++)
        {
            for (var j = 0; j < i; j++)
                distances[at++] = Math.Abs(values[i] - values[j]);
        }
        Array.Sort(distances);
        var half = (n / 2) + 1;
        var kth = distances[(half * (half - 1) / 2) - 1];
        if (kth > 0)
            return NormalOfQn * kth * n / (n + (n % 2 == 1 ? 1.4 : 3.8));
        var median = Median(values);
        return NormalOfMeanDeviation * values.Average(v => Math.Abs(v - median));
    }

    /// <summary>The number of standard deviations that a normally distributed value exceeds with a probability (Abramowitz and Stegun, 26.2.23).</summary>
    /// <param name="probability">Above 0 and below 0.5.</param>
    public static double Normal(double probability)
    {
        var t = Math.Sqrt(-2 * Math.Log(probability));
        return t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
    }
}
