using FluentAssertions;
using NUnit.Framework;
using ShopStream.Contracts;
using ShopStream.Contracts.Import;
using ShopStream.Contracts.Translation;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Contracts;

[TestFixture, Category("Fast")]
internal sealed class ContractTranslationTests
{
    [Test]
    public void Every_rule_of_the_contract_is_a_sentence_or_has_a_reason()
    {
        var contract = ContractFile.Read(ContractFileTests.PathOf("shopstream"));
        var rules = Rules(contract, null);

        rules.Should().OnlyContain(r => (r.Steps.Count > 0) == (r.Reason == null));
        rules
            .Where(r => r.Reason is not null)
            .Select(r => r.Rule)
            .Should()
            .Equal(
                "products.description: p_description_text",
                "orders: o_cancelled_text",
                "orders: o_soda",
                "order_items: i_great_expectations",
                "shop_frequency: frequency 1 d",
                "shop_availability: availability 99.5 percent",
                "shop_ready: timeOfAvailability 06:00Z",
                "general_availability: generalAvailability 2026-11-02T08:00:00Z",
                "end_of_support: endOfSupport 2029-12-31T00:00:00Z"
            );
        Snapshot.Match(string.Join("\n\n", ContractFeatures.Of(contract, rules).Select(f => $"# {f.Name}\n{f.Text}")), "contract-features");
    }

    [TestCase("{metric: nullValues, mustBe: 0}", "a is never null in raw t")]
    [TestCase("{metric: nullValues, mustBeLessThan: 5}", "the number of rows in raw t is below 5, where a is null")]
    [TestCase("{metric: nullValues, mustBeBetween: [10, 40], unit: percent}", "the share of rows in raw t where a is null is between 10 % and 40 %")]
    [TestCase("{metric: missingValues, mustBe: 0, arguments: {missingValues: ['', n/a]}}", "a in raw t is none of \"\", n/a")]
    [TestCase("{metric: missingValues, mustBe: 0, arguments: {missingValues: [null]}}", "a is never null in raw t")]
    [TestCase("{metric: invalidValues, mustBe: 0, arguments: {validValues: [x, 'y z']}}", "a in raw t is one of x, \"y z\"")]
    [TestCase("{metric: invalidValues, mustBe: 0, arguments: {pattern: '^[a-z]+$'}}", "a in raw t matches [a-z]+")]
    [TestCase("{metric: invalidValues, mustBe: 0, arguments: {pattern: 'b'}}", "a in raw t matches (.|\\n)*b(.|\\n)*")]
    [TestCase("{metric: duplicateValues, mustBe: 0}", "no a appears more than once in raw t")]
    [TestCase("{metric: duplicateValues, mustBe: 0, arguments: {properties: [a, b]}}", "no a and b together appear more than once in raw t")]
    [TestCase("{metric: invalidValues, mustBeLessThan: 5, arguments: {pattern: x}}", "a in raw t matches (.|\\n)*x(.|\\n)*, except in at most 4 rows")]
    [TestCase("{metric: invalidValues, mustBeLessOrEqualTo: 1, arguments: {validValues: [x]}}", "a in raw t is one of x, except in at most 1 row")]
    [TestCase("{metric: rowCount, mustBeGreaterThan: 0}", "raw t is not empty")]
    [TestCase("{metric: rowCount, mustBeLessOrEqualTo: 7}", "the number of rows in raw t is at most 7")]
    [TestCase("{type: sql, query: 'SELECT COUNT(*) FROM {object} WHERE {property} > 1', mustBe: 0}", "SELECT b, a FROM t WHERE a > 1")]
    [TestCase("{type: sql, query: 'SELECT COUNT(*) FROM ${object} x JOIN t y ON x.a = y.b', mustBe: 0}", "WHERE figure IS NULL OR NOT (figure = 0)")]
    [TestCase("{type: sql, query: 'SELECT COUNT(*) FROM (SELECT 1 AS one FROM t) AS found', mustBe: 0}", "SELECT 1 AS one FROM t")]
    [TestCase("{type: sql, query: 'SELECT SUM(a) FROM {object}', mustNotBeBetween: [1, 2]}", "NOT (figure NOT BETWEEN 1 AND 2)")]
    [TestCase("{metric: duplicateValues, mustBeLessThan: 1, unit: percent}", "WHERE NOT (100 * figure < 1 * total)")]
    [TestCase("{type: custom, engine: shopstream, implementation: 'Then the sum of a in raw t is above 0'}", "the sum of a in raw t is above 0")]
    public void Rule_becomes_the_sentence_that_says_the_same(string rule, string expected) =>
        Translated(rule).Steps.Select(s => $"{s.Text}\n{s.DocString}").Should().ContainSingle().Which.Should().Contain(expected);

    [TestCase("{type: text, description: nice}", "it is written for people")]
    [TestCase("{type: custom, engine: soda, implementation: x}", "it is written for soda")]
    [TestCase("{type: custom, engine: shopstream, implementation: 'raw t is not empty'}", "expected steps after Given and Then")]
    [TestCase("{type: custom, engine: shopstream, implementation: 'Then raw t is nice'}", "its sentence cannot be written")]
    [TestCase("{metric: invalidValues, mustBeLessThan: 5, unit: percent, arguments: {pattern: x}}", "no sentence compares a share of all rows with a pattern")]
    [TestCase("{metric: invalidValues, mustBe: 0, arguments: {pattern: '(?<=a)b'}}", "its sentence cannot be written: ")]
    public void Rule_that_no_sentence_says_has_a_reason(string rule, string reason) => Translated(rule).Reason.Should().Contain(reason);

    [Test]
    public void Query_that_reads_two_systems_is_not_written()
    {
        var contract = Contract(
            "{type: sql, query: 'SELECT COUNT(*) FROM {object} JOIN o ON true', mustBe: 0}",
            "\n- name: o\n  customProperties: [{property: layer, value: source}]"
        );

        Rules(contract, Layer.Raw)
            .Single(r => r.IsNamed || r.Reason is not null)
            .Reason.Should()
            .Be("its query reads raw t and source o, which are in two systems");
    }

    [Test]
    public void Table_of_another_layer_is_named_with_its_schema()
    {
        var contract = Contract(
            "{type: sql, query: 'SELECT SUM(o.a) FROM {object}, o JOIN m ON m.o = o.a', mustBe: 0}",
            Elsewhere("o", "staging") + Elsewhere("m", "mart")
        );

        Rules(contract, Layer.Raw).Single(r => r.IsNamed).Steps[0].DocString.Should().Contain("SELECT SUM(o.a) FROM t, staging.o JOIN marts.m ON m.o = o.a");
    }

    [Test]
    public void Table_without_a_layer_needs_one() =>
        FluentActions
            .Invoking(() => Rules(Contract("{metric: rowCount, mustBe: 1}"), null))
            .Should()
            .Throw<UsageException>()
            .WithMessage("c.yaml:7: table t names no layer: say where its rows are with --layer*");

    private static string Elsewhere(string table, string layer) => $"\n- name: {table}\n  customProperties: [{{property: layer, value: {layer}}}]";

    private static TranslatedRule Translated(string rule) => Rules(Contract(rule), Layer.Raw)[^1];

    private static IReadOnlyList<TranslatedRule> Rules(Contract contract, Layer? layer) =>
        ContractTranslation.Of(contract, layer, new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));

    // Its key is b, and the rule is one of a.
    private static Contract Contract(string rule, string more = "") =>
        ContractFile.Parse(
            "c.yaml",
            "apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: draft\nschema:\n- name: t\n  properties:\n"
                + $"  - {{name: b, primaryKey: true}}\n  - name: a\n    quality:\n    - {rule}{more}"
        );
}
