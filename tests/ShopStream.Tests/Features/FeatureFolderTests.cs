using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class FeatureFolderTests
{
    private const string One = "Feature: One\n  Scenario: first\n    Then a\n";

    [Test]
    public void Features_of_all_subfolders_are_read_in_ordinal_order_of_their_paths()
    {
        using var texts = new FeatureTexts()
            .With("b.feature", One)
            .With("B.feature", One)
            .With("a/z.feature", One)
            .With("a.feature", One)
            .With("notes.txt", "Scenario");
        texts
            .Load()
            .Scenarios.Select(s => s.Place)
            .Should()
            .Equal("features/B.feature:2", "features/a.feature:2", "features/a/z.feature:2", "features/b.feature:2");
    }

    [Test]
    public void Scenario_has_its_feature_rule_line_description_tags_and_steps()
    {
        var scenario = FeatureTexts
            .Of(
                """
                @ci @owner:finance
                Feature: Revenue
                  What finance
                    looks at.

                  Background:
                    Given the latest run

                  @nightly
                  Rule: to the cent

                    Background:
                      Given only rows of raw orders where status is paid

                    @critical @ci
                    Scenario: totals
                      Nothing gets lost.
                      When judged
                      And judged again
                      Then these agree:
                        | table  | n |
                        | orders | 1 |
                      But not:
                        ```sql
                        select 1
                          from x
                        ```
                """
            )
            .Scenarios.Single();

        scenario
            .Feature.Should()
            .BeEquivalentTo(
                new Feature("Revenue", "What finance\nlooks at.", "features/a.feature", 2, ["@ci", "@owner:finance"]),
                options => options.Excluding(f => f.Path)
            );
        scenario.Feature.Path.Should().EndWith(Path.Combine("features", "a.feature"));
        (scenario.Rule, scenario.Name, scenario.Description, scenario.Line).Should().Be(("to the cent", "totals", "Nothing gets lost.", 16));
        scenario.Tags.Should().Equal("@ci", "@owner:finance", "@nightly", "@critical");
        scenario
            .Steps.Select(s => (s.Keyword, s.Type, s.Text, s.Line))
            .Should()
            .Equal(
                ("Given", StepType.Context, "the latest run", 7),
                ("Given", StepType.Context, "only rows of raw orders where status is paid", 13),
                ("When", StepType.Action, "judged", 18),
                ("And", StepType.Action, "judged again", 19),
                ("Then", StepType.Outcome, "these agree:", 20),
                ("But", StepType.Outcome, "not:", 23)
            );
        scenario.Steps[4].Table.Should().BeEquivalentTo(new[] { new[] { "table", "n" }, ["orders", "1"] });
        scenario.Steps[5].DocString.Should().Be("select 1\n  from x");
        scenario.Steps[5].Place.Should().Be("features/a.feature:23");
    }

    [Test]
    public void Feature_in_another_language_is_read()
    {
        var steps = FeatureTexts
            .Of(
                "# language: de\nFunktionalität: Umsatz\n  Szenario: Summe\n"
                    + "    Angenommen der letzte Lauf\n    * noch etwas\n    Dann stimmt er\n    Und alles\n"
            )
            .Scenarios.Single()
            .Steps;
        steps
            .Select(s => (s.Keyword, s.Type))
            .Should()
            .Equal(("Angenommen", StepType.Context), ("*", StepType.Context), ("Dann", StepType.Outcome), ("Und", StepType.Outcome));
    }

    [Test]
    public void Outline_rows_have_their_own_line_and_the_tags_of_their_examples()
    {
        var scenarios = FeatureTexts
            .Of(
                """
                Feature: f
                  @all
                  Scenario Outline: <table> is complete
                    Then raw <table> has <n> rows

                    @small
                    Examples:
                      | table | n |
                      | users | 1 |
                    Examples:
                      | table  | n |
                      | orders | 2 |
                """
            )
            .Scenarios;
        scenarios
            .Select(s => (s.Name, s.Line, s.Steps[0].Text, s.Steps[0].Line, string.Join(' ', s.Tags)))
            .Should()
            .Equal(("users is complete", 9, "raw users has 1 rows", 4, "@all @small"), ("orders is complete", 12, "raw orders has 2 rows", 4, "@all"));
    }

    [Test]
    public void Outline_rows_with_the_same_name_are_named_by_their_values()
    {
        const string Outline = "Feature: f\n Scenario Outline: complete\n  Then raw <table> has <n>\n  Examples:\n   | table | n |\n";
        string[] Names(string rows) => [.. FeatureTexts.Of(Outline + rows).Scenarios.Select(s => s.Name)];
        Names("| users | 1 |").Should().Equal("complete");
        Names("| users | 1 |\n| users | 2 |").Should().Equal("complete (users, 1)", "complete (users, 2)");
        Names("| users | 1 |\n| users | 1 |").Should().Equal("complete (example 1)", "complete (example 2)");
        Names($"| {new string('x', 100)} | 1 |\n| users | 1 |").Should().Equal("complete (example 1)", "complete (example 2)");
    }

    [Test]
    public void Errors_of_all_files_are_reported_together_with_their_lines()
    {
        using var texts = new FeatureTexts()
            .With("b/second.feature", "Feature: f\n  Scenario: a\n    Then a\n    Thn b\n\n  Scenario: c\n    Then d\n      | a | b |\n      | 1 |\n")
            .With("first.feature", "Scenario: no feature\n")
            .With("c.feature", One)
            .With("klingon.feature", "# language: kli\nFeature: x\n")
            .With("open.feature", "Feature: f\n  Scenario: a\n    Then a\n      \"\"\"\n      never closed\n");
        texts
            .Invoking(t => t.Load())
            .Should()
            .Throw<UsageException>()
            .Which.Message.Split('\n')
            .Should()
            .Equal(
                "5 feature errors:",
                "features/b/second.feature:4: found 'Thn b', expected a table row (| … |), a doc string's quotes (\"\"\"), "
                    + "a step (Given, When, Then, And, But), tags (@…), Examples:, Scenario: or Rule:",
                "features/b/second.feature:9: inconsistent cell count within the table",
                "features/first.feature:1: found 'Scenario: no feature', expected tags (@…) or Feature:",
                "features/klingon.feature:1: Language not supported: kli; see the list at cucumber.io/docs/gherkin/languages",
                "features/open.feature:6: the file ends here, expected a doc string's quotes (\"\"\") or text"
            );
    }

    [TestCase("Feature: f\n  Scenario: a\n    Given b\n    When c\n", "2: the scenario 'a' has no Then: *")]
    [TestCase("Feature: f\n  Background:\n    Then x\n  Scenario: a\n", "4: the scenario 'a' has no Then: *")]
    [TestCase(
        "Feature: f\n  Scenario: a\n    Then b\n  Rule: r\n    Scenario: a\n      Then b\n",
        "5: the scenario 'a' has the same name as the one in line 2: *"
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then raw <tabel> has rows\n    Examples:\n      | table |\n      | users |\n",
        "3: <tabel> is not a column of every 'Examples:'; there are: table"
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then x:\n      | <b c> |\n    Examples:\n      | a |\n      | 1 |\n",
        "4: <b c> is not a column of every 'Examples:'; there are: a"
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then x:\n      \"\"\"\n      select <q>\n      \"\"\"\n    Examples:\n      | a |\n      | 1 |\n",
        "3: <q> is not a column of every 'Examples:'; there are: a"
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a <n>\n    Then x\n    Examples:\n      | a |\n      | 1 |\n",
        "2: <n> is not a column of every 'Examples:'; there are: a"
    )]
    [TestCase("Feature: f\n  Scenario: a\n    Then raw <table> has rows\n", "3: <table> is a placeholder, but there are no examples here: *")]
    [TestCase("Feature: f\n  Background:\n    Given <table>\n  Scenario: a\n    Then x\n", "3: <table> is a placeholder, but there are no examples here: *")]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then <a>\n    Examples:\n      | a |\n      | 1 |\n    Examples:\n      | a |\n",
        "7: these examples have no rows, *"
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then <a>\n    Examples:\n      | a | a |\n      | 1 | 2 |\n",
        "5: the column 'a' appears twice in these examples: *"
    )]
    [TestCase("Feature: f\n  Scenario Outline: a\n    Then b\n    Examples:\n", "4: these examples have no rows, *")]
    [TestCase("Feature:\n  Scenario: a\n    Then b\n", "1: the feature has no name: *")]
    [TestCase("Feature: f\n  Scenario:\n    Then b\n", "2: the scenario has no name: *")]
    [TestCase("Feature: f\n  Scenario: a\n    Given\tonly some rows\n    Then b\n", "3: 'Given\tonly some rows' reads like a step, *")]
    [TestCase("Feature: f\n  Scenario: a\n    All of\n    Givn only some rows\n    Then b\n", "4: 'Givn only some rows' reads like a step, *")]
    [TestCase("Feature: f\n  Background:\n    given only some rows\n  Scenario: a\n    Then b\n", "3: 'given only some rows' reads like a step, *")]
    [TestCase("Feature: f\n  Scenario: a\n    Then: b\n    Then c\n", "3: 'Then: b' reads like a step, *")]
    [TestCase("Feature: f\n  # Scenario: lost\n    Given a\n    Then b\n  Scenario: a\n    Then b\n", "4: 'Then b' reads like a step, *")]
    [TestCase("Feature: f\n  Rule: r\n    Then b\n    Scenario: a\n      Then b\n", "3: 'Then b' reads like a step, *")]
    public void Text_that_would_silently_drop_a_check_is_rejected(string text, string expected)
    {
        FluentActions
            .Invoking(() => FeatureTexts.Of(text))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"1 feature error:\nfeatures/a.feature:{expected}")
            .Which.ExitCode.Should()
            .Be(2);
    }

    [Test]
    public void Errors_of_a_file_are_listed_in_the_order_of_its_lines()
    {
        FluentActions
            .Invoking(() => FeatureTexts.Of("Feature: f\n  Scenario: a\n    Then <x>\n  Background:\n    Given <y>\n"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("1 feature error:\nfeatures/a.feature:4: found 'Background:', *");
        FluentActions
            .Invoking(() =>
                FeatureTexts.Of(
                    "Feature: f\n  Scenario: a\n    Then <x>\n  Scenario:\n    Given b\n"
                        + "  Rule: r\n    Background:\n      Given <y>\n    Scenario: c\n      Then d\n"
                )
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage("3 feature errors:\nfeatures/a.feature:3: *\nfeatures/a.feature:4: *\nfeatures/a.feature:8: *");
    }

    [Test]
    public void Prose_and_markup_are_neither_placeholders_nor_steps()
    {
        FeatureTexts
            .Of(
                """
                Feature: f
                  When orders are refunded, revenue shrinks.
                  Scenario: a
                    The orders of a day,
                    then those of the next, and so on.
                    Then a < b and c > d
                      ""\"
                      <b>not an outline</b>
                      ""\"
                """.Replace("\\", "", StringComparison.Ordinal)
            )
            .Scenarios.Should()
            .ContainSingle();
    }

    [Test]
    public void File_without_a_scenario_is_rejected_if_other_files_have_some()
    {
        using var texts = new FeatureTexts().With("a.feature", One).With("b.feature", "").With("c.feature", "Feature: only a title\n");
        texts
            .Invoking(t => t.Load())
            .Should()
            .Throw<UsageException>()
            .WithMessage("2 feature errors:\nfeatures/b.feature:1: there is no scenario in this file: *\nfeatures/c.feature:1: *");
    }

    [Test]
    public void Folder_without_features_or_scenarios_has_nothing_to_judge()
    {
        using var texts = new FeatureTexts().With("readme.md", "");
        texts
            .Invoking(t => t.Load())
            .Should()
            .Throw<NothingToJudgeException>()
            .WithMessage("there is no .feature file in*--features DIR")
            .Which.ExitCode.Should()
            .Be(4);
        texts
            .With("a.feature", "Feature: f\n")
            .Invoking(t => t.Load())
            .Should()
            .Throw<NothingToJudgeException>()
            .WithMessage("there is no scenario in * (1 file): *--features DIR");
    }

    [Test]
    public void Missing_folder_or_file_in_its_place_is_reported()
    {
        using var texts = new FeatureTexts().With("a.feature", One);
        FluentActions
            .Invoking(() => FeatureFolder.Load("no/such/folder"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("there is no folder 'no/such/folder'; *--features DIR");
        FluentActions
            .Invoking(() => FeatureFolder.Load(Path.Combine(texts.Folder, "a.feature")))
            .Should()
            .Throw<UsageException>()
            .WithMessage("'*a.feature' is a file; *");
    }

    [Test]
    public void File_that_is_not_UTF8_is_reported_with_the_line()
    {
        using var texts = new FeatureTexts().With("a.feature", [.. "Feature: f\n  Scenario: "u8, 0xE9, .. "\n  Then a\n"u8]);
        texts.Invoking(t => t.Load()).Should().Throw<UsageException>().WithMessage("*features/a.feature:2: the file is not UTF-8: save it as UTF-8");
    }
}
