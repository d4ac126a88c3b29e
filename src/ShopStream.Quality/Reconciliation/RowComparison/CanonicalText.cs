using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>Decodes the cells of a canonical row as text, for messages and SQL literals.</summary>
internal static class CanonicalText
{
    /// <summary>All cells of a row; null for NULL.</summary>
    public static IReadOnlyList<string?> Of(ReadOnlySpan<byte> row)
    {
        var cells = new List<string?>();
        while (!row.IsEmpty)
        {
            var (text, size) = Next(row);
            cells.Add(text);
            row = row[size..];
        }
        return cells;
    }

    private static (string? Text, int Size) Next(ReadOnlySpan<byte> cell) => cell[0] switch
    {
        CanonicalRow.NullTag => (null, 1),
        CanonicalRow.SmallTag => (Number(Long(cell[2..]), cell[1]), 10),
        CanonicalRow.LargeTag => (Number(BinaryPrimitives.ReadInt128BigEndian(cell[2..]) ^ Int128.MinValue, cell[1]), 18),
        CanonicalRow.MomentTag => (Moment(Long(cell[1..])), 9),
        CanonicalRow.TimeTag => (Time(Long(cell[1..])), 9),
        CanonicalRow.FloatTag => (BitConverter.Int64BitsToDouble(Long(cell[1..])).ToString("R", CultureInfo.InvariantCulture), 9),
        CanonicalRow.BooleanTag => (cell[1] == 1 ? "true" : "false", 2),
        _ => Bytes(cell),
    };

    private static (string?, int) Bytes(ReadOnlySpan<byte> cell)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(cell[1..]);
        return (Encoding.UTF8.GetString(cell.Slice(5, length)), 5 + length);
    }

    private static long Long(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell) ^ long.MinValue;

    private static string Number(Int128 unscaled, int scale)
    {
        var text = unscaled.ToString(CultureInfo.InvariantCulture);
        if (scale == 0) return text;
        var digits = text.TrimStart('-').PadLeft(scale + 1, '0');
        return $"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static string Moment(long microseconds)
    {
        const long Earliest = -62135596800000000, Latest = 253402300799999999;
        if (microseconds is long.MaxValue) return "infinity";
        if (microseconds is long.MinValue) return "-infinity";
        if (microseconds is < Earliest or > Latest) return string.Create(CultureInfo.InvariantCulture, $"{microseconds} µs since 1970");
        return DateTime.UnixEpoch.AddTicks(microseconds * 10).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }

    // PostgreSQL allows 24:00:00, TimeOnly does not.
    private static string Time(long microseconds) =>
        microseconds == 86_400_000_000 ? "24:00:00" : new TimeOnly(microseconds * 10).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
