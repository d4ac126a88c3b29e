using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ShopStream.Quality.Data;

/// <summary>
/// Canonical JSON: equal values have equal text. No whitespace, strings without needless escapes, keys sorted by length and then by their bytes (as in
/// jsonb, so that most objects are in order already), normalized numbers (1.10 and 11e-1 are the same).
/// </summary>
internal static class CanonicalJson
{
    private const int MaxDepth = 1000;

    [ThreadStatic]
    private static JsonText? text;

    /// <summary>Converts JSON to its canonical form.</summary>
    /// <returns>Valid until the next call on this thread.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var target = text ??= new JsonText();
        target.Clear();
        reader.Read();
        Write(ref reader, target);
        return target.Written;
    }

    /// <summary>Significant digits and exponent of a number, without leading and trailing zeros.</summary>
    internal static string Number(ReadOnlySpan<char> text)
    {
        var e = text.IndexOfAny('e', 'E');
        var exponent = e < 0 ? BigInteger.Zero : BigInteger.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = (e < 0 ? text : text[..e]).ToString();
        var negative = mantissa[0] == '-';
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            exponent -= mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
            return "0";
        exponent += digits.Length - significant.Length;
        var value = (negative ? "-" : "") + significant;
        return exponent.IsZero ? value : string.Create(CultureInfo.InvariantCulture, $"{value}e{exponent}");
    }

    private static void Write(ref Utf8JsonReader reader, JsonText target)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, target);
                break;
            case JsonTokenType.StartArray:
                target.Add('[');
                for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
                {
                    if (!first)
                        target.Add(',');
                    Write(ref reader, target);
                }
                target.Add(']');
                break;
            case JsonTokenType.Number:
                WriteNumber(reader.ValueSpan, target);
                break;
            case JsonTokenType.String:
                WriteString(ref reader, target);
                break;
            default:
                target.Add(reader.ValueSpan);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, JsonText target)
    {
        target.Add('{');
        var first = target.BeginMembers();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            target.BeginMember(first);
            WriteString(ref reader, target);
            var member = target.EndName();
            target.Add(':');
            reader.Read();
            Write(ref reader, target);
            target.EndMember(member);
        }
        target.EndMembers(first);
        target.Add('}');
    }

    private static void WriteString(ref Utf8JsonReader reader, JsonText target)
    {
        target.Add('"');
        if (reader.ValueIsEscaped)
            WriteEscaped(ref reader, target);
        else
            target.Add(reader.ValueSpan);
        target.Add('"');
    }

    // Only what must be escaped is.
    private static void WriteEscaped(ref Utf8JsonReader reader, JsonText target)
    {
        Span<byte> plain = reader.ValueSpan.Length <= 256 ? stackalloc byte[256] : new byte[reader.ValueSpan.Length];
        foreach (var b in plain[..reader.CopyString(plain)])
        {
            if (b < 0x20)
            {
                target.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{b:x4}")));
                continue;
            }
            if (b is (byte)'"' or (byte)'\\')
                target.Add('\\');
            target.Add((char)b);
        }
    }

    private static void WriteNumber(ReadOnlySpan<byte> number, JsonText target)
    {
        if (number.IndexOfAny((byte)'e', (byte)'E') >= 0)
        {
            target.Add(Encoding.ASCII.GetBytes(Number(Encoding.ASCII.GetString(number))));
            return;
        }
        var unsigned = number.TrimStart((byte)'-');
        var point = unsigned.IndexOf((byte)'.');
        // Zeros at both ends are not significant, nor is the point between them.
        var significant = unsigned.TrimStart("0."u8).TrimEnd("0."u8);
        if (significant.IsEmpty)
        {
            target.Add('0');
            return;
        }
        if (unsigned.Length < number.Length)
            target.Add('-');
        foreach (var b in significant)
        {
            if (b != (byte)'.')
                target.Add((char)b);
        }
        var exponent = Exponent(unsigned, point);
        if (exponent != 0)
            target.Add(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"e{exponent}")));
    }

    // The power of ten of the last significant digit.
    private static int Exponent(ReadOnlySpan<byte> unsigned, int point)
    {
        var last = unsigned.LastIndexOfAnyExcept((byte)'0', (byte)'.');
        return point < 0 ? unsigned.Length - 1 - last
            : last > point ? point - last
            : point - 1 - last;
    }
}
