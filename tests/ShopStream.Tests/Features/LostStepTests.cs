using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features;

/// <summary>A step that Gherkin takes as free text would be lost, and with it a filter or a check.</summary>
[Category("Fast")]
public sealed class LostStepTests
{
    private const string Filter = "only rows of raw orders where status is paid";
    private const string Check = "raw orders has at least 1 row";

    [TestCase("then " + Check)]
    [TestCase("THEN " + Check)]
    [TestCase("tHEN " + Check)]
    [TestCase("Then\u00A0" + Check)]
    [TestCase("Then\u202F" + Check)]
    [TestCase("Then\u3000" + Check)]
    [TestCase("Then\t" + Check)]
    [TestCase("Then: " + Check)]
    [TestCase("Then, " + Check)]
    [TestCase("Thén " + Check)]
    [TestCase("\u200BThen " + Check)]
    [TestCase("Th\u00ADen " + Check)]
    [TestCase("\uFF34hen " + Check)]
    [TestCase("\u0422hen " + Check)]
    [TestCase("- Then " + Check)]
    [TestCase("1. Then " + Check)]
    [TestCase("\u2022 then " + Check)]
    [TestCase("**Then** " + Check)]
    [TestCase("Thn " + Check)]
    [TestCase("Expect " + Check)]
    [TestCase("THEN " + Check + ".")]
    [TestCase("then raw\u00A0orders has  at least 1 row")]
    [TestCase("then raw orders has at lest 1 row")]
    [TestCase("THEN something that no sentence says")]
    [TestCase("then something that no sentence says")]
    [TestCase("given " + Filter)]
    [TestCase("GIVEN " + Filter)]
    [TestCase("Given\u00A0" + Filter)]
    [TestCase("Gvien " + Filter)]
    [TestCase("and " + Filter)]
    [TestCase("*\u00A0" + Filter)]
    [TestCase("*\t" + Filter)]
    [TestCase("Alors raw orders n'est pas vide")]
    [TestCase("Étant données les seules lignes de raw orders où status est paid")]
    [TestCase(Check)]
    [TestCase("  " + Filter)]
    public void Step_with_another_keyword_is_not_taken_as_a_description(string line)
    {
        var text = $"Feature: f\n  Scenario: a\n    {line}\n    Then raw users is not empty\n";
        FluentActions
            .Invoking(() => FeatureTexts.Of(text))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"1 feature error:\nfeatures/a.feature:3: '*' reads like a step, but Gherkin treats it as a description: *");
    }

    [TestCase("étant données les seules lignes de raw orders où status est paid")]
    [TestCase("Étant données\u00A0les seules lignes de raw orders où status est paid")]
    [TestCase("Étant\u00A0données les seules lignes de raw orders où status est paid")]
    [TestCase("ÉTANT DONNÉES les seules lignes de raw orders où status est paid")]
    [TestCase("Etant données\u202Fles seules lignes de raw orders ou status est paid")]
    [TestCase("E\u0301tant donne\u0301es les seules lignes de raw orders ou\u0300 status est paid")]
    [TestCase("Étan données les seules lignes de raw orders où status est paid")]
    [TestCase("Etant donnees les seules lignes de raw orders où status est paid")]
    [TestCase("alors raw orders n'est pas vide")]
    [TestCase("ALORS raw orders n\u2019est pas vide")]
    [TestCase("Alors\u00A0raw orders n'est pas vide")]
    [TestCase("Alors\u00A0: raw orders n'est pas vide")]
    [TestCase("Then raw orders is not empty")]
    [TestCase("Given only rows of raw orders where status is paid")]
    public void French_step_with_another_keyword_is_not_taken_as_a_description(string line)
    {
        var text = $"# language: fr\nFonctionnalité: f\n  Scénario: a\n    {line}\n    Alors raw users n'est pas vide\n";
        FluentActions
            .Invoking(() => FeatureTexts.Of(text))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"1 feature error:\nfeatures/a.feature:4: '*' reads like a step, but Gherkin treats it as a description: *");
    }

    [TestCase("Feature: f\n  THEN raw orders is not empty\n  Scenario: a\n    Then raw users is not empty\n", 2)]
    [TestCase("Feature: f\n  Given only rows of raw orders where status is paid\n  Scenario: a\n    Then raw users is not empty\n", 2)]
    [TestCase("Feature: f\n  Why.\n\n  raw orders is not empty\n  Scenario: a\n    Then raw users is not empty\n", 4)]
    [TestCase("Feature: f\n  Background: of all\n    given the latest run\n  Scenario: a\n    Then raw users is not empty\n", 3)]
    [TestCase("Feature: f\n  Background: Given the latest run\n  Scenario: a\n    Then raw users is not empty\n", 2)]
    [TestCase("Feature: f\n  Rule: r\n    then raw orders is not empty\n    Scenario: a\n      Then raw users is not empty\n", 3)]
    [TestCase("Feature: f\n  Scenario: a\n    Why.\n    then raw orders is not empty\n    Then raw users is not empty\n", 4)]
    [TestCase("Feature: f\n  Scenario: a\n    Why\n\n    then nothing is lost\n    Then raw users is not empty\n", 5)]
    [TestCase("Feature: f\n  Scenario: Then raw orders is not empty\n    Then raw users is not empty\n", 2)]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    then raw <table> is not empty\n"
            + "    Then raw <table> is not empty\n    Examples:\n      | table |\n      | users |\n",
        3
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    for every one\n    raw <table> is not empty\n"
            + "    Then raw <table> is not empty\n    Examples:\n      | table |\n      | users |\n",
        4
    )]
    [TestCase(
        "Feature: f\n  Scenario Outline: a\n    Then raw <table> is not empty\n    Examples:\n"
            + "      Then raw orders is not empty\n      | table |\n      | users |\n",
        5
    )]
    [TestCase("Feature: f\n  Scenario: a\n    thn these layers agree\n      | a |\n    Then raw users is not empty\n", 4)]
    [TestCase("Feature: f\n  Scenario: a\n    A query\n      \"\"\"\n      select 1\n      \"\"\"\n    Then raw users is not empty\n", 4)]
    public void No_description_or_name_holds_a_step(string text, int line)
    {
        FluentActions
            .Invoking(() => FeatureTexts.Of(text))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Split('\n')[1]
            .Should()
            .StartWith($"features/a.feature:{line}: '")
            .And.Contain("reads like a step");
    }

    [TestCase("Then\u00A0" + Check, "found the blank U+00A0 after 'Then'; write the exact keyword 'Then', followed by one space")]
    [TestCase("THEN " + Check, "found 'THEN'; write the exact keyword 'Then', followed by one space")]
    [TestCase("- Then " + Check, "found '- ' in front of 'Then'; write 'Then' as the first word, followed by one space")]
    [TestCase(Check, "write one of the keywords Given, When, Then, And in front of it, followed by one space, below a 'Scenario:'")]
    public void Message_says_what_was_found_and_what_to_write(string line, string reason)
    {
        FluentActions
            .Invoking(() => FeatureTexts.Of($"Feature: f\n  Scenario: a\n    {line}\n    Then raw users is not empty\n"))
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                "1 feature error:\nfeatures/a.feature:3: "
                    + $"'{line}' reads like a step, but Gherkin treats it as a description: {reason}, or reword the description"
            );
    }

    [TestCase("Feature: f\n  When orders are refunded, revenue shrinks.\n  Given enough time, every row arrives.\n  Then there is nothing to do.\n", false)]
    [TestCase("Feature: f\n  When orders are refunded, revenue shrinks.\n  Given enough time, every row arrives.\n  And so on, then again.\n", true)]
    [TestCase("Feature: f\n  Rows of raw orders have a status. It is paid or open, but\n  then again, nobody knows.\n", true)]
    public void Prose_of_a_feature_may_begin_with_words_that_are_keywords_elsewhere(string head, bool allowed)
    {
        var read = FluentActions.Invoking(() => FeatureTexts.Of($"{head}  Scenario: a\n    Then raw users is not empty\n"));
        if (allowed)
            read.Should().NotThrow();
        else
            read.Should().Throw<UsageException>();
    }

    [TestCase("The orders of a day,\n    then those of the next, and so on.")]
    [TestCase("Every order has lines,\n    and each line a product.")]
    [TestCase("Therefore no order is empty. Thenceforth none is either.")]
    [TestCase("Orders are never empty: raw orders is what came from the source.")]
    [TestCase("**Orders** have rows.")]
    [TestCase("Whenever an order is paid, its total is known.")]
    [TestCase("- one order per row\n    - one row per order")]
    public void Prose_of_a_scenario_stays_a_description(string prose) =>
        FeatureTexts
            .Of($"Feature: f\n  Scenario: a\n    {prose}\n    Then raw users is not empty\n")
            .Scenarios.Should()
            .ContainSingle()
            .Which.Description.Should()
            .NotBeEmpty();
}
