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
