using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>What the values of a type mean: how they are equal, and whether they have an order.</summary>
internal enum Meaning
{
    Number,
    Single,
    Double,
    Moment,
    Instant,
    Time,
    Boolean,

    /// <summary>Text types, among them citext: equal by their characters, ordered by their bytes.</summary>
    Text,
    Uuid,
    Json,

    /// <summary>All other types: equal by the text that PostgreSQL writes, without an order.</summary>
    Written,
}

/// <summary>A second, naive evaluation of values written as text: big integers and exact decimals. Shares no code with the product.</summary>
internal static partial class Naive
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    public static bool IsNumeric(this Meaning meaning) => meaning is Meaning.Number or Meaning.Single or Meaning.Double;

    public static bool IsOrdered(this Meaning meaning) => meaning.IsNumeric() || meaning is Meaning.Moment or Meaning.Instant or Meaning.Time;

    /// <summary>Text that is the same for equal values, and differs for others.</summary>
    public static string Identity(Meaning meaning, string text) =>
        meaning switch
        {
            Meaning.Number => $"{Shortest(Number(text))}",
            Meaning.Single => Bits(float.Parse(text, CultureInfo.InvariantCulture)),
            Meaning.Double => Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            Meaning.Moment or Meaning.Instant => Moment(text).ToString(CultureInfo.InvariantCulture),
            Meaning.Time => TimeOfDay(text).ToString(CultureInfo.InvariantCulture),
            Meaning.Uuid => text.ToLowerInvariant(),
            _ => text,
        };

    /// <summary>Compares two values of an ordered type, or two texts by their bytes.</summary>
    public static int Compare(Meaning meaning, string left, string right) =>
        meaning switch
        {
            Meaning.Number => Compare(Number(left), Number(right)),
            Meaning.Single => Compare(float.Parse(left, CultureInfo.InvariantCulture), float.Parse(right, CultureInfo.InvariantCulture)),
            Meaning.Double => Compare(double.Parse(left, CultureInfo.InvariantCulture), double.Parse(right, CultureInfo.InvariantCulture)),
            Meaning.Moment or Meaning.Instant => Moment(left).CompareTo(Moment(right)),
            Meaning.Time => TimeOfDay(left).CompareTo(TimeOfDay(right)),
            _ => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)),
        };

    /// <summary>The whole text matches; digits and letters are those of ASCII, blanks those of Unicode.</summary>
    public static bool Matches(string text, string pattern)
    {
        var spelledOut = pattern
            .Replace(@"[^\s]", @"[^" + Blanks + "]", StringComparison.Ordinal)
            .Replace(@"\S", "[^" + Blanks + "]", StringComparison.Ordinal)
            .Replace(@"\s", "[" + Blanks + "]", StringComparison.Ordinal)
            .Replace(@"\d", "[0-9]", StringComparison.Ordinal)
            .Replace(@"\w", "[A-Za-z0-9_]", StringComparison.Ordinal);
        return Regex.IsMatch(text, $@"\A(?:{spelledOut})\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>Exact sum of numbers; 0 of none.</summary>
    public static (BigInteger Digits, int Places) Sum(IEnumerable<string> numbers) =>
        numbers.Select(Number).Aggregate((Digits: BigInteger.Zero, Places: 0), Add);

    public static (BigInteger Digits, int Places) Subtract((BigInteger Digits, int Places) left, (BigInteger Digits, int Places) right) =>
        Add(left, (-right.Digits, right.Places));

    /// <summary>Whether the distance from 0 is at most a limit.</summary>
    public static bool IsWithin((BigInteger Digits, int Places) difference, string limit) =>
        Compare((BigInteger.Abs(difference.Digits), difference.Places), Number(limit)) <= 0;

    /// <summary>Rounds to cents, halves away from zero.</summary>
    public static string ToCents(string number)
    {
        var (digits, places) = Number(number);
        if (places <= 2)
            return Shortest((digits, places));
        var divisor = BigInteger.Pow(10, places - 2);
        var cents = (BigInteger.Abs(digits) + (divisor / 2)) / divisor;
        return Shortest((digits.Sign * cents, 2));
    }

    /// <summary>Digits and how many of them are behind the point.</summary>
    public static (BigInteger Digits, int Places) Number(string text)
    {
        var parts = text.ToLowerInvariant().Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var halves = parts[0].TrimStart('+', '-').Split('.');
        var fraction = halves.Length > 1 ? halves[1] : "";
        var digits = BigInteger.Parse("0" + halves[0] + fraction, CultureInfo.InvariantCulture) * (parts[0].StartsWith('-') ? -1 : 1);
        var places = fraction.Length - exponent;
        return places < 0 ? (digits * BigInteger.Pow(10, -places), 0) : (digits, places);
    }

    /// <summary>Plain digits: -12.5.</summary>
    public static string Plain((BigInteger Digits, int Places) number)
    {
        var digits = BigInteger.Abs(number.Digits).ToString(CultureInfo.InvariantCulture).PadLeft(number.Places + 1, '0');
        return $"{(number.Digits.Sign < 0 ? "-" : "")}{digits[..^number.Places]}{(number.Places > 0 ? "." : "")}{digits[^number.Places..]}";
    }

    private static string Shortest((BigInteger Digits, int Places) number)
    {
        while (number.Places > 0 && number.Digits % 10 == 0)
            number = (number.Digits / 10, number.Places - 1);
        return Plain(number);
    }

    public static (BigInteger Digits, int Places) Add((BigInteger Digits, int Places) left, (BigInteger Digits, int Places) right)
    {
        var places = Math.Max(left.Places, right.Places);
        return ((left.Digits * BigInteger.Pow(10, places - left.Places)) + (right.Digits * BigInteger.Pow(10, places - right.Places)), places);
    }

    private static int Compare((BigInteger Digits, int Places) left, (BigInteger Digits, int Places) right) =>
        Add(left, (-right.Digits, right.Places)).Digits.Sign;

    // NaN equals itself and is above all other values; 0 equals −0.
    private static int Compare(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? double.IsNaN(left).CompareTo(double.IsNaN(right))
        : left == right ? 0
        : left < right ? -1
        : 1;

    private static string Bits(double value) =>
        double.IsNaN(value) ? "NaN"
        : value == 0 ? "0"
        : BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture);

    /// <summary>The day of a moment, in UTC; days before the epoch of the count included.</summary>
    public static string Day(string text) => BigInteger.Divide(Moment(text), MicrosecondsOfDay).ToString(CultureInfo.InvariantCulture);

    // Microseconds since 0000-03-01, day by day of the Gregorian calendar.
    private static BigInteger Moment(string text)
    {
        if (text is "infinity")
            return BigInteger.Pow(10, 30);
        if (text is "-infinity")
            return -BigInteger.Pow(10, 30);
        var match = MomentForm().Match(text);
        var (year, month, day) = (Int(match, "year"), Int(match, "month"), Int(match, "day"));
        // Years start in March, so that the leap day comes last.
        if (month <= 2)
            (year, month) = (year - 1, month + 12);
        var days = (365L * year) + (year / 4) - (year / 100) + (year / 400) + (((153 * (month - 3)) + 2) / 5) + day - 1;
        var offset = match.Groups["offset"].Value is { Length: > 1 } zone
            ? ((int.Parse(zone[1..3], CultureInfo.InvariantCulture) * 60L) + (zone.Length > 4 ? int.Parse(zone[4..], CultureInfo.InvariantCulture) : 0))
                * (zone[0] == '-' ? -1 : 1)
                * 60_000_000
            : 0;
        return ((BigInteger)days * MicrosecondsOfDay) + (match.Groups["time"].Success ? TimeOfDay(match.Groups["time"].Value) : 0) - offset;
    }

    private static int Int(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static long TimeOfDay(string text)
    {
        var parts = text.Split(':');
        var seconds = parts.Length > 2 ? decimal.Parse(parts[2], CultureInfo.InvariantCulture) : 0;
        return (long)(
            (((int.Parse(parts[0], CultureInfo.InvariantCulture) * 60) + int.Parse(parts[1], CultureInfo.InvariantCulture)) * 60_000_000L)
            + (seconds * 1_000_000)
        );
    }

    private const string Blanks = "\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

    [GeneratedRegex(
        @"^(?<year>[0-9]{4,})-(?<month>[0-9]{2})-(?<day>[0-9]{2})([ T](?<time>[0-9:.]+)(?<offset>Z|[+-][0-9]{2}(:[0-9]{2})?)?)?\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MomentForm();
}
