using System.Globalization;
using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>References into the same document: # and a JSON pointer (RFC 6901).</summary>
internal static class JsonPointers
{
    /// <summary>What a reference leads to; null if it leads nowhere, or to another document.</summary>
    public static JsonElement? Find(JsonElement root, string reference)
    {
        if (reference.Length == 0 || reference[0] != '#' || (reference.Length > 1 && reference[1] != '/'))
            return null;
        JsonElement? found = root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            found = found is { } parent ? Child(parent, name) : null;
        }
        return found;
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind switch
        {
            JsonValueKind.Object when parent.TryGetProperty(name, out var member) => member,
            JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < parent.GetArrayLength() => parent[i],
            _ => null,
        };
}
