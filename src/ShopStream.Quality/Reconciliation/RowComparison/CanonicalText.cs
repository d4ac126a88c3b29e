using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>Decodes the cells of a canonical row as text, for messages and SQL literals.</summary>
internal static class CanonicalText
{
    /// <summary>Ends a moment before the year 1, as PostgreSQL writes it.</summary>
    public const string BeforeChrist = " BC";

    private const long MicrosecondsOfDay = 86_400_000_000;

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

    /// <summary>Number of bytes of the first cells of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cells">Number of cells; at most those of the row.</param>
    public static int LengthOf(ReadOnlySpan<byte> row, int cells)
    {
        var length = 0;
        for (; cells > 0; cells--)
        {
            length += row[length] switch
            {
                CanonicalRow.NullTag => 1,
                CanonicalRow.SmallTag => 10,
                CanonicalRow.LargeTag => 18,
                CanonicalRow.MomentTag or CanonicalRow.TimeTag or CanonicalRow.FloatTag => 9,
                CanonicalRow.BooleanTag => 2,
                _ => 5 + BinaryPrimitives.ReadInt32BigEndian(row[(length + 1)..]),
            };
        }
        return length;
    }

    private static (string? Text, int Size) Next(ReadOnlySpan<byte> cell) =>
        cell[0] switch
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
        if (scale == 0)
            return text;
        var digits = text.TrimStart('-').PadLeft(scale + 1, '0');
        return $"{(unscaled < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static string Moment(long microseconds)
    {
        if (microseconds is long.MaxValue)
            return "infinity";
        if (microseconds is long.MinValue)
            return "-infinity";
        var days = (long)Math.Floor((decimal)microseconds / MicrosecondsOfDay);
        var time = new TimeOnly((microseconds - (days * MicrosecondsOfDay)) * 10);
        var (year, month, day) = CivilDate(days);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(year > 0 ? year : 1 - year):0000}-{month:00}-{day:00} {time:HH:mm:ss.FFFFFF}{(year > 0 ? "" : BeforeChrist)}"
        );
    }

    // Stores have years beyond those of DateTime. Source: http://howardhinnant.github.io/date_algorithms.html#civil_from_days
    private static (long Year, long Month, long Day) CivilDate(long daysSince1970)
    {
        var shifted = daysSince1970 + 719_468;
        var era = (long)Math.Floor(shifted / 146_097m);
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1);
    }

    // PostgreSQL allows 24:00:00, TimeOnly does not.
    private static string Time(long microseconds) =>
        microseconds == MicrosecondsOfDay ? "24:00:00" : new TimeOnly(microseconds * 10).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
