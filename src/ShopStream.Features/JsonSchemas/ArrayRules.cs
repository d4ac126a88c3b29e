using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>The keywords on arrays and their items.</summary>
internal sealed class ArrayRules
{
    /// <summary>Schemas of the first items.</summary>
    public IReadOnlyList<SchemaNode> First { get; init; } = [];

    /// <summary>Schema of all items after those; null for any.</summary>
    public SchemaNode? Rest { get; init; }

    /// <summary>Schema that some items must meet; null for none.</summary>
    public SchemaNode? Contained { get; init; }

    /// <summary>Fewest items that meet it.</summary>
    public int FewestContained { get; init; } = 1;

    /// <summary>Most items that meet it; null for any number.</summary>
    public int? MostContained { get; init; }

    /// <summary>Whether no two items may be equal.</summary>
    public bool AreUnique { get; init; }

    /// <summary>Fewest items.</summary>
    public int Fewest { get; init; }

    /// <summary>Most items; null for any number.</summary>
    public int? Most { get; init; }

    /// <summary>Whether an array is valid. If it is, the reader is moved from its beginning to its end.</summary>
    public bool Hold(ref Utf8JsonReader reader)
    {
        if (AreUnique && !DifferentItems.Are(reader))
            return false;
        var (items, contained) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Contained is not null)
            {
                var copy = reader;
                if (Contained.Holds(ref copy))
                    contained++;
            }
            var schema = items < First.Count ? First[items] : Rest;
            items++;
            if (schema is null)
                reader.Skip();
            else if (!schema.Holds(ref reader))
                return false;
        }
        return items >= Fewest
            && (Most is null || items <= Most)
            && (Contained is null || (contained >= FewestContained && (MostContained is null || contained <= MostContained)));
    }
}

/// <summary>Whether the items of an array differ, as uniqueItems means it: 1 and 1.0 are equal, and so are objects with the same members.</summary>
internal static class DifferentItems
{
    /// <param name="array">Stands on the beginning of the array.</param>
    public static bool Are(Utf8JsonReader array)
    {
        using var items = JsonDocument.ParseValue(ref array);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var others = new List<JsonElement>();
        foreach (var item in items.RootElement.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                if (!texts.Add(item.GetString()!))
                    return false;
                continue;
            }
            foreach (var other in others)
            {
                if (JsonElement.DeepEquals(item, other))
                    return false;
            }
            others.Add(item);
        }
        return true;
    }
}
