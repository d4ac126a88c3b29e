using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features.Steps;

/// <summary>A modifier that a sentence has no meaning for is refused, with the place and what to write instead.</summary>
[Category("Fast")]
public sealed class ModifierRefusalTests
{
    [TestCase("raw orders has at least 5 rows, nulls included", "'nulls included' has no meaning for this sentence: remove it")]
    [TestCase("raw orders has exactly 5 rows, in at least 5 % of rows", "'in at least … % of rows' has no meaning for this sentence: remove it")]
    [TestCase("raw orders is not empty, for each status", "every status that occurs has a row: the check cannot fail; expected 2 or more, or no 'for each'")]
    [TestCase("raw orders has as many rows as source orders, except in at most 3 rows", "'except in at most … rows' has no meaning for this sentence*")]
    [TestCase("raw orders matches source orders row for row on id, for each status", "'for each' has no meaning for this sentence: remove it")]
    [TestCase(
        "every user_id in raw orders exists as id in source users, in at least 99 % of rows",
        "raw orders and source users are in two stores, where different values are compared and not rows: expected 'except in at most … rows'*"
    )]
    [TestCase(
        "revenue in source orders reconciles with revenue in raw orders, where status is shipped",
        "'where status is shipped' has no meaning for the sentence 'revenue in source orders reconciles with revenue in raw orders', which takes no modifiers: "
            + "limit the rows of each side with 'Given only rows of raw orders where …', compare groups with 'by day' or 'by country'*"
    )]
    [TestCase(
        "the sum of a in raw x equals the sum of a in raw y, for each k",
        "'for each k' has no meaning for *, which takes no modifiers: limit the rows of each side with 'Given only rows of raw orders where …'"
    )]
    [TestCase(
        "raw orders matches source orders row for row on id, stopping after 5 differences, where a is 1",
        "'where a is 1' has no meaning for the sentence 'raw orders matches source orders row for row on id, stopping after 5 differences'*"
    )]
    [TestCase("raw orders has none of the columns a and b, for each k", "'for each k' has no meaning for *: remove it")]
    [TestCase("lake orders agrees with its manifest, where a is 1", "'where a is 1' has no meaning for *: remove it")]
    public void Is_refused_at_binding(string sentence, string message) =>
        FluentActions
            .Invoking(() =>
                SpecBinder.Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal))
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage($"*a.feature:3: {message}");

    [Test]
    public void In_a_translated_sentence_too() =>
        FluentActions
            .Invoking(() =>
                SpecBinder.Bind(
                    FeatureTexts.Of("# language: fr\nFonctionnalité: F\nScénario: S\nAlors raw a a les colonnes de sa dernière exécution, où b vaut 1"),
                    new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
                )
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage("*a.feature:4: 'où b vaut 1' has no meaning for *: remove it");
}
