using System.Text.Json;
using Json.Schema;

namespace ShopStream.Features.JsonSchemas;

/// <summary>A keyword on a value as a whole.</summary>
internal abstract class ValueJudge
{
    /// <summary>Whether a value is valid.</summary>
    /// <param name="reader">Stands on the first token of the value.</param>
    public abstract bool Holds(Utf8JsonReader reader);
}

/// <summary>$ref and allOf.</summary>
internal sealed class AllOfThem(IReadOnlyList<SchemaNode> schemas) : ValueJudge
{
    /// <inheritdoc />
    public override bool Holds(Utf8JsonReader reader)
    {
        foreach (var schema in schemas)
        {
            var copy = reader;
            if (!schema.Holds(ref copy))
                return false;
        }
        return true;
    }
}

/// <summary>anyOf, oneOf and not: how many of the schemas hold.</summary>
/// <param name="schemas">The schemas.</param>
/// <param name="fewest">Fewest that hold.</param>
/// <param name="most">Most that hold.</param>
internal sealed class NumberOfThem(IReadOnlyList<SchemaNode> schemas, int fewest, int most) : ValueJudge
{
    /// <inheritdoc />
    public override bool Holds(Utf8JsonReader reader)
    {
        var count = 0;
        foreach (var schema in schemas)
        {
            var copy = reader;
            if (schema.Holds(ref copy) && ++count > most)
                return false;
            if (count >= fewest && most == schemas.Count)
                return true;
        }
        return count >= fewest;
    }
}

/// <summary>if, then and else; null for the one that is not there.</summary>
internal sealed class Conditional(SchemaNode condition, SchemaNode? consequence, SchemaNode? alternative) : ValueJudge
{
    /// <inheritdoc />
    public override bool Holds(Utf8JsonReader reader)
    {
        var copy = reader;
        var next = condition.Holds(ref copy) ? consequence : alternative;
        return next is null || next.Holds(ref reader);
    }
}

/// <summary>format: texts are judged by JsonSchema.Net, and everything else is valid.</summary>
internal sealed class OfFormat(Format format) : ValueJudge
{
    /// <inheritdoc />
    public override bool Holds(Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
            return format.Validate(JsonSerializer.SerializeToElement(reader.GetString()), out _);
        if (reader.TokenType != JsonTokenType.String)
            return true;
        using var text = JsonDocument.ParseValue(ref reader);
        return format.Validate(text.RootElement, out _);
    }
}

/// <summary>enum and const.</summary>
internal sealed class OneOfValues : ValueJudge
{
    private readonly byte[][] texts;
    private readonly JsonNumber[] numbers;
    private readonly JsonElement[] structures;
    private readonly JsonTokenType[] literals;

    private OneOfValues(IReadOnlyList<JsonElement> values, JsonNumber[] numbers)
    {
        this.numbers = numbers;
        texts = [.. values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => System.Text.Encoding.UTF8.GetBytes(v.GetString()!))];
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

    /// <inheritdoc />
    public override bool Holds(Utf8JsonReader reader)
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
                if (numbers.Length == 0 || JsonNumber.Read(reader.ValueSpan) is not { } found)
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
