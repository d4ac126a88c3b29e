using System.Text.Json;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>Reads one JSON object per line, as row_to_json writes them.</summary>
internal static class JsonRows
{
    /// <exception cref="FormatException">A line is not a JSON object with the expected columns.</exception>
    public static void Read(Stream stream, RowReading reading, CanonicalRow row, CancellationToken cancellationToken)
    {
        RowCell[] cells = [.. reading.Cells];
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
                foreach (var cell in cells)
                    Cell(document.RootElement.GetProperty(cell.Name), cell, row);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException)
            {
                throw new FormatException(e.Message, e);
            }
            row.End();
        }
    }

    private static void Cell(JsonElement value, RowCell cell, CanonicalRow row)
    {
        if (value.ValueKind == JsonValueKind.Null)
            row.Null();
        else
            TextCell.Write(
                row,
                cell,
                System.Text.Encoding.UTF8.GetBytes(
                    value.ValueKind == JsonValueKind.String && cell.Kind != ValueKind.Json ? value.GetString()! : value.GetRawText()
                )
            );
    }
}
