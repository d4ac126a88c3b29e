using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace ShopStream.Features.JsonSchemas;

/// <summary>
/// Compiles a schema of the drafts 6, 7, 2019-09 and 2020-12 for judging documents while they are read. What it does not know, such as
/// unevaluatedProperties or a reference to another document, it leaves to JsonSchema.Net, as it does with what is not a schema.
/// </summary>
internal sealed class SchemaCompiler
{
    private static readonly TimeSpan PatternDeadline = TimeSpan.FromSeconds(1);

    private readonly JsonElement root;
    private readonly int draft;
    private readonly Dictionary<string, SchemaNode> referenced = new(StringComparer.Ordinal);

    private SchemaCompiler(JsonElement root, int draft) => (this.root, this.draft) = (root, draft);

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema, which does not apply itself to the same value: see <see cref="SchemaCycles"/>.</param>
    /// <returns>Null if a keyword or a value of it is left to JsonSchema.Net.</returns>
    public static SchemaNode? TryCompile(JsonElement schema)
    {
        if (DraftOf(schema) is not { } draft)
            return null;
        try
        {
            return new SchemaCompiler(schema, draft).Compile(schema, isRoot: true);
        }
        catch (NotCompiledException)
        {
            return null;
        }
    }

    /// <summary>A number of a schema; null if it is too large to be compared.</summary>
    internal static JsonNumber? NumberOf(JsonElement number) => JsonNumber.TryRead(Encoding.ASCII.GetBytes(number.GetRawText()), out var found) ? found : null;

    private static int? DraftOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$schema", out var draft))
            return 2020;
        return draft.ValueKind != JsonValueKind.String
            ? null
            : draft.GetString()!.TrimEnd('#') switch
            {
                "https://json-schema.org/draft/2020-12/schema" => 2020,
                "https://json-schema.org/draft/2019-09/schema" => 2019,
                "http://json-schema.org/draft-07/schema" => 7,
                "http://json-schema.org/draft-06/schema" => 6,
                _ => null,
            };
    }

    private SchemaNode Compile(JsonElement schema) => Compile(schema, isRoot: false);

    private SchemaNode Compile(JsonElement schema, bool isRoot)
    {
        var node = new SchemaNode();
        Fill(node, schema, isRoot);
        return node;
    }

    private void Fill(SchemaNode node, JsonElement schema, bool isRoot)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            node.Kinds = schema.ValueKind == JsonValueKind.True ? JsonKinds.All : JsonKinds.None;
            return;
        }
        var keywords = new SchemaKeywords(schema, isRoot, draft);
        node.Kinds = keywords.Kinds();
        node.Texts = Texts(keywords);
        node.Numbers = Numbers(keywords);
        node.Objects = Objects(keywords);
        node.Arrays = Arrays(keywords);
        node.Values = [.. Values(keywords)];
        foreach (var judge in Whole(keywords))
            node.Whole.Add(judge);
        // What nobody refers to has to be a schema, too.
        foreach (var name in new[] { "$defs", "definitions" })
        {
            foreach (var definition in keywords.Members(name))
                _ = Compile(definition.Value);
        }
        keywords.RequireAllTaken();
    }

    private static TextRules? Texts(SchemaKeywords keywords)
    {
        var (fewest, most, pattern) = (keywords.Count("minLength"), keywords.Count("maxLength"), keywords.Text("pattern"));
        return fewest is null && most is null && pattern is null ? null : new TextRules(fewest ?? 0, most, pattern is null ? null : Pattern(pattern));
    }

    private static NumberRules? Numbers(SchemaKeywords keywords)
    {
        (string Keyword, int Fewest, int Most)[] known = [("minimum", 0, 1), ("maximum", -1, 0), ("exclusiveMinimum", 1, 1), ("exclusiveMaximum", -1, -1)];
        var limits = known.Select(k => (k.Fewest, k.Most, Number: keywords.Number(k.Keyword))).Where(k => k.Number is not null).ToArray();
        var unit = keywords.Number("multipleOf");
        if (unit is { Sign: <= 0 })
            throw new NotCompiledException();
        return limits.Length == 0 && unit is null ? null : new NumberRules([.. limits.Select(l => new NumberLimit(l.Number!.Value, l.Fewest, l.Most))], unit);
    }

    private ObjectRules? Objects(SchemaKeywords keywords)
    {
        var properties = keywords.Members("properties");
        var patterns = keywords.Members("patternProperties");
        var required = keywords.Texts("required");
        var dependent = draft >= 2019 ? keywords.Members("dependentRequired") : [];
        var names = new List<string>();
        var rules = new ObjectRules
        {
            Values = [.. properties.Select(p => Compile(p.Value))],
            Required = Indexes(names, properties.Select(p => p.Name), required),
            Dependent = [.. dependent.Select(d => (Indexes(names, [], [d.Name])[0], Indexes(names, [], SchemaKeywords.TextsOf(d.Value))))],
            Names = [.. names.Select(Encoding.UTF8.GetBytes)],
            Patterns = [.. patterns.Select(p => (Pattern(p.Name), Compile(p.Value)))],
            Others = Compiled(keywords.Schema("additionalProperties")),
            OfNames = Compiled(keywords.Schema("propertyNames")),
            Fewest = keywords.Count("minProperties") ?? 0,
            Most = keywords.Count("maxProperties"),
        };
        return rules.Names.Length == 0 && rules.Patterns.Count == 0 && rules.Others is null && rules.OfNames is null && rules.Fewest == 0 && rules.Most is null
            ? null
            : rules;
    }

    private ArrayRules? Arrays(SchemaKeywords keywords)
    {
        var first = draft >= 2020 ? keywords.Schemas("prefixItems") : [];
        var contained = keywords.Schema("contains");
        var (fewest, most) = draft >= 2019 ? (keywords.Count("minContains"), keywords.Count("maxContains")) : (null, null);
        var rules = new ArrayRules
        {
            First = [.. first.Select(Compile)],
            Rest = Compiled(keywords.Schema("items")),
            Contained = Compiled(contained),
            FewestContained = fewest ?? 1,
            MostContained = most,
            AreUnique = keywords.Flag("uniqueItems"),
            Fewest = keywords.Count("minItems") ?? 0,
            Most = keywords.Count("maxItems"),
        };
        var judges = rules.First.Count > 0 || rules.Rest is not null || rules.Contained is not null || rules.AreUnique || rules.Fewest > 0;
        return judges || rules.Most is not null ? rules : null;
    }

    private static IEnumerable<OneOfValues> Values(SchemaKeywords keywords)
    {
        if (keywords.Value("const") is { } only)
            yield return OneOfValues.Of([only]) ?? throw new NotCompiledException();
        if (keywords.Values("enum") is { } values)
            yield return OneOfValues.Of(values) ?? throw new NotCompiledException();
    }

    private IEnumerable<ValueJudge> Whole(SchemaKeywords keywords)
    {
        if (keywords.Text("$ref") is { } reference)
            yield return new AllOfThem([Referenced(reference)]);
        if (keywords.Text("format") is { } format)
            yield return new OfFormat(FormatRegistry.Global.Get(format) ?? throw new NotCompiledException());
        if (keywords.Schemas("allOf") is { Count: > 0 } every)
            yield return new AllOfThem([.. every.Select(Compile)]);
        if (keywords.Schemas("anyOf") is { Count: > 0 } any)
            yield return new NumberOfThem([.. any.Select(Compile)], 1, any.Count);
        if (keywords.Schemas("oneOf") is { Count: > 0 } one)
            yield return new NumberOfThem([.. one.Select(Compile)], 1, 1);
        if (keywords.Schema("not") is { } not)
            yield return new NumberOfThem([Compile(not)], 0, 0);
        var (condition, consequence, alternative) = draft >= 7 ? (keywords.Schema("if"), keywords.Schema("then"), keywords.Schema("else")) : (null, null, null);
        var (then, otherwise) = (Compiled(consequence), Compiled(alternative));
        if (condition is { } asked)
            yield return new Conditional(Compile(asked), then, otherwise);
    }

    private SchemaNode? Compiled(JsonElement? schema) => schema is { } given ? Compile(given) : null;

    // A reference may lead to a schema that it is a part of.
    private SchemaNode Referenced(string reference)
    {
        if (referenced.TryGetValue(reference, out var known))
            return known;
        var target = JsonPointers.Find(root, reference) ?? throw new NotCompiledException();
        var node = new SchemaNode();
        referenced.Add(reference, node);
        Fill(node, target, isRoot: reference.Length == 1);
        return node;
    }

    private static int[] Indexes(List<string> names, IEnumerable<string> first, IEnumerable<string> wanted)
    {
        names.AddRange(first);
        var indexes = new List<int>();
        foreach (var name in wanted)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
                names.Add(name);
            indexes.Add(names.FindIndex(n => string.Equals(n, name, StringComparison.Ordinal)));
        }
        return [.. indexes];
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.ECMAScript, PatternDeadline);
        }
        catch (ArgumentException e)
        {
            throw new NotCompiledException(e);
        }
    }
}

/// <summary>A schema, or something in it, is left to JsonSchema.Net.</summary>
internal sealed class NotCompiledException(Exception? inner = null) : Exception("left to JsonSchema.Net", inner);
