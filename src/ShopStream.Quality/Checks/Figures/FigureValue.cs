using System.Globalization;
using System.Numerics;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>What the values of a figure are, and with it which bounds fit.</summary>
public enum FigureScale
{
    /// <summary>A number of rows or of different values.</summary>
    Count,

    /// <summary>A share in percent.</summary>
    Percent,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date or timestamp.</summary>
    Moment,

    /// <summary>A time of day.</summary>
    Time,
}

/// <summary>The value of a figure, as an exact fraction: an average of three values need not have finitely many decimals.</summary>
/// <param name="Scale">What the value is.</param>
/// <param name="Numerator">Numerator; ticks of 100 ns for a moment or a time.</param>
/// <param name="Denominator">Denominator, above 0.</param>
/// <param name="Text">The moment or time as measured; null for a number.</param>
internal readonly record struct FigureValue(FigureScale Scale, ExactNumber Numerator, ExactNumber Denominator, string? Text)
{
    private const int MostDecimals = 28;

    private static readonly ColumnType Timestamp = ColumnType.Parse("timestamptz");

    private static readonly ColumnType TimeOfDay = ColumnType.Parse("time");

    // Beyond every date.
    private static readonly ExactNumber Infinity = ExactNumber.Parse("1e30");

    // Beyond every number that a column holds.
    private static readonly ExactNumber BeyondNumbers = ExactNumber.Parse("1e400");

    public static FigureValue Of(FigureScale scale, ExactNumber number) => new(scale, number, 1m, null);

    /// <summary>One count in percent of another one, from two cells; null if the other one is 0.</summary>
    public static FigureValue? Share(IReadOnlyList<string?> cells) =>
        ExactNumber.Parse(cells[1]!) is { Sign: > 0 } all ? new FigureValue(FigureScale.Percent, ExactNumber.Parse(cells[0]!) * 100m, all, null) : null;

    /// <summary>
    /// Reads a value of a column: a number, a date, a timestamp or a time, also NaN, which is above all other numbers, or an infinite number. Null for what has
    /// no place among them.
    /// </summary>
    public static FigureValue? OfColumn(string text) =>
        text switch
        {
            "NaN" => new FigureValue(FigureScale.Number, BeyondNumbers + BeyondNumbers, 1m, text),
            "Infinity" => new FigureValue(FigureScale.Number, BeyondNumbers, 1m, text),
            "-Infinity" => new FigureValue(FigureScale.Number, ExactNumber.Zero - BeyondNumbers, 1m, text),
            _ => TryParse(text),
        };

    /// <summary>Reads a number, a date, a timestamp or a time; null for what has no place among them, such as NaN.</summary>
    public static FigureValue? TryParse(string text) =>
        ExactNumber.TryParse(text) is { } number ? Of(FigureScale.Number, number)
        : Constant.TryParse(Timestamp, text) is MomentConstant moment ? new FigureValue(FigureScale.Moment, TicksOf(moment), 1m, text)
        : Constant.TryParse(TimeOfDay, text) is TimeConstant time ? new FigureValue(FigureScale.Time, time.Value.Ticks, 1m, text)
        : null;

    /// <summary>A number rounded to decimals in which stores agree; null for none, or for one that has no place, such as NaN.</summary>
    public static FigureValue? TryRound(string? text, int places) =>
        text is not null && ExactNumber.TryParse(text) is { } number ? Of(FigureScale.Number, number.Round(places)) : null;

    /// <summary>Compares two values of one scale, exactly.</summary>
    public int ComparedWith(FigureValue other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>Whether both are of one kind. A count is a number.</summary>
    public bool IsComparableWith(FigureValue other) => string.Equals(Kind, other.Kind, StringComparison.Ordinal);

    /// <summary>What it is, in words.</summary>
    public string Kind =>
        Scale switch
        {
            FigureScale.Percent => "a share",
            FigureScale.Moment => "a date",
            FigureScale.Time => "a time",
            _ => "a number",
        };

    /// <summary>This value minus another one of its scale.</summary>
    public FigureValue Minus(FigureValue other) =>
        new(Scale, (Numerator * other.Denominator) - (other.Numerator * Denominator), Denominator * other.Denominator, null);

    /// <summary>A multiple of a number; a multiple of a count need not be whole.</summary>
    public FigureValue Times(decimal factor) => new(Scale, Numerator * factor, Denominator, null);

    /// <summary>Whether this value differs from an expected one by no more than the tolerance.</summary>
    public bool IsWithin(Tolerance tolerance, FigureValue expected) =>
        // Both multiplied by the denominators, so that nothing is divided.
        tolerance.IsPercent
            ? Minus(expected).Numerator.Abs * expected.Denominator * 100m <= expected.Numerator.Abs * Minus(expected).Denominator * tolerance.Amount
            : Minus(expected) is var gap && gap.Numerator.Abs <= gap.Denominator * tolerance.Amount;

    /// <summary>The value as text, with two decimals, or with as many as are needed to distinguish it from 0.</summary>
    /// <param name="unit">Unit of a count or a number; empty if it has none.</param>
    /// <param name="limit">A limit that the value is compared with: it gets as many decimals as it takes to tell them apart.</param>
    public string Describe(string unit, FigureValue? limit = null)
    {
        if (Text is not null)
            return Text;
        var places = Places();
        while (places < MostDecimals && limit is { } other && ComparedWith(other) != 0 && Rounded(places) == other.Rounded(places))
            places++;
        return Written(Rounded(places), unit, " %");
    }

    /// <summary>The value as a difference of two values, with its sign.</summary>
    public string DescribeDifference(string unit)
    {
        var sign = Numerator.Sign < 0 ? "−" : "+";
        var distance = this with { Numerator = Numerator.Abs };
        if (Scale is FigureScale.Moment or FigureScale.Time)
            return sign + (distance.Numerator >= Infinity ? "infinity" : FigureText.Duration(new TimeSpan((long)distance.Numerator.ToDecimal())));
        if (distance.Numerator * 2m >= BeyondNumbers)
            return $"{sign}infinity";
        return sign + distance.Written(distance.Rounded(distance.Places()), unit, " percentage points");
    }

    // What would be rounded to 0 gets its first digit.
    private int Places()
    {
        var places = Scale == FigureScale.Count ? 0 : 2;
        if (Numerator.Sign == 0 || Rounded(places).Sign != 0)
            return places;
        while (places < MostDecimals && Numerator.Abs < Denominator * ExactNumber.Parse($"1e-{places.ToString(CultureInfo.InvariantCulture)}"))
            places++;
        return places;
    }

    private ExactNumber Rounded(int places) => Numerator.DividedBy(Denominator, places);

    private string Written(ExactNumber number, string unit, string percent) =>
        Scale switch
        {
            FigureScale.Percent => $"{number}{percent}",
            FigureScale.Count when number.Scale == 0 => BigInteger
                .Parse($"{number}", CultureInfo.InvariantCulture)
                .ToString("#,##0", CultureInfo.InvariantCulture) + Unit(number, unit),
            _ => number.ToAmountText() + Unit(number, unit),
        };

    private static string Unit(ExactNumber number, string unit) =>
        unit.Length == 0 ? ""
        : number == 1m && unit.EndsWith('s') ? $" {unit[..^1]}"
        : $" {unit}";

    private static ExactNumber TicksOf(MomentConstant moment) =>
        moment.Infinite switch
        {
            > 0 => Infinity,
            < 0 => ExactNumber.Zero - Infinity,
            _ => (decimal)moment.Value.Ticks,
        };
}
