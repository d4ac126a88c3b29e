using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>Schemas that apply themselves to the same value, which would never end: { "allOf": [{ "$ref": "#" }] }.</summary>
internal sealed class SchemaCycles
{
    private static readonly string[] Single = ["not", "if", "then", "else"];
    private static readonly string[] Several = ["allOf", "anyOf", "oneOf"];

    private readonly JsonElement root;
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    private SchemaCycles(JsonElement root) => this.root = root;

    /// <summary>A reference that leads back to itself; null if there is none. References to other documents and anchors are not followed.</summary>
    public static string? Find(JsonElement schema) => new SchemaCycles(schema).FindIn(schema);

    // Every schema of the document may be a beginning.
    private string? FindIn(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => Follow(element, []) ?? element.EnumerateObject().Select(m => FindIn(m.Value)).FirstOrDefault(found => found is not null),
            JsonValueKind.Array => element.EnumerateArray().Select(FindIn).FirstOrDefault(found => found is not null),
            _ => null,
        };

    private string? Follow(JsonElement schema, IReadOnlyList<string> path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (Reference(schema) is { } reference && !done.Contains(reference))
        {
            if (path.Contains(reference, StringComparer.Ordinal))
                return reference;
            if (JsonPointers.Find(root, reference) is { } target && Follow(target, [.. path, reference]) is { } cycle)
                return cycle;
            done.Add(reference);
        }
        return Applied(schema).Select(s => Follow(s, path)).FirstOrDefault(found => found is not null);
    }

    private static string? Reference(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String ? reference.GetString() : null;

    private static IEnumerable<JsonElement> Applied(JsonElement schema)
    {
        foreach (var name in Single)
        {
            if (schema.TryGetProperty(name, out var one))
                yield return one;
        }
        foreach (var name in Several)
        {
            if (!schema.TryGetProperty(name, out var some) || some.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var one in some.EnumerateArray())
                yield return one;
        }
        if (schema.TryGetProperty("dependentSchemas", out var dependent) && dependent.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in dependent.EnumerateObject())
                yield return one.Value;
        }
    }
}
