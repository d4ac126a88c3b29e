using System.Text;
using ShopStream.Quality.Data;

namespace ShopStream.Features.JsonSchemas;

/// <summary>A number of a document or a schema, compared exactly, whatever its size.</summary>
internal readonly struct JsonNumber
{
    // A long holds any number of so many characters, and an Int128 the product of two.
    private const int MostCharacters = 18;

    private static readonly Int128[] Powers = PowersOfTen();

    // The number is digits / 10^places, unless it is large.
    private readonly long digits;
    private readonly int places;
    private readonly ExactNumber? large;

    private JsonNumber(long digits, int places, ExactNumber? large) => (this.digits, this.places, this.large) = (digits, places, large);

    /// <summary>Whether it has no fraction: 1.0 and 1e3 have none.</summary>
    public bool IsInteger => large is { } exact ? exact.Scale == 0 : digits % (long)Powers[places] == 0;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => large is { } exact ? exact.Sign : Math.Sign(digits);

    private ExactNumber Exact => large ?? digits / (decimal)Powers[places];

    /// <summary>Reads a number as JSON writes it.</summary>
    /// <param name="text">The number.</param>
    /// <param name="number">The number, if it is one.</param>
    /// <returns>False if its exponent is beyond ±20,000, which nothing holds.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out JsonNumber number)
    {
        if (TryShort(text, out number))
            return true;
        var exact = ExactNumber.TryParse(Encoding.ASCII.GetString(text));
        number = new JsonNumber(0, 0, exact);
        return exact is not null;
    }

    /// <summary>Whether it is a multiple of another number, which is not 0.</summary>
    public bool IsMultipleOf(in JsonNumber unit) =>
        large is not null || unit.large is not null ? (Exact.DividedBy(unit.Exact, 0) * unit.Exact).Equals(Exact)
        : places >= unit.places ? digits % (unit.digits * Powers[places - unit.places]) == 0
        : digits * Powers[unit.places - places] % unit.digits == 0;

    /// <summary>−1, 0 or 1, as it is less than, equal to or greater than another one.</summary>
    public int ComparedWith(in JsonNumber other) =>
        large is not null || other.large is not null ? Math.Sign(Exact.CompareTo(other.Exact))
        : places == other.places ? digits.CompareTo(other.digits)
        : places > other.places ? ((Int128)digits).CompareTo(other.digits * Powers[places - other.places])
        : (digits * Powers[other.places - places]).CompareTo(other.digits);

    private static Int128[] PowersOfTen()
    {
        var powers = new Int128[MostCharacters + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }

    // Most numbers have a few digits and no exponent.
    private static bool TryShort(ReadOnlySpan<byte> text, out JsonNumber number)
    {
        number = default;
        if (text.Length > MostCharacters)
            return false;
        var (digits, point) = (0L, text.Length - 1);
        for (var i = text[0] == '-' ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
                point = i;
            else if (c > '9')
                return false;
            else
                digits = (digits * 10) + c - '0';
        }
        number = new JsonNumber(text[0] == '-' ? -digits : digits, text.Length - 1 - point, null);
        return true;
    }
}
