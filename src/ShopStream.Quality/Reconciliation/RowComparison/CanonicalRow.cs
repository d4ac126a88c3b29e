using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>
/// Writes rows so that equal values have equal bytes, whichever store they come from. Every value is a tag and its bytes, and ends where
/// its tag or its length says: ("a", "bc") and ("ab", "c") differ, as null and '' do.
/// </summary>
/// <param name="sink">Is given every row.</param>
/// <param name="keys">How many cells, to begin with, are the key.</param>
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

    /// <summary>The row is whole.</summary>
    public void End()
    {
        sink.Add(buffer.AsSpan(0, length), keyLength, keyHasNull);
        (length, cells, keyLength, keyHasNull) = (0, 0, 0, false);
    }

    /// <summary>No value.</summary>
    public void Null()
    {
        if (cells < keys) keyHasNull = true;
        Room(1)[0] = NullTag;
        Done(1);
    }

    /// <summary>An exact number, <paramref name="unscaled"/> × 10^−<paramref name="scale"/>; zeros at its end do not count.</summary>
    public void Exact(long unscaled, int scale = 0)
    {
        while (scale > 0)
        {
            var (tenth, rest) = Math.DivRem(unscaled, 10);
            if (rest != 0) break;
            (unscaled, scale) = (tenth, scale - 1);
        }
        var room = Room(10);
        room[0] = SmallTag;
        room[1] = (byte)scale;
        // In this form the order of the bytes is that of the numbers.
        BinaryPrimitives.WriteInt64BigEndian(room[2..], unscaled ^ long.MinValue);
        Done(10);
    }

    /// <summary>The same for up to 38 digits.</summary>
    public void Exact(Int128 unscaled, int scale = 0)
    {
        while (scale > 0 && unscaled % 10 == 0) (unscaled, scale) = (unscaled / 10, scale - 1);
        if (unscaled >= long.MinValue && unscaled <= long.MaxValue)
        {
            Exact((long)unscaled, scale);
            return;
        }
        var room = Room(18);
        room[0] = LargeTag;
        room[1] = (byte)scale;
        BinaryPrimitives.WriteInt128BigEndian(room[2..], unscaled ^ Int128.MinValue);
        Done(18);
    }

    /// <summary>The same for more digits than 38, and for those of PostgreSQL's numbers that are none: "NaN", "Infinity".</summary>
    /// <param name="digits">Invariant text, no exponent.</param>
    public void Exact(ReadOnlySpan<char> digits)
    {
        if (digits.Contains('.')) digits = digits.TrimEnd('0').TrimEnd('.');
        var point = digits.IndexOf('.');
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        Span<char> plain = stackalloc char[digits.Length <= 512 ? digits.Length : 0];
        if (plain.Length == digits.Length && scale <= byte.MaxValue)
        {
            var n = 0;
            foreach (var c in digits)
                if (c != '.') plain[n++] = c;
            if (Int128.TryParse(plain[..n], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact))
            {
                Exact(exact, scale);
                return;
            }
        }
        Bytes(HugeTag, System.Text.Encoding.UTF8.GetBytes(digits.ToString()));
    }

    /// <summary>Text, in UTF-8.</summary>
    public void Text(ReadOnlySpan<byte> utf8) => Bytes(TextTag, utf8);

    /// <summary>JSON, in UTF-8.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is none.</exception>
    public void Json(ReadOnlySpan<byte> utf8) => Bytes(JsonTag, CanonicalJson.Of(utf8));

    /// <summary>Microseconds since 1970-01-01 00:00:00 UTC; the least and the greatest number stand for minus infinity and infinity.</summary>
    public void Moment(long microseconds) => Fixed(MomentTag, microseconds);

    /// <summary>Microseconds since midnight.</summary>
    public void Time(long microseconds) => Fixed(TimeTag, microseconds);

    /// <summary>Binary floating point.</summary>
    public void Float(double value) => Fixed(FloatTag, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value));

    /// <summary>True or false.</summary>
    public void Boolean(bool value)
    {
        var room = Room(2);
        room[0] = BooleanTag;
        room[1] = value ? (byte)1 : (byte)0;
        Done(2);
    }

    private void Fixed(byte tag, long value)
    {
        var room = Room(9);
        room[0] = tag;
        BinaryPrimitives.WriteInt64BigEndian(room[1..], value ^ long.MinValue);
        Done(9);
    }

    private void Bytes(byte tag, ReadOnlySpan<byte> bytes)
    {
        var room = Room(5 + bytes.Length);
        room[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(room[1..], bytes.Length);
        bytes.CopyTo(room[5..]);
        Done(5 + bytes.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Room(int size)
    {
        if (buffer.Length - length < size) Array.Resize(ref buffer, (int)Math.Min((ulong)Array.MaxLength, BitOperations.RoundUpToPowerOf2((ulong)length + (ulong)size)));
        return buffer.AsSpan(length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Done(int size)
    {
        length += size;
        if (++cells == keys) keyLength = length;
    }
}
