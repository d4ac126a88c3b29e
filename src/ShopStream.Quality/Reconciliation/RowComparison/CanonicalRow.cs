using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>
/// Encodes rows so that equal values have equal bytes, whichever store they come from. Every value has a tag and a fixed or explicit length,
/// so that ("a", "bc") and ("ab", "c") differ, as do null and the empty string.
/// </summary>
/// <param name="sink">Receives every row.</param>
/// <param name="keys">Number of leading cells that form the key.</param>
public sealed class CanonicalRow(IRowSink sink, int keys)
{
    internal const byte NullTag = 0;
    internal const byte SmallTag = 1;
    internal const byte LargeTag = 2;
    internal const byte HugeTag = 3;
    internal const byte TextTag = 4;
    internal const byte MomentTag = 5;
    internal const byte TimeTag = 6;
    internal const byte BooleanTag = 7;
    internal const byte FloatTag = 8;
    internal const byte JsonTag = 9;

    private byte[] buffer = new byte[1024];
    private int length;
    private int cells;
    private int keyLength;
    private bool keyHasNull;

    /// <summary>Completes the row and passes it to the sink.</summary>
    public void End()
    {
        sink.Add(buffer.AsSpan(0, length), keyLength, keyHasNull);
        (length, cells, keyLength, keyHasNull) = (0, 0, 0, false);
    }

    /// <summary>Writes NULL.</summary>
    public void Null()
    {
        if (cells < keys)
            keyHasNull = true;
        Reserve(1)[0] = NullTag;
        Advance(1);
    }

    /// <summary>Writes the exact number <paramref name="unscaled"/> × 10^−<paramref name="scale"/>. Trailing zeros are dropped.</summary>
    public void Exact(long unscaled, int scale = 0)
    {
        while (scale > 0)
        {
            var (tenth, rest) = Math.DivRem(unscaled, 10);
            if (rest != 0)
                break;
            (unscaled, scale) = (tenth, scale - 1);
        }
        var target = Reserve(10);
        target[0] = SmallTag;
        target[1] = (byte)scale;
        // With the sign bit flipped, bytes sort like numbers.
        BinaryPrimitives.WriteInt64BigEndian(target[2..], unscaled ^ long.MinValue);
        Advance(10);
    }

    /// <summary>Writes an exact number of up to 38 digits.</summary>
    public void Exact(Int128 unscaled, int scale = 0)
    {
        while (scale > 0 && unscaled % 10 == 0)
            (unscaled, scale) = (unscaled / 10, scale - 1);
        if (unscaled >= long.MinValue && unscaled <= long.MaxValue)
        {
            Exact((long)unscaled, scale);
            return;
        }
        var target = Reserve(18);
        target[0] = LargeTag;
        target[1] = (byte)scale;
        BinaryPrimitives.WriteInt128BigEndian(target[2..], unscaled ^ Int128.MinValue);
        Advance(18);
    }

    /// <summary>Writes an exact number of any length, or one of PostgreSQL's special values "NaN" and "Infinity".</summary>
    /// <param name="digits">Invariant text without an exponent.</param>
    public void Exact(ReadOnlySpan<char> digits)
    {
        if (digits.Contains('.'))
            digits = digits.TrimEnd('0').TrimEnd('.');
        var point = digits.IndexOf('.');
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        Span<char> plain = stackalloc char[digits.Length <= 512 ? digits.Length : 0];
        if (plain.Length == digits.Length && scale <= byte.MaxValue)
        {
            var n = 0;
            foreach (var c in digits)
                if (c != '.')
                    plain[n++] = c;
            if (Int128.TryParse(plain[..n], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact))
            {
                Exact(exact, scale);
                return;
            }
        }
        Bytes(HugeTag, System.Text.Encoding.UTF8.GetBytes(digits.ToString()));
    }

    /// <summary>Writes text in UTF-8.</summary>
    public void Text(ReadOnlySpan<byte> utf8) => Bytes(TextTag, utf8);

    /// <summary>Writes JSON in UTF-8.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not JSON, and the sink does not take it as it is written.</exception>
    public void Json(ReadOnlySpan<byte> utf8) => Bytes(JsonTag, sink.TakesJsonAsWritten ? utf8 : CanonicalJson.Of(utf8));

    /// <summary>Writes a timestamp in microseconds since 1970-01-01 00:00:00 UTC. The smallest and largest values mean minus infinity and infinity.</summary>
    public void Moment(long microseconds) => Fixed(MomentTag, microseconds);

    /// <summary>Writes a time of day in microseconds since midnight.</summary>
    public void Time(long microseconds) => Fixed(TimeTag, microseconds);

    /// <summary>Writes a binary floating-point number.</summary>
    public void Float(double value) =>
        Fixed(
            FloatTag,
            BitConverter.DoubleToInt64Bits(
                double.IsNaN(value) ? double.NaN
                : value == 0 ? 0
                : value
            )
        );

    /// <summary>Writes a boolean.</summary>
    public void Boolean(bool value)
    {
        var target = Reserve(2);
        target[0] = BooleanTag;
        target[1] = value ? (byte)1 : (byte)0;
        Advance(2);
    }

    private void Fixed(byte tag, long value)
    {
        var target = Reserve(9);
        target[0] = tag;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], value ^ long.MinValue);
        Advance(9);
    }

    private void Bytes(byte tag, ReadOnlySpan<byte> bytes)
    {
        var target = Reserve(5 + bytes.Length);
        target[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], bytes.Length);
        bytes.CopyTo(target[5..]);
        Advance(5 + bytes.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        if (buffer.Length - length < size)
            Array.Resize(ref buffer, (int)Math.Min((ulong)Array.MaxLength, BitOperations.RoundUpToPowerOf2((ulong)length + (ulong)size)));
        return buffer.AsSpan(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(int size)
    {
        length += size;
        if (++cells == keys)
            keyLength = length;
    }
}
