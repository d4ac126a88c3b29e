using System.Text;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.JsonSchemas;

namespace ShopStream.Tests.Data;

/// <summary>Documents are judged while they are read, and the verdict is that of JsonSchema.Net.</summary>
[Category("Fast")]
internal sealed class JsonSchemaTests
{
    private const string Draft7 = "\"$schema\": \"http://json-schema.org/draft-07/schema#\", ";

    // A schema, a document that meets it and one that does not: every keyword that is compiled.
    private static readonly (string Schema, string Valid, string Invalid)[] Compiled =
    [
        ("true", "1", "x"),
        ("{}", "[1, {\"a\": null}]", "[1,]"),
        ("{ \"not\": false }", "1", ""),
        ("false", "", "1"),
        ("{ \"type\": \"object\" }", "{}", "[]"),
        ("{ \"type\": [\"null\", \"boolean\"] }", "false", "0"),
        ("{ \"type\": \"integer\" }", "1.0", "1.5"),
        ("{ \"type\": \"integer\" }", "1e400", "1e-1"),
        ("{ \"type\": \"number\" }", "1.5", "\"1.5\""),
        ("{ \"minimum\": 5 }", "5", "4.999"),
        ("{ \"maximum\": 5 }", "-1e400", "1e400"),
        ("{ \"exclusiveMinimum\": 0 }", "1e-400", "0.0"),
        ("{ \"exclusiveMaximum\": 0.1 }", "0.0999999999999999999999999999999999999", "0.1"),
        ("{ \"multipleOf\": 0.1 }", "0.3", "0.35"),
        ("{ \"multipleOf\": 3 }", "300000000000000000000000000000000000000000000", "300000000000000000000000000000000000000000001"),
        ("{ \"minLength\": 2 }", "\"🐲é\"", "\"🐲\""),
        ("{ \"maxLength\": 1 }", "\"\\ud83d\\udc32\"", "\"ab\""),
        ("{ \"pattern\": \"^[a-z]+$\" }", "\"abc\"", "\"aBc\""),
        ("{ \"pattern\": \"b\" }", "\"a\\u0062c\"", "\"ac\""),
        ("{ \"enum\": [\"a\", 1, null, true, { \"x\": [1] }] }", "{ \"x\": [1.0] }", "false"),
        ("{ \"const\": 1.0 }", "1", "1.1"),
        ("{ \"format\": \"date\" }", "\"2024-02-29\"", "\"2023-02-29\""),
        ("{ \"format\": \"uuid\" }", "3", "\"3\""),
        ("{ \"properties\": { \"a\": { \"type\": \"string\" } } }", "{ \"b\": 1 }", "{ \"b\": 1, \"a\": 1 }"),
        ("{ \"required\": [\"a\", \"b\"] }", "{ \"b\": null, \"a\": 1 }", "{ \"a\": 1 }"),
        ("{ \"properties\": { \"a\": true }, \"additionalProperties\": false }", "{ \"a\": 1 }", "{ \"a\": 1, \"b\": 2 }"),
        ("{ \"required\": [\"a\"], \"additionalProperties\": { \"type\": \"integer\" } }", "{ \"a\": 1 }", "{ \"a\": \"1\" }"),
        ("{ \"patternProperties\": { \"^x\": { \"minimum\": 1 }, \"y$\": { \"maximum\": 5 } } }", "{ \"xy\": 3 }", "{ \"xy\": 6 }"),
        ("{ \"patternProperties\": { \"^x\": true }, \"additionalProperties\": false }", "{ \"xa\": 1 }", "{ \"a\": 1 }"),
        ("{ \"propertyNames\": { \"maxLength\": 2, \"enum\": [\"ab\", \"c\"] } }", "{ \"ab\": 1 }", "{ \"a\": 1 }"),
        ("{ \"minProperties\": 1, \"maxProperties\": 1 }", "{ \"a\": 1 }", "{ \"a\": 1, \"b\": 2 }"),
        ("{ \"dependentRequired\": { \"a\": [\"b\"] } }", "{ \"c\": 1 }", "{ \"a\": 1 }"),
        ("{ \"items\": { \"type\": \"integer\" } }", "[1, 2]", "[1, \"2\"]"),
        ("{ \"prefixItems\": [{ \"const\": 1 }], \"items\": false }", "[1]", "[1, 2]"),
        ("{ \"contains\": { \"const\": 1 }, \"minContains\": 2, \"maxContains\": 3 }", "[1, 2, 1]", "[1, 2]"),
        ("{ \"uniqueItems\": true }", "[1, \"1\", { \"a\": 1 }]", "[{ \"a\": 1, \"b\": 2 }, { \"b\": 2, \"a\": 1 }]"),
        ("{ \"minItems\": 1, \"maxItems\": 2 }", "[1]", "[]"),
        ("{ \"allOf\": [{ \"minimum\": 1 }, { \"maximum\": 2 }] }", "1", "3"),
        ("{ \"anyOf\": [{ \"type\": \"string\" }, { \"minimum\": 2 }] }", "2", "1"),
        ("{ \"oneOf\": [{ \"maximum\": 5 }, { \"minimum\": 3 }] }", "1", "4"),
        ("{ \"not\": { \"type\": \"object\", \"required\": [\"a\"] } }", "{ \"b\": 1 }", "{ \"a\": 1 }"),
        ("{ \"if\": { \"type\": \"integer\" }, \"then\": { \"minimum\": 1 }, \"else\": { \"type\": \"string\" } }", "\"a\"", "0"),
        ("{ \"$ref\": \"#/$defs/a~1b\", \"$defs\": { \"a/b\": { \"type\": \"string\" } } }", "\"a\"", "1"),
        (
            "{ \"properties\": { \"next\": { \"$ref\": \"#\" } }, \"required\": [\"id\"] }",
            "{ \"id\": 1, \"next\": { \"id\": 2 } }",
            "{ \"id\": 1, \"next\": {} }"
        ),
        ("{ " + Draft7 + "\"definitions\": { \"a\": { \"minimum\": 1 } }, \"items\": { \"$ref\": \"#/definitions/a\" } }", "[1]", "[0]"),
    ];

    // What is left to JsonSchema.Net.
    private static readonly (string Schema, string Valid, string Invalid)[] Library =
    [
        ("{ \"properties\": { \"a\": true }, \"unevaluatedProperties\": false }", "{ \"a\": 1 }", "{ \"b\": 1 }"),
        ("{ \"dependentSchemas\": { \"a\": { \"required\": [\"b\"] } } }", "{ \"b\": 1 }", "{ \"a\": 1 }"),
        ("{ " + Draft7 + "\"items\": [{ \"type\": \"integer\" }] }", "[1, \"a\"]", "[\"a\"]"),
        ("{ " + Draft7 + "\"x-owner\": \"finance\", \"type\": \"object\" }", "{}", "1"),
        ("{ \"$defs\": { \"a\": { \"$anchor\": \"here\", \"type\": \"string\" } }, \"$ref\": \"#here\" }", "\"a\"", "1"),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Compiled
            .Select(c => (Case: c, IsCompiled: true))
            .Concat(Library.Select(c => (Case: c, IsCompiled: false)))
            .Select(c => new TestCaseData(c.Case.Schema, c.Case.Valid, c.Case.Invalid, c.IsCompiled).SetArgDisplayNames(c.Case.Schema));

    [TestCaseSource(nameof(Cases))]
    public void A_keyword_means_what_it_means_to_JsonSchema_Net(string schema, string valid, string invalid, bool isCompiled)
    {
        var rule = MeetsJsonSchema.Parse(schema);

        rule.IsCompiled.Should().Be(isCompiled);
        if (valid.Length > 0)
        {
            rule.Holds(valid).Should().BeTrue();
            HoldsByLibrary(rule, valid).Should().BeTrue();
        }
        rule.Holds(invalid).Should().BeFalse();
        HoldsByLibrary(rule, invalid).Should().BeFalse();
    }

    [Test]
    public void Both_agree_on_generated_schemas_and_documents()
    {
        var random = new Random(Lane.Pick(2026, Environment.TickCount));
        var (verdicts, valid) = (0, 0);
        for (var i = 0; i < Lane.Pick(usual: 150, nightly: 20_000); i++)
        {
            var schema = GeneratedSchemas.Schema(random, levels: 3);
            var rule = MeetsJsonSchema.Parse(schema);
            rule.IsCompiled.Should().BeTrue("all keywords of {0} are known", schema);
            for (var d = 0; d < 20; d++)
            {
                var document = GeneratedSchemas.Document(random, levels: 3);
                var bytes = Encoding.UTF8.GetBytes(document);
                var holds = rule.HoldsByLibrary(bytes);
                rule.Holds(bytes).Should().Be(holds, "that is the verdict of JsonSchema.Net of {0} by {1}", document, schema);
                verdicts++;
                valid += holds ? 1 : 0;
            }
        }
        TestContext.Out.WriteLine($"{verdicts} verdicts, {valid} valid");
        valid.Should().BeInRange(verdicts / 10, verdicts * 9 / 10, "both verdicts have to occur");
    }

    [TestCase("{ \"properties\": { \"a\": { \"type\": \"integer\" } } }", "{ \"a\": \"x\", \"a\": 1 }")]
    [TestCase("{ \"properties\": { \"a\": { \"type\": \"integer\" } } }", "{ \"a\": 1, \"a\": \"x\" }")]
    [TestCase("{ \"required\": [\"a\"], \"maxProperties\": 1 }", "{ \"a\": 1, \"a\": 1 }")]
    public void A_repeated_name_is_judged_as_JsonSchema_Net_judges_it(string schema, string document)
    {
        var rule = MeetsJsonSchema.Parse(schema);

        rule.Holds(document).Should().Be(HoldsByLibrary(rule, document));
    }

    [TestCase("{ \"$ref\": \"#\" }")]
    [TestCase("{ \"allOf\": [{ \"$ref\": \"#\" }] }")]
    [TestCase("{ \"$defs\": { \"a\": { \"not\": { \"$ref\": \"#/$defs/b\" } }, \"b\": { \"anyOf\": [true, { \"$ref\": \"#/$defs/a\" }] } } }")]
    [TestCase("{ \"unevaluatedProperties\": false, \"if\": { \"$ref\": \"#\" } }")]
    public void A_schema_that_applies_itself_to_the_same_value_is_refused(string schema) =>
        FluentActions.Invoking(() => MeetsJsonSchema.Parse(schema)).Should().Throw<FormatException>().WithMessage("*leads back to itself*");

    [Test]
    public void A_number_that_JsonSchema_Net_does_not_hold_cannot_be_judged_by_it()
    {
        var rule = MeetsJsonSchema.Parse("{ \"unevaluatedProperties\": false, \"enum\": [100000000000000000000000000000000000000000000] }");

        rule.IsCompiled.Should().BeFalse();
        FluentActions.Invoking(() => rule.Holds("100000000000000000000000000000000000000000000")).Should().Throw<FormatException>().WithMessage("*28 digits*");
    }

    [TestCase("{ \"minLength\": 1 }")]
    [TestCase("{ \"unevaluatedProperties\": false, \"minLength\": 1 }")]
    public void Half_of_a_character_meets_no_schema_that_reads_it(string schema) => MeetsJsonSchema.Parse(schema).Holds("\"\\ud800\"").Should().BeFalse();

    [TestCase("{ \"properties\": { \"a\": { \"$ref\": \"#\" } }, \"type\": \"object\" }")]
    [TestCase("{ \"properties\": { \"a\": { \"$ref\": \"#\" } }, \"type\": \"object\", \"unevaluatedProperties\": false }")]
    public async Task A_document_of_many_levels_is_judged(string schema)
    {
        var rule = MeetsJsonSchema.Parse(schema);
        static string Levels(int levels, string end) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + end + new string('}', levels);

        // On a thread of the pool, as checks are.
        var verdicts = await Task.Run(() => (rule.Holds(Levels(900, "{}")), rule.Holds(Levels(900, "1")), rule.Holds(Levels(1_100, "{}"))));

        verdicts.Should().Be((true, false, false));
    }

    private static bool HoldsByLibrary(MeetsJsonSchema rule, string text)
    {
        try
        {
            return rule.HoldsByLibrary(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
