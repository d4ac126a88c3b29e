using System.Text;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class GherkinQuirksTests
{
    [Test]
    public void Byte_order_mark_and_Windows_line_ends_change_nothing()
    {
        using var texts = new FeatureTexts().With(
            "a.feature",
            [
                .. Encoding.UTF8.Preamble,
                .. "@ci\r\nFeature: f é\r\n  Scenario: a\r\n    Then b:\r\n"u8,
                .. "      \"\"\"\r\n      x\r\n       y\r\n      \"\"\"\r\n    And t:\r\n      | a |\r\n"u8,
            ]
        );
        var scenario = texts.Load().Scenarios.Single();
        (scenario.Feature.Name, scenario.Name, scenario.Line).Should().Be(("f é", "a", 3));
        scenario.Tags.Should().Equal("@ci");
        scenario.Steps[0].DocString.Should().Be("x\n y");
        scenario.Steps[1].Table.Should().BeEquivalentTo(new[] { new[] { "a" } });
    }

    [Test]
    public void Tabs_indent_lines_and_separate_cells()
    {
        var step = FeatureTexts.Of("Feature: f\n\tScenario: a\n\t\tThen b:\t\n\t\t\t|\ta\t| b |\n").Scenarios.Single().Steps.Single();
        step.Text.Should().Be("b:");
        step.Table.Should().BeEquivalentTo(new[] { new[] { "a", "b" } });
    }

    [Test]
    public void Cell_may_contain_a_bar_a_line_break_and_a_backslash()
    {
        FeatureTexts
            .Of("Feature: f\n  Scenario: a\n    Then b:\n      | a\\|b | c\\nd | e\\\\f | \\d |  |\n")
            .Scenarios.Single()
            .Steps.Single()
            .Table.Should()
            .BeEquivalentTo(new[] { new[] { "a|b", "c\nd", "e\\f", "\\d", "" } });
    }

    [Test]
    public void Comment_lines_are_skipped_but_a_hash_in_a_sentence_is_kept()
    {
        FeatureTexts.Of("# a\nFeature: f\n  # b\n  Scenario: a # c\n    # d\n    Then b # e\n").Scenarios.Single().Steps.Single().Text.Should().Be("b # e");
    }

    [Test]
    public void Doc_string_keeps_its_inner_quotes_blank_lines_and_indentation()
    {
        FeatureTexts
            .Of("Feature: f\n  Scenario: a\n    Then b\n      \"\"\"\n      select \\\"\\\"\\\"\n\n        'x'\n      \"\"\"\n")
            .Scenarios.Single()
            .Steps.Single()
            .DocString.Should()
            .Be("select \"\"\"\n\n  'x'");
    }
}
