using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Results;

/// <summary>
/// Reads JSON that a run wrote and somebody may have changed. What does not fit is named by its place in the document, in words of the document.
/// </summary>
public static partial class JsonText
{
    /// <summary>Reads a document.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="hasNulls">Whether lists may contain null.</param>
    /// <exception cref="JsonException">The document has another shape. The message names the field.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options, bool hasNulls = false)
    {
        try
        {
            if (json.StartsWith("\uFEFF"u8))
                json = json[3..];
            var read = JsonSerializer.Deserialize<T>(json, options) ?? throw new JsonException("the document is null.");
            if (hasNulls)
                return read;
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            return NullInList(document.RootElement, "") is { } place
                ? throw new JsonException($"field {place} is null; expected an element of the list.")
                : read;
        }
        catch (JsonException e) when (e.Path is not null || e.LineNumber is not null)
        {
            throw new JsonException(Describe(e), e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException or NotSupportedException or ArgumentException)
        {
            throw new JsonException("the document has another shape than expected.", e);
        }
    }

    // The serializer's own words name types of this program.
    private static string Describe(JsonException e)
    {
        var place = e.Path is { Length: > 2 } path ? $"field {path[2..]}" : "the document";
        var line = e.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1})") : "";
        var missing = Required().Match(e.Message);
        return missing.Success ? $"{place}{line} lacks {missing.Groups["names"].Value.TrimEnd('.')}."
            : e.Message.Contains("null", StringComparison.OrdinalIgnoreCase) && e.Message.Contains("doesn't allow", StringComparison.Ordinal)
                ? $"{place}{line} is null or lacks a part that has to be there."
            : e.Message.StartsWith("expected ", StringComparison.Ordinal) ? $"{place}{line} cannot be read: {e.Message.Split(" Path:")[0]}"
            : $"{place}{line} cannot be read: it has another kind of value than expected, is there twice, or the text breaks off.";
    }

    private static string? NullInList(JsonElement element, string place) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select((e, i) => (Element: e, Place: string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]")))
                .Select(e => e.Element.ValueKind == JsonValueKind.Null ? e.Place : NullInList(e.Element, e.Place))
                .FirstOrDefault(p => p is not null),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Select(p => NullInList(p.Value, place.Length == 0 ? p.Name : $"{place}.{p.Name}"))
                .FirstOrDefault(p => p is not null),
            _ => null,
        };

    [GeneratedRegex(@"required properties[^:]*: (?<names>[^|]*?)(\. Path|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Required();
}
