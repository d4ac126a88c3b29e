using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>Converts PostgreSQL's text form of a value, as COPY and row_to_json write it, to a canonical cell.</summary>
internal static class TextCell
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    /// <exception cref="FormatException">The text is not a value of the column's type.</exception>
    public static void Write(CanonicalRow row, RowCell cell, ReadOnlySpan<byte> text)
    {
        switch (cell.Kind)
        {
            case ValueKind.Exact:
                Exact(row, text);
                break;
            case ValueKind.Float:
                var digits = Encoding.ASCII.GetString(text);
                row.Float(cell.Type is "real" ? float.Parse(digits, CultureInfo.InvariantCulture) : double.Parse(digits, CultureInfo.InvariantCulture));
                break;
            case ValueKind.Moment:
                row.Moment(Moment(text));
                break;
            case ValueKind.Time:
                row.Time(Time(text));
                break;
            case ValueKind.Boolean:
                row.Boolean(text[0] == 't');
                break;
            case ValueKind.Json:
                row.Json(text);
                break;
            default:
                row.Text(text);
                break;
        }
    }

    private static void Exact(CanonicalRow row, ReadOnlySpan<byte> text)
    {
        long unscaled = 0;
        int scale = 0,
            digits = 0;
        var point = false;
        foreach (var c in text)
        {
            if (c == '.')
            {
                point = true;
                continue;
            }
            if (c == '-' && digits == 0)
                continue;
            if (!char.IsAsciiDigit((char)c) || ++digits > 18)
            {
                row.Exact(Encoding.ASCII.GetString(text));
                return;
            }
            unscaled = (unscaled * 10) + (c - '0');
            if (point)
                scale++;
        }
        row.Exact(text[0] == '-' ? -unscaled : unscaled, scale);
    }

    // 2026-01-15 10:00:00.123456, with T instead of the space in JSON, +00 if there is a time zone (the session's is UTC), and BC for years before Christ.
    private static long Moment(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("infinity"u8))
            return long.MaxValue;
        if (text.SequenceEqual("-infinity"u8))
            return long.MinValue;
        var beforeChrist = text.EndsWith(" BC"u8);
        if (beforeChrist)
            text = text[..^3];
        var at = text.IndexOf((byte)'-');
        var year = Number(text[..at]);
        var days = Days(beforeChrist ? 1 - year : year, Number(text.Slice(at + 1, 2)), Number(text.Slice(at + 4, 2)));
        text = text[(at + 6)..];
        if (text.IsEmpty)
            return days * MicrosecondsOfDay;
        var zone = text.IndexOf((byte)'+');
        if (zone >= 0 && text[zone..].IndexOfAnyExcept("+0:"u8) >= 0)
            throw new FormatException($"'{Encoding.UTF8.GetString(text)}' is not in UTC");
        return (days * MicrosecondsOfDay) + Time(text[1..(zone < 0 ? text.Length : zone)]);
    }

    private static long Time(ReadOnlySpan<byte> text)
    {
        var seconds = (((Number(text[..2]) * 60) + Number(text.Slice(3, 2))) * 60) + Number(text.Slice(6, 2));
        long fraction = 0;
        for (var i = 9; i < 15; i++)
            fraction = (fraction * 10) + (i < text.Length ? text[i] - '0' : 0);
        return (seconds * 1_000_000) + fraction;
    }

    private static long Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length
            ? number
            : throw new FormatException($"'{Encoding.UTF8.GetString(digits)}' is not a number");

    // Days since 1970-01-01 in the proleptic Gregorian calendar; years start in March, so that the leap day comes last.
    private static long Days(long year, long month, long day)
    {
        if (month <= 2)
            year--;
        var era = (year >= 0 ? year : year - 399) / 400;
        var ofEra = year - (era * 400);
        var ofYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (era * 146_097) + (ofEra * 365) + (ofEra / 4) - (ofEra / 100) + ofYear - 719_468;
    }
}
