using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Examples;

/// <summary>Which examples `shopstream test` runs, and what it says to a program.</summary>
[TestFixture, Category("Fast")]
public sealed class ExampleSelectionTests
{
    private ExampleWorkspace place = null!;

    [SetUp]
    public void Make() => place = new ExampleWorkspace();

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Json_names_the_failures_with_their_tables()
    {
        var output = await place.With($"{ExampleWorkspace.Orders}\nThen mart mart_sales_overview has no rows").TestAsync("--json");

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        using var json = JsonDocument.Parse(output.Out);
        var root = json.RootElement;
        (root.GetProperty("outcome").GetString(), root.GetProperty("exitCode").GetInt32(), root.GetProperty("examples").GetInt32())
            .Should()
            .Be(("failed", 1, 1));
        var failure = root.GetProperty("failures")[0];
        failure.GetProperty("place").GetString().Should().Be("features/a.feature:3");
        failure.GetProperty("checks")[0].GetProperty("table")[1].GetString().Should().StartWith("+ | 2025-11-28 | 10.00");
    }

    [Test]
    public async Task Model_tags_and_places_select_examples()
    {
        place.WithFeature(
            $"""
            Feature: F

              @sales
              Scenario: A
                {ExampleWorkspace.Orders.ReplaceLineEndings("\n    ")}
                Then mart mart_sales_overview is not empty

              Scenario: B
                Given these events in staging stg_events:
                  | event_id |
                  | 1        |
                When mart_daily_events is built
                Then mart mart_daily_events is not empty
            """
        );

        (await place.TestAsync("--model", "mart_daily_events", "--json")).Out.Should().Contain("\"examples\":1");
        (await place.TestAsync("--tags", "@sales", "--json")).Out.Should().Contain("\"examples\":1");
        (await place.TestAsync("--only", "a.feature:15", "--json")).Out.Should().Contain("\"examples\":1");
        var unknown = await place.TestAsync("--model", "mart_daily_event");
        var unused = await place.TestAsync("--model", "dim_users");
        var none = await place.TestAsync("--tags", "@sale");

        unknown.Should().BeEquivalentTo(new { ExitCode = ExitCodes.Usage });
        unknown.Error.Should().Contain("--model mart_daily_event: there is no model mart_daily_event; did you mean mart_daily_events?");
        unused.ExitCode.Should().Be(ExitCodes.NotJudged);
        unused.Error.Should().Contain("no example builds dim_users");
        none.ExitCode.Should().Be(ExitCodes.NotJudged);
        none.Error.Should().Contain("--tags '@sale' selects none of the 2 examples").And.Contain("no scenario carries @sale; did you mean @sales?");
    }

    [Test]
    public async Task Features_without_examples_are_exit_code_4()
    {
        var output = await place.With("Then raw orders is not empty").TestAsync();

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output.Error.Should().Contain("specifies a model by example").And.Contain("When MODEL is built");
    }
}
