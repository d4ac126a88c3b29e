using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>Decodes COPY … (FORMAT binary) directly from the stream's bytes, without allocating an object per value.</summary>
internal sealed class BinaryRows(NpgsqlRawCopyStream copy, IReadOnlyList<RowCell> cells, CanonicalRow row)
{
    // PostgreSQL counts from 2000-01-01.
    private const long DaysTo2000 = 10_957;
    private const long MicrosecondsOfDay = 86_400_000_000;
    private const long MicrosecondsTo2000 = DaysTo2000 * MicrosecondsOfDay;
    private const int Signature = 19;

    private readonly Form[] forms = [.. cells.Select(FormOf)];
    private byte[] buffer = new byte[1 << 17];
    private int start;
    private int end;

    private enum Form
    {
        Int2,
        Int4,
        Int8,
        Numeric,
        Float4,
        Float8,
        Boolean,
        Date,
        Timestamp,
        Time,
        Text,
        Json,
    }

    /// <summary>Reads all rows.</summary>
    public void Read(CancellationToken cancellationToken)
    {
        // Signature, flags and header extension.
        var extension = BinaryPrimitives.ReadInt32BigEndian(Take(Signature)[15..]);
        Take(extension);
        for (long rows = 0; BinaryPrimitives.ReadInt16BigEndian(Take(2)) >= 0; rows++)
        {
            if ((rows & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            foreach (var form in forms)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
                if (length < 0)
                    row.Null();
                else
                    Cell(form, Take(length));
            }
            row.End();
        }
    }

    private void Cell(Form form, ReadOnlySpan<byte> value)
    {
        switch (form)
        {
            case Form.Int2:
                row.Exact(BinaryPrimitives.ReadInt16BigEndian(value));
                break;
            case Form.Int4:
                row.Exact(BinaryPrimitives.ReadInt32BigEndian(value));
                break;
            case Form.Int8:
                row.Exact(BinaryPrimitives.ReadInt64BigEndian(value));
                break;
            case Form.Numeric:
                Numeric(value);
                break;
            case Form.Float4:
                row.Float(BinaryPrimitives.ReadSingleBigEndian(value));
                break;
            case Form.Float8:
                row.Float(BinaryPrimitives.ReadDoubleBigEndian(value));
                break;
            case Form.Boolean:
                row.Boolean(value[0] != 0);
                break;
            case Form.Date:
                row.Moment(
                    BinaryPrimitives.ReadInt32BigEndian(value) switch
                    {
                        int.MaxValue => long.MaxValue,
                        int.MinValue => long.MinValue,
                        var days => (days + DaysTo2000) * MicrosecondsOfDay,
                    }
                );
                break;
            case Form.Timestamp:
                row.Moment(
                    BinaryPrimitives.ReadInt64BigEndian(value) is var moment && moment is long.MaxValue or long.MinValue ? moment : moment + MicrosecondsTo2000
                );
                break;
            case Form.Time:
                row.Time(BinaryPrimitives.ReadInt64BigEndian(value));
                break;
            case Form.Json:
                row.Json(value);
                break;
            default:
                row.Text(value);
                break;
        }
    }

    // Base-10,000 digits; the first one is multiplied by 10,000^weight.
    private void Numeric(ReadOnlySpan<byte> value)
    {
        var digits = BinaryPrimitives.ReadInt16BigEndian(value);
        var weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        var fraction = Math.Max(0, digits - 1 - weight);
        var whole = Math.Max(0, weight + 1 - digits);
        value = value[8..];
        if (sign is 0 or 0x4000 && digits + whole <= 4 && fraction <= 60)
        {
            long small = 0;
            for (var i = 0; i < digits; i++)
                small = (small * 10_000) + BinaryPrimitives.ReadInt16BigEndian(value[(i * 2)..]);
            for (var i = 0; i < whole; i++)
                small *= 10_000;
            row.Exact(sign == 0 ? small : -small, fraction * 4);
            return;
        }
        row.Exact(
            sign switch
            {
                0xC000 => "NaN",
                0xD000 => "Infinity",
                0xF000 => "-Infinity",
                _ => Long(value, digits, whole, fraction * 4, sign != 0),
            }
        );
    }

    private static string Long(ReadOnlySpan<byte> value, int digits, int whole, int scale, bool negative)
    {
        BigInteger number = 0;
        for (var i = 0; i < digits; i++)
            number = (number * 10_000) + BinaryPrimitives.ReadInt16BigEndian(value[(i * 2)..]);
        number *= BigInteger.Pow(10_000, whole);
        var text = number.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        if (scale > 0)
            text = $"{text[..^scale]}.{text[^scale..]}".TrimEnd('0').TrimEnd('.');
        return negative ? "-" + text : text;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (end - start < length)
            Fill(length);
        var taken = buffer.AsSpan(start, length);
        start += length;
        return taken;
    }

    private void Fill(int length)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (buffer.Length < length)
            Array.Resize(ref buffer, (int)Math.Min((uint)Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)length)));
        while (end < length)
        {
            var read = copy.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                throw new EndOfStreamException("COPY ended in the middle of a row");
            end += read;
        }
    }

    private static Form FormOf(RowCell cell) =>
        cell.Kind switch
        {
            ValueKind.Exact => cell.Type switch
            {
                "smallint" => Form.Int2,
                "int" => Form.Int4,
                "bigint" => Form.Int8,
                _ => Form.Numeric,
            },
            ValueKind.Float => cell.Type is "real" ? Form.Float4 : Form.Float8,
            ValueKind.Moment => cell.Type is "date" ? Form.Date : Form.Timestamp,
            ValueKind.Time => Form.Time,
            ValueKind.Boolean => Form.Boolean,
            ValueKind.Json => Form.Json,
            _ => Form.Text,
        };
}
