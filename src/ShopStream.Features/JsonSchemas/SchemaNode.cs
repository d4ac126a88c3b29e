using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>Kinds of JSON values.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Text = 16,

    /// <summary>A number without a fraction.</summary>
    Integer = 32,

    /// <summary>Any number.</summary>
    Number = 64,

    All = Null | Boolean | Object | Array | Text | Integer | Number,
}

/// <summary>A schema, or one in it: what its keywords say of a value. It is filled while the schema is compiled, and does not change later.</summary>
internal sealed class SchemaNode
{
    /// <summary>What the value may be; nothing for the schema false.</summary>
    public JsonKinds Kinds { get; set; } = JsonKinds.All;

    /// <summary>What objects are judged by; null if every object is valid.</summary>
    public ObjectRules? Objects { get; set; }

    /// <summary>What arrays are judged by; null if every array is valid.</summary>
    public ArrayRules? Arrays { get; set; }

    /// <summary>What texts are judged by; null if every text is valid.</summary>
    public TextRules? Texts { get; set; }

    /// <summary>What numbers are judged by; null if every number is valid.</summary>
    public NumberRules? Numbers { get; set; }

    /// <summary>Lists of which the value must be one, each.</summary>
    public OneOfValues[] Values { get; set; } = [];

    /// <summary>Rules on the value as a whole, such as anyOf.</summary>
    public List<ValueJudge> Whole { get; } = [];

    /// <summary>Whether it says nothing, so that every value is valid.</summary>
    public bool AllowsAll =>
        Kinds == JsonKinds.All && Values.Length == 0 && Whole.Count == 0 && Objects is null && Arrays is null && Texts is null && Numbers is null;

    /// <summary>Whether a value is valid. If it is, the reader is moved to its last token.</summary>
    /// <param name="reader">Stands on the first token of the value, or on the name of a member, which is judged as a text.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text that is judged is not Unicode.</exception>
    public bool Holds(ref Utf8JsonReader reader)
    {
        foreach (var values in Values)
        {
            if (!values.Have(ref reader))
                return false;
        }
        foreach (var judge in Whole)
        {
            if (!judge.Holds(reader))
                return false;
        }
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Allows(JsonKinds.Object) && (Objects?.Hold(ref reader) ?? Skipped(ref reader));
            case JsonTokenType.StartArray:
                return Allows(JsonKinds.Array) && (Arrays?.Hold(ref reader) ?? Skipped(ref reader));
            case JsonTokenType.String or JsonTokenType.PropertyName:
                return Allows(JsonKinds.Text) && Texts?.Hold(ref reader) is not false;
            case JsonTokenType.Number:
                return HoldsNumber(ref reader);
            case JsonTokenType.Null:
                return Allows(JsonKinds.Null);
            default:
                return Allows(JsonKinds.Boolean);
        }
    }

    private bool Allows(JsonKinds kind) => (Kinds & kind) != JsonKinds.None;

    private bool HoldsNumber(ref Utf8JsonReader reader)
    {
        if (Numbers is null && Allows(JsonKinds.Number))
            return true;
        // Most whole numbers have nothing but digits.
        if (Numbers is null && reader.ValueSpan.IndexOfAny(".eE"u8) < 0)
            return Allows(JsonKinds.Integer);
        return JsonNumber.TryRead(reader.ValueSpan, out var number)
            && (Allows(JsonKinds.Number) || (Allows(JsonKinds.Integer) && number.IsInteger))
            && Numbers?.Hold(number) is not false;
    }

    private static bool Skipped(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }
}
