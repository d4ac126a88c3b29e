using System.Text.Json;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Equality of JSON by value: blanks, the order of keys and trailing zeros do not matter.</summary>
internal static class NaiveJson
{
    public static string Identity(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    private static string Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => $"{{{string.Join(",", element.EnumerateObject().Select(Member).Order(StringComparer.Ordinal))}}}",
            JsonValueKind.Array => $"[{string.Join(",", element.EnumerateArray().Select(Of))}]",
            JsonValueKind.Number => Naive.Identity(Meaning.Number, element.GetRawText()),
            JsonValueKind.String => JsonSerializer.Serialize(element.GetString()),
            _ => element.GetRawText(),
        };

    private static string Member(JsonProperty property) => $"{JsonSerializer.Serialize(property.Name)}:{Of(property.Value)}";
}
