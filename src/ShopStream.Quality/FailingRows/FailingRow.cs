using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopStream.Quality.FailingRows;

/// <summary>A value of a row that breaks a rule, or a row or value that a comparison finds different.</summary>
/// <param name="Key">The row's key as <see cref="KeyOf"/> writes it; null if nothing identifies the row, or its key is not shown.</param>
/// <param name="Column">Name of the column, or of several with commas between them; null if the whole row is meant.</param>
/// <param name="Expected">Expected value of a comparison; null for NULL, and for a rule, whose expectation is that of its check.</param>
/// <param name="Actual">Value of the row; null for NULL, and if the whole row is meant.</param>
/// <param name="Cause">Why the row differs; null for a rule, which has one cause for all rows.</param>
/// <param name="FirstDivergentLayer">First dataset in which the key differs; null if it is not known.</param>
public readonly record struct FailingRow(string? Key, string? Column, string? Expected, string? Actual, string? Cause, string? FirstDivergentLayer)
{
    // Readable in every language; the quotes and backslashes of JSON are escaped all the same.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A key as a JSON object, such as {"order_id":"17","line_no":"2"}: values are texts, and null for NULL.</summary>
    /// <param name="cells">Names and values in the order of the key.</param>
    /// <returns>Null without cells.</returns>
    public static string? KeyOf(params ReadOnlySpan<(string Name, string? Value)> cells)
    {
        if (cells.IsEmpty)
            return null;
        using var bytes = new MemoryStream(64);
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            foreach (var (name, value) in cells)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
