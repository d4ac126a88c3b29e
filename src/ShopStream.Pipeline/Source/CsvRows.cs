using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Reads PostgreSQL's CSV with a header. It does not use DuckDB's reader, which loaded the warehouse: a value that reader misreads would be
/// wrong on both sides of a comparison.
/// </summary>
internal static class CsvRows
{
    /// <param name="stream">The whole file.</param>
    /// <param name="columns">The file's columns, in file order.</param>
    /// <param name="reading">The columns to read, and their order.</param>
    /// <param name="row">Receives the cells.</param>
    /// <param name="cancellationToken">Cancels reading; checked every 4,096 rows.</param>
    /// <exception cref="FormatException">The file is not in the format that PostgreSQL writes.</exception>
    public static void Read(Stream stream, IReadOnlyList<ColumnInfo> columns, RowReading reading, CanonicalRow row, CancellationToken cancellationToken)
    {
        var lines = new CsvLines(stream, columns.Count);
        RowCell[] cells = [.. reading.Cells];
        int[] positions = [.. cells.Select(c => columns.TakeWhile(i => !string.Equals(i.Name, c.Name, StringComparison.Ordinal)).Count())];
        if (!lines.Next())
            throw new FormatException("the file has no header");
        for (var i = 0; i < columns.Count; i++)
        {
            if (!string.Equals(Encoding.UTF8.GetString(lines.Field(i)), columns[i].Name, StringComparison.Ordinal))
                throw new FormatException($"column {i + 1} of the file is '{Encoding.UTF8.GetString(lines.Field(i))}', expected '{columns[i].Name}'");
        }
        for (long rows = 0; lines.Next(); rows++)
        {
            if ((rows & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < cells.Length; i++)
            {
                if (lines.IsNull(positions[i]))
                    row.Null();
                else
                    TextCell.Write(row, cells[i], lines.Field(positions[i]));
            }
            row.End();
        }
    }
}

/// <summary>Splits CSV records: comma-separated fields, quoted where necessary, inner quotes doubled, each record ended by a line feed.</summary>
internal sealed class CsvLines(Stream stream, int width)
{
    private readonly (int Start, int Length, bool Quoted)[] fields = new (int, int, bool)[width];
    private byte[] buffer = new byte[1 << 17];
    private int start;
    private int end;
    private bool endOfStream;

    /// <summary>Whether the field is empty and unquoted; "" is the empty text.</summary>
    public bool IsNull(int field) => fields[field] is { Length: 0, Quoted: false };

    public ReadOnlySpan<byte> Field(int field) => buffer.AsSpan(fields[field].Start, fields[field].Length);

    /// <exception cref="FormatException">A record has the wrong number of fields, or ends inside quotes.</exception>
    public bool Next()
    {
        while (true)
        {
            if (start == end && !Fill())
                return false;
            if (TryRecord(out var next))
            {
                start = next;
                return true;
            }
            if (!Fill())
                throw new FormatException("the file ends in the middle of a row");
        }
    }

    // The buffer changes only once it holds the whole record: doubled quotes are collapsed in a second step.
    private bool TryRecord(out int next)
    {
        var at = start;
        next = 0;
        for (var field = 0; ; field++)
        {
            if (field == width)
                throw new FormatException($"a row has more than {width} fields");
            if (at == end)
                return false;
            if (buffer[at] == '"')
            {
                var from = ++at;
                while (true)
                {
                    var quote = buffer.AsSpan(at, end - at).IndexOf((byte)'"');
                    if (quote < 0 || at + quote + 1 == end)
                        return false;
                    at += quote + 1;
                    if (buffer[at] != '"')
                        break;
                    at++;
                }
                fields[field] = (from, at - 1 - from, true);
            }
            else
            {
                var length = buffer.AsSpan(at, end - at).IndexOfAny((byte)',', (byte)'\n');
                if (length < 0)
                    return false;
                fields[field] = (at, length, false);
                at += length;
            }
            if (buffer[at] == ',')
            {
                at++;
                continue;
            }
            if (buffer[at] != '\n')
                throw new FormatException("a quoted field is followed by neither a comma nor the end of the line");
            if (field + 1 != width)
                throw new FormatException($"a row has {field + 1} fields, expected {width}");
            next = at + 1;
            for (var i = 0; i < width; i++)
                if (fields[i].Quoted)
                    fields[i].Length = Unescape(fields[i].Start, fields[i].Length);
            return true;
        }
    }

    private int Unescape(int from, int length)
    {
        var text = buffer.AsSpan(from, length);
        var to = text.IndexOf((byte)'"');
        if (to < 0)
            return length;
        for (var i = to; i < length; i++)
        {
            text[to++] = text[i];
            if (text[i] == '"')
                i++;
        }
        return to;
    }

    private bool Fill()
    {
        if (endOfStream)
            return false;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        endOfStream = read == 0;
        return read > 0;
    }
}
