using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class PredicateTests
{
    private static readonly Catalog Catalog = new([
        new TableInfo(
            new Dataset(Layer.Raw, "orders"),
            [
                new ColumnInfo("id", "int", false),
                new ColumnInfo("n", "decimal(12,2)", true),
                new ColumnInfo("v", "varchar", true),
                new ColumnInfo("w", "varchar", true),
                new ColumnInfo("d", "date", true),
                new ColumnInfo("t", "timestamp", true),
            ],
            ["id"]
        ),
    ]);

    [TestCase("v in raw orders has at least 0 characters", "*the check cannot fail; expected 1 or more*")]
    [TestCase("v in raw orders has between 5 and 2 characters", "*expected the lower bound first*")]
    [TestCase("v in raw orders has exactly 99999999999 characters", "*is not a number of characters*")]
    [TestCase("v in raw orders is never between 5 and 1", "*expected the lower bound first*")]
    [TestCase("v in raw orders is a valid ISIN", "*'ISIN' is not a format*email address*use 'matches <pattern>'*")]
    [TestCase("v in raw orders never matches [", "*the pattern '*' cannot be used*")]
    [TestCase("v in raw orders is none of a,,b", "*is not a list of values*")]
    [TestCase("n in raw orders is larger than n", "*n is compared with itself: name two different columns*")]
    [TestCase("n in raw orders is exactly a b", "*'is exactly a b' does not say what the values must be*")]
    public void A_predicate_that_cannot_be_read_is_rejected(string sentence, string message) =>
        FluentActions.Invoking(() => Specification(sentence)).Should().Throw<UsageException>().WithMessage(message);

    [TestCase("n in raw orders has exactly 3 characters", "*n in raw orders is decimal(12,2)*expected a column of text, which has characters")]
    [TestCase("n in raw orders is in upper case", "*expected a column of text for 'matches'")]
    [TestCase("n in raw orders is above many", "*'many' is not such a value*")]
    [TestCase("n in raw orders is at or after d", "*found it compared with d in raw orders is date, expected two columns of one kind*")]
    [TestCase("v in raw orders is larger than w", "*its values have no order that all stores share*")]
    [TestCase("v in raw orders is never in the future", "*v in raw orders is varchar*")]
    [TestCase("n in raw orders takes exactly the values 1, x", "*'x' is not such a value*")]
    public void A_predicate_that_the_type_does_not_allow_is_rejected(string sentence, string message) =>
        FluentActions
            .Invoking(() => new[] { Specification(sentence) }.Validate(Catalog, new HashSet<Layer>()))
            .Should()
            .Throw<UsageException>()
            .WithMessage(message);

    [TestCase("n in raw orders is larger than id")]
    [TestCase("d in raw orders is at or before t")]
    [TestCase("v in raw orders differs from w")]
    [TestCase("t in raw orders is never in the future")]
    [TestCase("d in raw orders is never in the future")]
    public void Columns_of_one_kind_are_compared(string sentence) =>
        FluentActions.Invoking(() => new[] { Specification(sentence) }.Validate(Catalog, new HashSet<Layer>())).Should().NotThrow();

    private static Specification Specification(string sentence) =>
        SpecBinder.Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)).Single();
}
