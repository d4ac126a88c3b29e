using System.Globalization;

namespace ShopStream.Tests.Data;

/// <summary>Schemas of the keywords that are compiled, and documents with the same few names and values, so that both verdicts are usual.</summary>
internal static class GeneratedSchemas
{
    private static readonly string[] Names = ["a", "b", "ab", "xé", ""];

    private static readonly string[] Scalars =
    [
        "null",
        "true",
        "false",
        "0",
        "1",
        "1.0",
        "-0.0",
        "1.5",
        "2",
        "2e0",
        "1e2",
        "-3",
        "12345678901234567890123",
        "0.1",
        "\"\"",
        "\"a\"",
        "\"ab\"",
        "\"\\u0061\"",
        "\"🐲\"",
        "\"2024-02-29\"",
        "\"ABC\"",
    ];

    private static readonly string[] Types = ["null", "boolean", "object", "array", "string", "integer", "number"];
    private static readonly string[] Patterns = ["^a", "b$", "[A-Z]+", "^.$", "\\\\d"];

    public static string Document(Random random, int levels)
    {
        if (levels == 0 || random.Next(3) == 0)
            return Of(random, Scalars);
        return random.Next(2) == 0
            ? $"[{string.Join(", ", Several(random, 4, () => Document(random, levels - 1)))}]"
            : $"{{{string.Join(", ", Distinct(random, 4).Select(n => $"\"{n}\": {Document(random, levels - 1)}"))}}}";
    }

    public static string Schema(Random random, int levels) =>
        $"{{ \"$defs\": {{ \"d\": {{ \"type\": [\"object\", \"array\", \"string\"] }} }}, {Part(random, levels)[1..]}";

    private static string Part(Random random, int levels)
    {
        if (levels == 0)
            return random.Next(6) switch
            {
                0 => "false",
                1 => "true",
                _ => $"{{ {Scalar(random)} }}",
            };
        var keywords = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var text = random.Next(3) == 0 ? Scalar(random) : Applying(random, levels - 1);
            foreach (var keyword in text.Split("; "))
            {
                var colon = keyword.IndexOf(':', StringComparison.Ordinal);
                keywords[keyword[..colon]] = keyword[(colon + 1)..];
            }
        }
        return $"{{ {string.Join(", ", keywords.Select(k => $"{k.Key}: {k.Value}"))} }}";
    }

    private static string Scalar(Random random) =>
        random.Next(12) switch
        {
            0 => $"\"type\": \"{Of(random, Types)}\"",
            1 => $"\"type\": [\"{Of(random, Types)}\", \"{Of(random, Types)}\"]",
            2 => $"\"minimum\": {Number(random)}",
            3 => $"\"exclusiveMaximum\": {Number(random)}",
            4 => $"\"multipleOf\": {Of(random, "0.1", "1", "0.5", "3")}",
            5 => $"\"minLength\": {random.Next(3)}",
            6 => $"\"maxLength\": {random.Next(3)}",
            7 => $"\"pattern\": \"{Of(random, Patterns)}\"",
            8 => $"\"enum\": [{string.Join(", ", Several(random, 5, () => Of(random, Scalars)).Append("1"))}]",
            9 => $"\"const\": {Document(random, 1)}",
            10 => $"\"format\": \"{Of(random, "date", "email", "uuid", "date-time")}\"",
            _ => $"\"not\": {{ \"type\": \"{Of(random, Types)}\" }}",
        };

    // Keywords that hold schemas, of objects and arrays more often than not.
    private static string Applying(Random random, int levels) =>
        random.Next(14) switch
        {
            0 or 1 or 2 => $"\"properties\": {Members(random, Names, levels)}",
            3 => $"\"required\": [{string.Join(", ", Distinct(random, 2).Select(n => $"\"{n}\""))}]",
            4 => $"\"additionalProperties\": {Part(random, levels)}",
            5 => $"\"patternProperties\": {Members(random, Patterns, levels)}",
            6 => $"\"propertyNames\": {{ \"maxLength\": {random.Next(3)} }}; \"maxProperties\": {random.Next(4)}",
            7 => $"\"items\": {Part(random, levels)}",
            8 => $"\"prefixItems\": [{Part(random, levels)}, {Part(random, levels)}]",
            9 => $"\"contains\": {Part(random, levels)}; \"minContains\": {random.Next(3)}; \"maxContains\": {random.Next(1, 4)}",
            // JsonSchema.Net takes 1 and 1.0 for different in an item that is a list or an object.
            10 => $"\"allOf\": [{{ \"uniqueItems\":true, \"items\": {{ \"not\": {{ \"type\": [\"object\", \"array\"] }} }} }}]; \"minItems\": {random.Next(3)}",
            11 => $"\"{Of(random, "allOf", "anyOf", "oneOf")}\": [{Part(random, levels)}, {Part(random, levels)}]",
            12 => $"\"if\": {Part(random, levels)}; \"then\": {Part(random, levels)}; \"else\": {Part(random, levels)}",
            _ => $"\"dependentRequired\": {{ \"{Of(random, Names)}\": [\"{Of(random, Names)}\"] }}; \"$ref\": \"#/$defs/d\"",
        };

    private static string Members(Random random, string[] names, int levels) =>
        $"{{ {string.Join(", ", names.Where(_ => random.Next(2) == 0).Select(n => $"\"{n}\": {Part(random, levels)}"))} }}";

    private static string Number(Random random) => (random.Next(-6, 6) / 2m).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Distinct(Random random, int most) => Several(random, most, () => Of(random, Names)).Distinct(StringComparer.Ordinal);

    private static List<string> Several(Random random, int most, Func<string> one) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => one())];

    private static string Of(Random random, params string[] some) => some[random.Next(some.Length)];
}
