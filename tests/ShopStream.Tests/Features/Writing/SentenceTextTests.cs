using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Features.Steps;
using ShopStream.Features.Writing;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Features.Writing;

[Category("Fast")]
public sealed class SentenceTextTests
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Metrics = BusinessMetricText.Parse(SettingsFile.Read(Repository.SettingsFile));

    [TestCase("raw orders has as many rows as lake orders")]
    [TestCase("raw orders is not empty")]
    [TestCase("lake orders agrees with its manifest")]
    [TestCase("no id appears more than once in raw orders")]
    [TestCase("no a and b together appear more than once in mart m")]
    [TestCase("no a, b and c together appear more than once in mart m")]
    [TestCase("email is never null in raw users")]
    [TestCase("status in raw orders is one of a b, \"c, d\", \"say \"\"e\"\"\", f")]
    [TestCase("quantity in raw order_items is between 1 and 5")]
    [TestCase("price in raw products is never negative")]
    [TestCase("price in raw products is at least 0.01")]
    [TestCase("email in raw users matches [^@\\s]+@[^@\\s]+\\.[^@\\s]+")]
    [TestCase("every order_id in raw order_items exists as id in raw orders")]
    [TestCase("line_total equals quantity * unit_price in every row of raw order_items")]
    [TestCase("the sum of total_amount in lake orders equals the sum of total_amount in raw orders to the cent")]
    public void Check_is_written_as_the_sentence_that_binds_to_it(string sentence) =>
        SentenceText.Of(new Suggestion(Subject.Rows, Read(sentence), "")).Should().Be(sentence);

    [TestCase("revenue in lake orders reconciles with revenue in raw orders by day to the cent", "day")]
    [TestCase("revenue in core fact_orders reconciles with revenue in mart mart_customer_rfm to the cent")]
    public void Reconciliation_names_the_keys_of_its_metric(string sentence, params string[] by) =>
        SentenceText.Of(new Suggestion(Subject.Amounts, Read(sentence), "") { By = by }).Should().Be(sentence);

    [Test]
    public void Check_without_a_sentence_is_not_written() =>
        SentenceText.Of(new Suggestion(Subject.Rows, new CustomSqlCheck(Layer.Raw, "SELECT 1"), "")).Should().BeNull();

    private static ICheck Read(string sentence) => Specification($"Feature: F\n  Scenario: S\n    Then {sentence}\n").Checks.Single().Check;

    private static Specification Specification(string text) => SpecBinder.Bind(FeatureTexts.Of(text), Metrics).Single();
}
