using System.Buffers.Text;
using System.Text;
using ShopStream.Quality.Data;

namespace ShopStream.Features.JsonSchemas;

/// <summary>A number of a document or a schema, compared exactly, whatever its size.</summary>
internal readonly struct JsonNumber
{
    // A decimal holds any number of so many characters without rounding, and a long of so many.
    private const int MostCharacters = 28;
    private const int MostOfLong = 18;

    private readonly decimal small;
    private readonly ExactNumber? large;

    private JsonNumber(decimal small, ExactNumber? large) => (this.small, this.large) = (small, large);

    /// <summary>Whether it has no fraction: 1.0 and 1e3 have none.</summary>
    public bool IsInteger => large is { } exact ? exact.Scale == 0 : decimal.IsInteger(small);

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => large is { } exact ? exact.Sign : Math.Sign(small);

    private ExactNumber Exact => large ?? small;

    /// <summary>Reads a number as JSON writes it; null if its exponent is beyond ±20,000, which nothing holds.</summary>
    public static JsonNumber? Read(ReadOnlySpan<byte> text) =>
        text.Length <= MostOfLong && Short(text) is { } usual ? new JsonNumber(usual, null)
        : text.Length <= MostCharacters
        && text.IndexOfAny((byte)'e', (byte)'E') < 0
        && Utf8Parser.TryParse(text, out decimal exact, out var used)
        && used == text.Length
            ? new JsonNumber(exact, null)
        : ExactNumber.TryParse(Encoding.ASCII.GetString(text)) is { } number ? new JsonNumber(0, number)
        : null;

    // Most numbers have a few digits and no exponent.
    private static decimal? Short(ReadOnlySpan<byte> text)
    {
        var (digits, places, point) = (0L, 0, false);
        foreach (var c in text[(text[0] == '-' ? 1 : 0)..])
        {
            if (c == '.')
                point = true;
            else if (c > '9')
                return null;
            else
                (digits, places) = ((digits * 10) + c - '0', point ? places + 1 : places);
        }
        return new decimal((int)digits, (int)(digits >> 32), 0, text[0] == '-', (byte)places);
    }

    /// <summary>Whether it is a multiple of another number, which is not 0.</summary>
    public bool IsMultipleOf(JsonNumber unit) =>
        large is null && unit.large is null ? small % unit.small == 0 : (Exact.DividedBy(unit.Exact, 0) * unit.Exact).Equals(Exact);

    /// <summary>−1, 0 or 1, as it is less than, equal to or greater than another one.</summary>
    public int ComparedWith(JsonNumber other) => large is null && other.large is null ? small.CompareTo(other.small) : Exact.CompareTo(other.Exact);
}
