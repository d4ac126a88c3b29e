using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>The keywords of one schema, each taken by whoever compiles it. What nobody takes is left to JsonSchema.Net.</summary>
internal sealed class SchemaKeywords
{
    // What says nothing of a value.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "$comment",
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
    };

    private readonly Dictionary<string, JsonElement> open = new(StringComparer.Ordinal);

    /// <param name="schema">An object.</param>
    /// <param name="isRoot">Whether it is the whole schema, which may say its draft and its own address.</param>
    /// <param name="draft">6, 7, 2019 or 2020.</param>
    /// <exception cref="NotCompiledException">It is not an object, has a keyword twice, or has some beside a reference that its draft ignores.</exception>
    public SchemaKeywords(JsonElement schema, bool isRoot, int draft)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            throw new NotCompiledException();
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Annotations.Contains(keyword.Name) && !(isRoot && keyword.Name is "$schema" or "$id") && !open.TryAdd(keyword.Name, keyword.Value))
                throw new NotCompiledException();
        }
        if (draft <= 7 && open.ContainsKey("$ref") && open.Keys.Any(k => k is not ("$ref" or "definitions")))
            throw new NotCompiledException();
    }

    /// <summary>The value of a keyword; null if it is not there.</summary>
    public JsonElement? Value(string name) => open.Remove(name, out var value) ? value : null;

    /// <summary>What a value may be: everything without the keyword type.</summary>
    public JsonKinds Kinds() =>
        Value("type") switch
        {
            null => JsonKinds.All,
            { ValueKind: JsonValueKind.String } one => KindOf(one),
            { ValueKind: JsonValueKind.Array } some when some.GetArrayLength() > 0 => some.EnumerateArray().Aggregate(JsonKinds.None, (k, t) => k | KindOf(t)),
            _ => throw new NotCompiledException(),
        };

    /// <summary>A text.</summary>
    public string? Text(string name) => Value(name) is { } value ? TextOf(value) : null;

    /// <summary>A list of texts; empty if it is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => Value(name) is { } value ? TextsOf(value) : [];

    /// <summary>true or false; false if it is not there.</summary>
    public bool Flag(string name) =>
        Value(name) switch
        {
            null or { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.True } => true,
            _ => throw new NotCompiledException(),
        };

    /// <summary>A whole number of at least 0.</summary>
    public int? Count(string name) =>
        Value(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var count) && count >= 0 => count,
            _ => throw new NotCompiledException(),
        };

    /// <summary>A number.</summary>
    public JsonNumber? Number(string name) =>
        Value(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value => SchemaCompiler.NumberOf(value) ?? throw new NotCompiledException(),
            _ => throw new NotCompiledException(),
        };

    /// <summary>A schema.</summary>
    public JsonElement? Schema(string name) => Value(name) is { } value ? SchemaOf(value) : null;

    /// <summary>A list of at least one schema; empty if it is not there.</summary>
    public IReadOnlyList<JsonElement> Schemas(string name) => Values(name) is { } values ? [.. values.Select(SchemaOf)] : [];

    /// <summary>A list of at least one value; null if it is not there.</summary>
    public IReadOnlyList<JsonElement>? Values(string name) =>
        Value(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Array } value when value.GetArrayLength() > 0 => [.. value.EnumerateArray()],
            _ => throw new NotCompiledException(),
        };

    /// <summary>The members of an object, whose names differ; empty if it is not there.</summary>
    public IReadOnlyList<JsonProperty> Members(string name)
    {
        if (Value(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object)
            throw new NotCompiledException();
        List<JsonProperty> members = [.. value.EnumerateObject()];
        return members.DistinctBy(m => m.Name, StringComparer.Ordinal).Count() == members.Count ? members : throw new NotCompiledException();
    }

    /// <exception cref="NotCompiledException">A keyword was not taken.</exception>
    public void RequireAllTaken()
    {
        if (open.Count > 0)
            throw new NotCompiledException();
    }

    /// <summary>A list of texts.</summary>
    public static IReadOnlyList<string> TextsOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(TextOf)] : throw new NotCompiledException();

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new NotCompiledException();

    private static JsonElement SchemaOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? value : throw new NotCompiledException();

    private static JsonKinds KindOf(JsonElement type) =>
        TextOf(type) switch
        {
            "null" => JsonKinds.Null,
            "boolean" => JsonKinds.Boolean,
            "object" => JsonKinds.Object,
            "array" => JsonKinds.Array,
            "string" => JsonKinds.Text,
            "integer" => JsonKinds.Integer,
            "number" => JsonKinds.Number,
            _ => throw new NotCompiledException(),
        };
}
