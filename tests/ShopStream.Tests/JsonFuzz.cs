using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ShopStream.Tests;

/// <summary>Damages a JSON document in every place, one at a time: another kind of value, null, removed, twice, cut off.</summary>
internal static class JsonFuzz
{
    private static readonly (string Name, string? Json)[] Values =
    [
        ("null", "null"),
        ("text", "\"zq\""),
        ("empty text", "\"\""),
        ("a negative number", "-1"),
        ("a huge number", "1e300"),
        ("a fraction", "0.5"),
        ("true", "true"),
        ("an object", "{\"zq\": 1}"),
        ("an empty object", "{}"),
        ("a list", "[1, null]"),
        ("an empty list", "[]"),
        ("a late date", "\"9999-12-31T23:59:59.9999999+00:00\""),
        ("an early date", "\"0001-01-01\""),
        ("removed", null),
    ];

    /// <summary>The damaged documents, each with what was done to it.</summary>
    /// <param name="json">A JSON document.</param>
    /// <param name="part">Takes every n-th damage, from 1; a prime reaches every kind and every place.</param>
    public static IEnumerable<(string What, string Json)> Of(string json, int part)
    {
        var n = 0;
        foreach (var path in Paths(JsonNode.Parse(json)!, []))
        {
            foreach (var (name, value) in Values)
            {
                if (n++ % part == 0)
                    yield return ($"{string.Join('/', path)} is {name}", With(json, path, value));
            }
        }
        foreach (var text in new[] { "", "null", "1", "\"zq\"", "[]", "{}", "{", "\u0000", $"{json}{json}", $"\uFEFF{json}" })
            yield return ($"the document is {(text.Length > 9 ? $"{text[..9]}…" : text)}", text);
        for (var i = 1; i < 20; i++)
            yield return ($"cut at {i}/20", json[..(json.Length * i / 20)]);
    }

    private static IEnumerable<IReadOnlyList<string>> Paths(JsonNode node, IReadOnlyList<string> at)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => (p.Key, p.Value)),
            // Elements of a list are alike: the first and the last stand for all.
            JsonArray a => a.Select((v, i) => (Key: i.ToString(CultureInfo.InvariantCulture), Value: v)).Where((_, i) => i == 0 || i == a.Count - 1),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            IReadOnlyList<string> path = [.. at, key];
            yield return path;
            if (value is null)
                continue;
            foreach (var below in Paths(value, path))
                yield return below;
        }
    }

    /// <summary>The document with another value in one place; null removes it.</summary>
    public static string With(string json, IReadOnlyList<string> path, string? value)
    {
        var root = JsonNode.Parse(json)!;
        var parent = path.Take(path.Count - 1)
            .Aggregate(root, (node, key) => node is JsonArray list ? list[int.Parse(key, CultureInfo.InvariantCulture)]! : node[key]!);
        var last = path[^1];
        if (parent is JsonArray array)
        {
            if (value is null)
                array.RemoveAt(int.Parse(last, CultureInfo.InvariantCulture));
            else
                array[int.Parse(last, CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        }
        else if (value is null)
            parent.AsObject().Remove(last);
        else
            parent[last] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    /// <summary>UTF-8 bytes.</summary>
    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
