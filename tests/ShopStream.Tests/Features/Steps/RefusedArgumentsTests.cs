using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features.Steps;

/// <summary>Arguments that no sentence can have: an error with file and line, before anything is measured.</summary>
[Category("Fast")]
public sealed class RefusedArgumentsTests
{
    private static readonly Catalog Catalog = new([
        new TableInfo(
            new Dataset(Layer.Raw, "t"),
            [
                new("id", "int", false),
                new("n", "decimal(10,2)", true),
                new("t", "text", true),
                new("at", "timestamp", true),
                new("flag", "boolean", true),
                new("doc", "json", true),
            ],
            ["id"]
        ),
        new TableInfo(new Dataset(Layer.Raw, "u"), [new("id", "int", false)], ["id"]),
    ]);

    // A bound that does not fit the type of the column.
    [TestCase("n in raw t is between a and b")]
    [TestCase("n in raw t is at least 2026-11-28")]
    [TestCase("at in raw t is at most 5")]
    [TestCase("at in raw t is never between 2026-02-30 and 2026-03-01")]
    [TestCase("flag in raw t is above true")]
    [TestCase("t in raw t is at least 10")]
    [TestCase("the largest at in raw t is at most 5")]
    [TestCase("the median t in raw t is at least 5")]
    [TestCase("the average t in raw t is at least 5")]
    [TestCase("the average n in raw t is at least 2026-11-28")]
    [TestCase("n in raw t has exactly 3 characters")]
    [TestCase("n in raw t is in upper case")]
    [TestCase("n in raw t is at or after at")]
    [TestCase("n in raw t is at most 3 days after at")]
    [TestCase("raw t has rows for every day of n")]
    [TestCase("t in raw t has no gaps")]
    [TestCase("no periods from n to at in raw t overlap")]
    [TestCase("n in raw t is one of 1, two")]
    [TestCase("doc in raw t is one of {}")]
    // Percentages.
    [TestCase("at least 101 % of n in raw t is at least 1")]
    [TestCase("n in raw t is at least 1, in at least 100.5 % of rows")]
    [TestCase("n in raw t is at least 1, in at least 0 % of rows")]
    [TestCase("the share of rows in raw t where t is x is at most 101 %")]
    [TestCase("the share of rows in raw t where t is x is at most 5")]
    [TestCase("the share of different t in raw t is between 50 % and 150 %")]
    [TestCase("the 101 % quantile of n in raw t is at least 1")]
    // The lower bound first.
    [TestCase("n in raw t is between 5 and 1")]
    [TestCase("n in raw t is never between 5 and 1")]
    [TestCase("t in raw t has between 5 and 1 characters")]
    [TestCase("the average n in raw t is between 5 and 1")]
    [TestCase("the number of rows in raw t is 3.5 to 2.5 times the number of rows in raw u")]
    [TestCase("every id in raw t appears between 5 and 1 times as id in raw u")]
    // Formats and patterns.
    [TestCase("t in raw t is a valid passport")]
    [TestCase("t in raw t is a date written YYYY-QQ")]
    [TestCase("t in raw t matches [a-z")]
    [TestCase("t in raw t never matches (a|b")]
    [TestCase("t in raw t matches (?=a).*")]
    [TestCase("t in raw t matches (a)\\1")]
    [TestCase("t in raw t matches \\bword\\b")]
    [TestCase("t in raw t matches a++")]
    [TestCase("t in raw t is like 100\\")]
    // Modifiers.
    [TestCase("n in raw t is at least 1, except in at most 0 rows")]
    [TestCase("n in raw t is at least 1, for each missing")]
    [TestCase("n in raw t is at least 1, where missing is 5")]
    [TestCase("n in raw t is at least 1, in at least 50 % of rows, except in at most 3 rows")]
    public void Argument_is_refused_with_its_line(string sentence) =>
        FluentActions
            .Invoking(() => Bind($"Feature: F\nScenario: S\nThen {sentence}\n"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*features/a.feature:3: *")
            .Which.Message.Should()
            .NotContainAny(["sentence matches", "not a sentence", "no sentence"], "the sentence is known, and its argument is wrong");

    [TestCase("n in raw t is at least 1, for each id")]
    [TestCase("the average n in raw t is at least 1, for each id")]
    [TestCase("the newest at in raw t is at most 1 day older than the run, for each id")]
    public async Task A_group_for_each_of_a_million_values_is_a_short_error(string sentence)
    {
        using var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await memory.ExecuteAsync(
            "CREATE SCHEMA raw; CREATE TABLE raw.t AS "
                + "SELECT i::INTEGER AS id, 0::DECIMAL(10,2) AS n, TIMESTAMP '2026-01-01' AS at FROM range(0, 1000000) AS t(i)",
            CancellationToken.None
        );
        await using var store = new DuckStore(StoreId.Warehouse, memory, Catalog);
        var collector = new MetricCollector(
            Catalog,
            new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store },
            new(new DateTimeOffset(2026, 1, 9, 0, 0, 0, TimeSpan.Zero), new DateOnly(2026, 1, 9), Quality.History.RunHistory.Empty)
        );

        var check = (await CheckRunner.RunAsync(Bind($"Feature: F\nScenario: S\nThen {sentence}\n"), collector, null, CancellationToken.None))
            .Single()
            .Checks.Single();

        check.Outcome.Should().Be(Outcome.Error);
        check.Note.Should().Contain("10,000");
        check.Keys.Should().HaveCountLessThanOrEqualTo(10);
    }

    private static IReadOnlyList<Specification> Bind(string text)
    {
        var specifications = SpecBinder.Bind(FeatureTexts.Of(text), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));
        specifications.Validate(Catalog, new HashSet<Layer>());
        return specifications;
    }
}
