using System.Text;
using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>enum and const.</summary>
internal sealed class OneOfValues
{
    private readonly byte[][] texts;
    private readonly JsonNumber[] numbers;
    private readonly JsonElement[] structures;
    private readonly JsonTokenType[] literals;

    private OneOfValues(IReadOnlyList<JsonElement> values, JsonNumber[] numbers)
    {
        this.numbers = numbers;
        texts = [.. values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => Encoding.UTF8.GetBytes(v.GetString()!))];
        structures = [.. values.Where(v => v.ValueKind is JsonValueKind.Object or JsonValueKind.Array).Select(v => v.Clone())];
        literals =
        [
            .. values.Select(v =>
                v.ValueKind switch
                {
                    JsonValueKind.True => JsonTokenType.True,
                    JsonValueKind.False => JsonTokenType.False,
                    JsonValueKind.Null => JsonTokenType.Null,
                    _ => JsonTokenType.None,
                }
            ),
        ];
    }

    /// <returns>Null if a number is too large to be compared.</returns>
    public static OneOfValues? Of(IReadOnlyList<JsonElement> values)
    {
        var found = values.Where(v => v.ValueKind == JsonValueKind.Number).Select(SchemaCompiler.NumberOf).ToList();
        return found.Contains(null) ? null : new OneOfValues(values, [.. found.OfType<JsonNumber>()]);
    }

    /// <summary>Whether a value is one of them.</summary>
    /// <param name="reader">Stands on the first token of the value, and is not moved.</param>
    public bool Have(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.PropertyName:
                foreach (var text in texts)
                {
                    if (JsonText.Is(ref reader, text))
                        return true;
                }
                return false;
            case JsonTokenType.Number:
                if (numbers.Length == 0 || !JsonNumber.TryRead(reader.ValueSpan, out var found))
                    return false;
                foreach (var number in numbers)
                {
                    if (number.ComparedWith(found) == 0)
                        return true;
                }
                return false;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                return IsStructure(reader);
            default:
                return Array.IndexOf(literals, reader.TokenType) >= 0;
        }
    }

    private bool IsStructure(Utf8JsonReader reader)
    {
        if (structures.Length == 0)
            return false;
        using var value = JsonDocument.ParseValue(ref reader);
        foreach (var structure in structures)
        {
            if (JsonElement.DeepEquals(structure, value.RootElement))
                return true;
        }
        return false;
    }
}
