using System.Globalization;
using System.Numerics;

namespace ShopStream.Tests.Planning;

/// <summary>A second, naive evaluation of conditions on values written as text. Shares no code with the product.</summary>
internal static class NaiveComparison
{
    /// <summary>Compares a value of a column with a constant; both as text.</summary>
    public static int Compare(string kind, string value, string constant) =>
        kind switch
        {
            "number" => CompareNumbers(value, constant),
            "real" => CompareFloats(float.Parse(value, CultureInfo.InvariantCulture), float.Parse(constant, CultureInfo.InvariantCulture)),
            "double" => CompareFloats(double.Parse(value, CultureInfo.InvariantCulture), double.Parse(constant, CultureInfo.InvariantCulture)),
            "moment" => Moment(value).CompareTo(Moment(constant)),
            "time" => TimeSpan.Parse(value, CultureInfo.InvariantCulture).CompareTo(TimeSpan.Parse(constant, CultureInfo.InvariantCulture)),
            _ => string.CompareOrdinal(value, constant),
        };

    // Digits as one big integer, and how many of them are behind the point.
    private static int CompareNumbers(string left, string right)
    {
        var ((a, x), (b, y)) = (Number(left), Number(right));
        var places = Math.Max(x, y);
        return (a * BigInteger.Pow(10, places - x)).CompareTo(b * BigInteger.Pow(10, places - y));
    }

    private static (BigInteger Digits, int Places) Number(string text)
    {
        var parts = text.ToLowerInvariant().Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var halves = parts[0].TrimStart('+', '-').Split('.');
        var fraction = halves.Length > 1 ? halves[1] : "";
        var digits = BigInteger.Parse("0" + halves[0] + fraction, CultureInfo.InvariantCulture) * (parts[0].StartsWith('-') ? -1 : 1);
        var places = fraction.Length - exponent;
        return places < 0 ? (digits * BigInteger.Pow(10, -places), 0) : (digits, places);
    }

    // NaN equals itself and is above all other values.
    private static int CompareFloats(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? double.IsNaN(left).CompareTo(double.IsNaN(right))
        : left == right ? 0
        : left < right ? -1
        : 1;

    private static long Moment(string text) =>
        text switch
        {
            "infinity" => long.MaxValue,
            "-infinity" => long.MinValue,
            _ => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks,
        };
}
