using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>Reads one JSON object per line, as row_to_json writes them. Like <see cref="CsvRows"/>, it does not use DuckDB's reader.</summary>
internal static class JsonRows
{
    /// <param name="stream">The whole file.</param>
    /// <param name="reading">The columns to read, and their order.</param>
    /// <param name="row">Receives the cells.</param>
    /// <param name="cancellationToken">Cancels reading; checked every 4,096 rows.</param>
    /// <exception cref="FormatException">A line is not a JSON object with the expected columns.</exception>
    public static void Read(Stream stream, RowReading reading, CanonicalRow row, CancellationToken cancellationToken)
    {
        var lines = new TextLines(stream);
        var columns = new JsonColumns([.. reading.Cells]);
        for (long rows = 0; lines.Next(); rows++)
        {
            if ((rows & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            try
            {
                columns.Find(lines.Line);
                columns.Write(lines.Line, row);
            }
            catch (JsonException e)
            {
                throw new FormatException(e.Message, e);
            }
            row.End();
        }
    }
}

/// <summary>The values of some members of a JSON object, as places in its text.</summary>
internal sealed class JsonColumns(RowCell[] cells)
{
    private readonly byte[][] names = [.. cells.Select(c => Encoding.UTF8.GetBytes(c.Name))];
    private readonly Value[] values = new Value[cells.Length];

    // Every object has its members in the same order: the column of each member of the last one; −1 for one that is not read.
    private readonly List<int> order = [];

    /// <exception cref="FormatException">A column is missing.</exception>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public void Find(ReadOnlySpan<byte> line)
    {
        Array.Clear(values);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"a line is a JSON {reader.TokenType}, expected an object");
        for (var member = 0; reader.Read() && reader.TokenType != JsonTokenType.EndObject; member++)
        {
            var column = ColumnOf(ref reader, member);
            reader.Read();
            var (type, escaped, start) = (reader.TokenType, reader.ValueIsEscaped, (int)reader.TokenStartIndex);
            reader.Skip();
            if (column >= 0)
                values[column] = new Value(start, (int)reader.BytesConsumed - start, type, escaped);
        }
        // Nothing may follow.
        reader.Read();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Length == 0)
                throw new FormatException($"a line has no column '{cells[i].Name}'");
        }
    }

    /// <summary>Writes the values that were found last.</summary>
    public void Write(ReadOnlySpan<byte> line, CanonicalRow row)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var value = values[i];
            var text = line.Slice(value.Start, value.Length);
            if (value.Type == JsonTokenType.Null)
                row.Null();
            else if (value.Type != JsonTokenType.String || cells[i].Kind == ValueKind.Json)
                TextCell.Write(row, cells[i], text);
            else if (value.IsEscaped)
                TextCell.Write(row, cells[i], Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<string>(text)!));
            else
                TextCell.Write(row, cells[i], text[1..^1]);
        }
    }

    private int ColumnOf(ref Utf8JsonReader reader, int member)
    {
        if (member < order.Count && (order[member] < 0 ? IndexOf(ref reader) < 0 : reader.ValueTextEquals(names[order[member]])))
            return order[member];
        var column = IndexOf(ref reader);
        if (member < order.Count)
            order[member] = column;
        else if (member == order.Count)
            order.Add(column);
        return column;
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (reader.ValueTextEquals(names[i]))
                return i;
        }
        return -1;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Value(int Start, int Length, JsonTokenType Type, bool IsEscaped);
}
