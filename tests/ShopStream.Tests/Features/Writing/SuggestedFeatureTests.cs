using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Features.Writing;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Features.Writing;

[Category("Fast")]
public sealed class SuggestedFeatureTests
{
    private static readonly Dictionary<string, BusinessMetric> NoMetrics = [];
    private static readonly Dataset Orders = new(Layer.Raw, "orders");
    private static readonly Relation Rows = new(Orders);

    [Test]
    public void Every_scenario_has_its_tags_and_every_check_its_evidence()
    {
        var text = Text(
            new Suggestion(Subject.Completeness, new NeverNull(Rows, "id"), "5 rows, 0 nulls"),
            new Suggestion(Subject.Completeness, new NeverNull(Rows, "status"), "5 rows, 0 nulls"),
            new Suggestion(Subject.Values, Among("paid", "open"), "5 rows, 2 values, 0 nulls")
        );

        text.Should()
            .Be(
                """
                # Suggested by shopstream: every check below passes today. Decide which of them must always pass.
                # Keep the checks that state a rule, adjust bounds that are too narrow or too wide, and remove what holds only by chance.
                Feature: Suggested checks for raw orders

                  @suggested @owner:sales
                  Scenario: No value is missing in raw orders
                    # evidence: 5 rows, 0 nulls (2026-11-23, run x)
                    Then id is never null in raw orders
                    And status is never null in raw orders

                  @suggested @owner:sales
                  Scenario: The values of raw orders are known
                    # evidence: 5 rows, 2 values, 0 nulls (2026-11-23, run x)
                    Then status in raw orders is one of paid, open

                """
            );
    }

    [TestCase("a")]
    [TestCase("on hold")]
    [TestCase("a, b")]
    [TestCase("say \"a\"")]
    [TestCase("\"")]
    [TestCase("")]
    [TestCase(" a ")]
    [TestCase("null")]
    [TestCase("# a")]
    [TestCase("@a")]
    [TestCase("a | b \\ c")]
    [TestCase("a in every row of raw orders")]
    [TestCase("Ärger, 日本 🎉")]
    [TestCase("it's")]
    public void Values_are_quoted_so_that_they_are_read_back_unchanged(string value)
    {
        var text = Text(new Suggestion(Subject.Values, Among("b", value), ""));

        Read(text)
            .Checks.Should()
            .ContainSingle()
            .Which.Check.Should()
            .BeOfType<EveryValue>()
            .Which.Condition.Should()
            .BeOfType<IsOneOf>()
            .Which.Values.Should()
            .Equal("b", value);
    }

    [TestCase("a\nb")]
    [TestCase("<a>")]
    public void Value_without_a_sentence_drops_only_its_own_check(string value)
    {
        var text = Text(
            new Suggestion(Subject.Values, Among("b", value), ""),
            new Suggestion(Subject.Rows, new RowCountBound(Rows, Comparison.AtLeast, 1), "")
        );

        Read(text).Checks.Should().ContainSingle().Which.Sentence.Should().Be("raw orders is not empty");
    }

    [Test]
    public void Column_names_are_escaped_in_the_table()
    {
        ColumnInfo[] columns = [new("id", "int", false), new("a|b\\n", "decimal(10,2)", true), new("größe", "text", true)];
        var text = Text(new Suggestion(Subject.Shape, new HasColumns(Orders, columns), ""));

        Read(text).Checks.Should().ContainSingle().Which.Check.Should().BeOfType<HasColumns>().Which.Columns.Should().Equal(columns);
    }

    [Test]
    public void Table_that_no_sentence_can_name_has_no_scenario()
    {
        var odd = new Dataset(Layer.Raw, "my\torders");
        Feature()
            .Count([new SuggestedTable(odd, [new Suggestion(Subject.Rows, new RowCountBound(new Relation(odd), Comparison.AtLeast, 1), "")])])
            .Should()
            .Be((0, 0));
    }

    private static EveryValue Among(params string[] values) => new(Rows, new IsOneOf("status", values));

    private static SuggestedFeature Feature() => new(["@suggested", "@owner:sales"], _ => "2026-11-23, run x", NoMetrics);

    private static string Text(params Suggestion[] suggestions) => Feature().Text([new SuggestedTable(Orders, suggestions)]);

    private static Specification Read(string text) => SpecBinder.Bind(FeatureTexts.Of(text), NoMetrics).Single();
}
