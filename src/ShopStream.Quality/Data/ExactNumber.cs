using System.Globalization;
using System.Numerics;

namespace ShopStream.Quality.Data;

/// <summary>
/// A decimal number of any length, without rounding. PostgreSQL's numeric and the warehouse's DECIMAL(38) hold more digits than .NET's decimal.
/// </summary>
public readonly struct ExactNumber : IEquatable<ExactNumber>, IComparable<ExactNumber>
{
    // Beyond the digits that PostgreSQL allows; a longer text is not a measured value.
    private const int LongestExponent = 20_000;

    private readonly BigInteger unscaled;
    private readonly int scale;

    private ExactNumber(BigInteger unscaled, int scale)
    {
        while (scale > 0 && BigInteger.DivRem(unscaled, 10, out var last) is var shorter && last.IsZero)
            (unscaled, scale) = (shorter, scale - 1);
        (this.unscaled, this.scale) = (unscaled, scale);
    }

    /// <summary>0.</summary>
    public static ExactNumber Zero => default;

    /// <summary>Number of decimal places without trailing zeros; at least 0.</summary>
    public int Scale => scale;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => unscaled.Sign;

    /// <summary>The distance from 0.</summary>
    public ExactNumber Abs => new(BigInteger.Abs(unscaled), scale);

    /// <summary>Parses invariant text: digits with an optional sign, decimal point and exponent.</summary>
    /// <returns>Null if the text is not a number, such as NaN.</returns>
    public static ExactNumber? TryParse(string text)
    {
        var mantissa = text.AsSpan().Trim();
        var exponent = 0;
        if (mantissa.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (
                !int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs(exponent) > LongestExponent
            )
                return null;
            mantissa = mantissa[..e];
        }
        var point = mantissa.IndexOf('.');
        var places = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = point < 0 ? mantissa.ToString() : $"{mantissa[..point]}{mantissa[(point + 1)..]}";
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return null;
        return places - exponent >= 0 ? new ExactNumber(number, places - exponent) : new ExactNumber(number * BigInteger.Pow(10, exponent - places), 0);
    }

    /// <summary>Parses invariant text.</summary>
    /// <exception cref="FormatException">The text is not a number.</exception>
    public static ExactNumber Parse(string text) => TryParse(text) ?? throw new FormatException($"found '{text}', expected a number");

    /// <summary>The same number as a decimal.</summary>
    /// <exception cref="OverflowException">It has more than the 28 digits of a decimal.</exception>
    public decimal ToDecimal() => TryToDecimal() ?? throw new OverflowException($"{this} has more than 28 digits");

    /// <summary>The same number as a decimal; null if it has more digits than a decimal.</summary>
    public decimal? TryToDecimal() =>
        scale <= 28 && BigInteger.Abs(unscaled) <= (BigInteger)decimal.MaxValue ? new decimal(1, 0, 0, false, (byte)scale) * (decimal)unscaled : null;

    /// <summary>The nearest double, for charts.</summary>
    public double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>Rounds to decimal places, halves away from zero.</summary>
    public ExactNumber Round(int places)
    {
        if (scale <= places)
            return this;
        var divisor = BigInteger.Pow(10, scale - places);
        var quotient = BigInteger.DivRem(BigInteger.Abs(unscaled), divisor, out var rest);
        if (rest * 2 >= divisor)
            quotient++;
        return new ExactNumber(unscaled.Sign * quotient, places);
    }

    /// <summary>The number with at least two decimal places and commas between thousands, as amounts are shown: 1,234.50.</summary>
    public string ToAmountText()
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var whole = BigInteger.Parse(digits[..^scale], CultureInfo.InvariantCulture).ToString("#,##0", CultureInfo.InvariantCulture);
        return $"{(unscaled.Sign < 0 ? "-" : "")}{whole}.{digits[^scale..].PadRight(2, '0')}";
    }

    /// <summary>Plain digits without trailing zeros or an exponent: 1234.5.</summary>
    public override string ToString()
    {
        if (scale == 0)
            return unscaled.ToString(CultureInfo.InvariantCulture);
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }

    /// <inheritdoc />
    public bool Equals(ExactNumber other) => scale == other.scale && unscaled == other.unscaled;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(unscaled, scale);

    /// <inheritdoc />
    public int CompareTo(ExactNumber other)
    {
        var (a, b, _) = Aligned(this, other);
        return a.CompareTo(b);
    }

    /// <summary>A decimal is exact.</summary>
    public static implicit operator ExactNumber(decimal value)
    {
        var bits = decimal.GetBits(value);
        var number = (new BigInteger((uint)bits[2]) << 64) + (new BigInteger((uint)bits[1]) << 32) + (uint)bits[0];
        return new ExactNumber(bits[3] < 0 ? -number : number, (bits[3] >> 16) & 0xff);
    }

    /// <summary>Exact sum.</summary>
    public static ExactNumber operator +(ExactNumber left, ExactNumber right)
    {
        var (a, b, places) = Aligned(left, right);
        return new ExactNumber(a + b, places);
    }

    /// <summary>Exact difference.</summary>
    public static ExactNumber operator -(ExactNumber left, ExactNumber right) => left + new ExactNumber(-right.unscaled, right.scale);

    /// <summary>Exact product.</summary>
    public static ExactNumber operator *(ExactNumber left, ExactNumber right) => new(left.unscaled * right.unscaled, left.scale + right.scale);

    /// <summary>The quotient, rounded to decimal places, halves away from zero.</summary>
    /// <param name="divisor">Not 0.</param>
    /// <param name="places">Decimal places, at least 0.</param>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public ExactNumber DividedBy(ExactNumber divisor, int places)
    {
        var (a, b, _) = Aligned(this, divisor);
        var below = BigInteger.Abs(b);
        var quotient = BigInteger.DivRem(BigInteger.Abs(a) * BigInteger.Pow(10, places), below, out var rest);
        if (rest * 2 >= below)
            quotient++;
        return new ExactNumber(a.Sign * b.Sign < 0 ? -quotient : quotient, places);
    }

    /// <summary>Whether both are the same number: 1.5 equals 1.50.</summary>
    public static bool operator ==(ExactNumber left, ExactNumber right) => left.Equals(right);

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(ExactNumber left, ExactNumber right) => !left.Equals(right);

    /// <summary>Less than.</summary>
    public static bool operator <(ExactNumber left, ExactNumber right) => left.CompareTo(right) < 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(ExactNumber left, ExactNumber right) => left.CompareTo(right) > 0;

    /// <summary>At most.</summary>
    public static bool operator <=(ExactNumber left, ExactNumber right) => left.CompareTo(right) <= 0;

    /// <summary>At least.</summary>
    public static bool operator >=(ExactNumber left, ExactNumber right) => left.CompareTo(right) >= 0;

    private static (BigInteger Left, BigInteger Right, int Scale) Aligned(ExactNumber left, ExactNumber right)
    {
        var places = Math.Max(left.scale, right.scale);
        return (left.unscaled * BigInteger.Pow(10, places - left.scale), right.unscaled * BigInteger.Pow(10, places - right.scale), places);
    }
}

/// <summary>Sums of exact numbers.</summary>
public static class ExactNumbers
{
    /// <summary>Exact sum; 0 of none.</summary>
    public static ExactNumber Sum<T>(this IEnumerable<T> items, Func<T, ExactNumber> number) =>
        items.Aggregate(ExactNumber.Zero, (sum, item) => sum + number(item));
}
