using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Checks;

/// <summary>What the sentence matrix cannot show: bounds that do not fit, figures without a value, hidden values.</summary>
[Category("Fast")]
public sealed class FigureTests
{
    private static readonly Dataset Orders = new(Layer.Raw, "orders");

    private static readonly Catalog Catalog = new([
        new TableInfo(
            Orders,
            [
                new ColumnInfo("id", "int", false),
                new ColumnInfo("n", "decimal(12,2)", true),
                new ColumnInfo("v", "varchar", true),
                new ColumnInfo("d", "date", true),
            ],
            ["id"]
        ),
    ]);

    [TestCase("the number of rows in raw orders is at least 0", "*whatever the rows are: the check cannot fail*")]
    [TestCase("the number of rows in raw orders is at least -1", "*cannot be compared with -1: expected a whole number, 0 or more*")]
    [TestCase("the number of different n in raw orders is exactly 1.5", "*expected a whole number, 0 or more*")]
    [TestCase("the number of rows in raw orders is at most 5 %", "*cannot be compared with 5 %: expected a number*")]
    [TestCase("the number of rows in raw orders is at most 2025-01-01", "*expected a number*")]
    [TestCase("the share of different n in raw orders is at least 5", "*cannot be compared with 5: expected a percentage from 0 % to 100 %*")]
    [TestCase("the share of different n in raw orders is at least 101 %", "*expected a percentage from 0 % to 100 %*")]
    [TestCase("the share of different n in raw orders is at most 100 %", "*the check cannot fail*")]
    [TestCase("the share of different n in raw orders is between 0 % and 100 %", "*the check cannot fail*")]
    [TestCase("the share of different n in raw orders is at least 0 %", "*the check cannot fail*")]
    [TestCase("the average n in raw orders is between 5 and 1", "*no value is between 5 and 1: expected the lower bound first*")]
    [TestCase("the average n in raw orders is between 1 and 5 %", "*are of different kinds*")]
    [TestCase("the average n in raw orders is at least many", "*'many' is not a limit: expected a number such as 1.5*")]
    [TestCase("the smallest n in raw orders is at least 5 %", "*expected a number, a date or a time*")]
    [TestCase("the 0 % quantile of n in raw orders is at least 5", "*is not the share of a quantile: expected above 0 % and below 100 %*")]
    [TestCase("the 100 % quantile of n in raw orders is at least 5", "*is not the share of a quantile*")]
    [TestCase("the average n in raw orders equals the average n in raw orders", "*is compared with itself*")]
    [TestCase("the share of different n in raw orders equals the average n in raw orders", "*expected two figures of one kind*")]
    [TestCase("the average n in raw orders is 3 to 2 times the median n in raw orders", "*expected the lower factor first*")]
    [TestCase("the average n in raw orders is 1 to 2 times the share of different n in raw orders", "*a share cannot be a multiple*")]
    public void A_bound_that_does_not_fit_is_rejected(string sentence, string message) =>
        FluentActions.Invoking(() => Check(sentence)).Should().Throw<UsageException>().WithMessage(message);

    [TestCase("the smallest n in raw orders is at least 2025-01-01", "*n in raw orders is decimal(12,2): found 'n is at least 2025-01-01'*")]
    [TestCase("the largest d in raw orders is at most 5", "*d in raw orders is date: found 'd is at most 5'*")]
    [TestCase("the largest d in raw orders is at most 5, for each v", "*d in raw orders is date: found 'd is at most 5'*")]
    [TestCase("the smallest v in raw orders is at least 5", "*expected a column of numbers, dates or times*")]
    [TestCase("the median v in raw orders is at least 5", "*found its quantile, expected a column of numbers, dates or times*")]
    [TestCase("the average d in raw orders is at least 5", "*expected a column of numbers*")]
    [TestCase("the standard deviation of d in raw orders is at least 5", "*found its standard deviation, expected a column of numbers*")]
    [TestCase("the smallest d in raw orders is 1 to 2 times the number of rows in raw orders", "*found its multiple, expected a column of numbers*")]
    public void A_bound_or_figure_that_the_type_does_not_allow_is_rejected(string sentence, string message) =>
        FluentActions
            .Invoking(() => new[] { Specification(sentence) }.Validate(Catalog, new HashSet<Layer>()))
            .Should()
            .Throw<UsageException>()
            .WithMessage(message);

    [TestCase("the median n in raw orders is at most 5", "1", "1", "0044-03-15 (BC)", "*is '0044-03-15 (BC)': expected a number*")]
    public void A_value_that_is_no_number_is_an_error(string sentence, string rows, string values, string figure, string note)
    {
        var evaluation = Evaluate(sentence, RedactionPolicy.None, rows, values, figure);

        evaluation.Outcome.Should().Be(Outcome.Error);
        evaluation.Note.Should().Match($"*{note.TrimStart('*')}");
    }

    // As values are judged: NaN is above all numbers.
    [TestCase("the largest n in raw orders is at most 5", "NaN", "+infinity")]
    [TestCase("the median n in raw orders is between 1 and 5", "Infinity", "+infinity")]
    [TestCase("the smallest n in raw orders is at least 1", "-Infinity", "−infinity")]
    [TestCase("the smallest n in raw orders is at most 1", "-Infinity", null)]
    [TestCase("the largest n in raw orders is above 1", "NaN", null)]
    public void A_value_that_is_not_finite_is_judged(string sentence, string figure, string? difference)
    {
        var evaluation = Evaluate(sentence, RedactionPolicy.None, "1", "1", figure);

        (evaluation.Outcome, evaluation.Actual, evaluation.Difference).Should().Be((difference is null ? Outcome.Passed : Outcome.Failed, figure, difference));
    }

    [TestCase("0.0004", "0.0004")]
    [TestCase("0.006", "0.01")]
    [TestCase("-0.0000049", "-0.000005")]
    [TestCase("0", "0.00")]
    public void A_number_near_zero_is_not_written_as_zero(string figure, string shown) =>
        Evaluate("the largest n in raw orders is at most 5", RedactionPolicy.None, "1", "1", figure).Actual.Should().Be(shown);

    [TestCase("the largest n in raw orders is at most 5", "7")]
    [TestCase("the median n in raw orders is at most 5", "7")]
    public void A_value_of_a_personal_column_is_hidden(string sentence, string figure)
    {
        var policy = new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("n"));

        var evaluation = Evaluate(sentence, policy, "3", "3", figure);

        (evaluation.Outcome, evaluation.Actual, evaluation.Difference).Should().Be((Outcome.Failed, "a hidden value", null));
    }

    [Test]
    public void A_multiple_does_not_tell_a_value_of_a_personal_column()
    {
        var policy = new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("n"));

        var evaluation = Evaluate("the largest n in raw orders is 1 to 2 times the median n in raw orders", policy, "3", "3", "77", "11");

        (evaluation.Outcome, evaluation.Expected, evaluation.Actual, evaluation.Difference)
            .Should()
            .Be((Outcome.Failed, "1 to 2 times a hidden value, the median n in raw orders", "a hidden value", null));
    }

    [Test]
    public void Figures_of_different_kinds_are_an_error()
    {
        var evaluation = Evaluate("the largest d in raw orders equals the largest n in raw orders", RedactionPolicy.None, "3", "3", "2025-11-28", "3", "7");

        evaluation.Outcome.Should().Be(Outcome.Error);
        evaluation.Note.Should().Be("the largest d in raw orders is a date, and the largest n in raw orders is a number: expected two figures of one kind");
    }

    [Test]
    public void An_average_of_a_personal_column_is_shown()
    {
        var policy = new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("n"));

        var evaluation = Evaluate("the average n in raw orders is at most 5", policy, "3", "3", "16", "3");

        (evaluation.Actual, evaluation.Difference).Should().Be(("5.33", "+0.33"));
    }

    [Test]
    public void A_value_has_as_many_decimals_as_tell_it_from_its_limit()
    {
        var evaluation = Evaluate("the average n in raw orders is at most 5", RedactionPolicy.None, "3000000", "3000000", "15000001", "3000000");

        (evaluation.Actual, evaluation.Difference).Should().Be(("5.0000003", "+0.0000003"));
    }

    [TestCase("1,000", Outcome.Passed)]
    [TestCase("1000", Outcome.Passed)]
    [TestCase("1001", Outcome.Failed)]
    public void A_limit_may_have_thousands_separators(string limit, Outcome outcome) =>
        Evaluate($"the number of rows in raw orders is exactly {limit}", RedactionPolicy.None, "1000").Outcome.Should().Be(outcome);

    [Test]
    public void Too_many_groups_are_an_error_and_not_a_long_list()
    {
        var check = Check("the number of rows in raw orders is at least 1, for each v");
        var measurements = new Measurements();
        var groups = Enumerable.Range(0, 10_001).Select(i => (IReadOnlyList<string?>)[$"{i}", "1"]).ToList();
        measurements.Add(check.GetMetrics().Single(), new Measurement(["v", "count"], groups));

        var evaluation = check.Evaluate(measurements);

        evaluation.Outcome.Should().Be(Outcome.Error);
        evaluation.Note.Should().Be("v in raw orders has more than 10,000 different values: expected a column of at most 10,000 groups");
    }

    [Test]
    public void A_multiple_of_nothing_is_not_judged() =>
        Evaluate("the number of rows in raw orders is 2 to 3 times the number of different n in raw orders", RedactionPolicy.None, "3", "1", "0")
            .Outcome.Should()
            .Be(Outcome.NotJudged);

    private static Quality.Checks.Evaluation Evaluate(string sentence, RedactionPolicy policy, params string[] cells)
    {
        var check = Check(sentence);
        var measurements = new Measurements { RedactionPolicy = policy };
        foreach (var (metric, cell) in check.GetMetrics().DistinctBy(m => m.Id, StringComparer.Ordinal).Zip(cells))
            measurements.Add(
                metric,
                new Measurement(
                    ["value"],
                    [
                        [cell],
                    ]
                )
            );
        return check.Evaluate(measurements);
    }

    private static Quality.Checks.ICheck Check(string sentence) => Bind(sentence).Check;

    private static Specification Specification(string sentence) =>
        new()
        {
            Feature = "F",
            Name = "S",
            File = "f.feature",
            Line = 2,
            Tags = [],
            Steps = [],
            Checks = [Bind(sentence)],
        };

    private static BoundCheck Bind(string sentence) =>
        SpecBinder
            .Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal))
            .Single()
            .Checks.Single();
}
