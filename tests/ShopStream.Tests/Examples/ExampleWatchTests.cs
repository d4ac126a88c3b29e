using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Examples;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Examples;

/// <summary>`test --watch` runs the examples that a saved file affects.</summary>
[TestFixture, Category("Fast")]
public sealed class ExampleWatchTests
{
    private const string Passing = "Given no orders in staging stg_orders\nWhen mart_sales_overview is built\nThen mart mart_sales_overview has no rows";

    [Test]
    public async Task Saved_files_run_what_they_affect_and_an_error_does_not_end_the_watch()
    {
        using var place = new ExampleWorkspace()
            .With(Passing)
            .WithFeature(
                "Feature: G\n\nScenario: T\nGiven no events in staging stg_events\nWhen mart_daily_events is built\nThen mart mart_daily_events has no rows\n",
                "b.feature"
            );
        var settings = Repository.Settings(place.In("work"), null, ("features", place.In("features")));
        using var end = new CancellationTokenSource();
        var rounds = System.Threading.Channels.Channel.CreateUnbounded<(IReadOnlyList<string> Saved, TestResult? Result, string? Problem)>();
        var watch = new ExampleWatch(new TestUseCase(TimeProvider.System), new TestRequest { Settings = settings });

        var work = watch.RunAsync((saved, result, problem) => rounds.Writer.TryWrite((saved, result, problem)), end.Token);

        (await NextAsync()).Result!.Results.Should().HaveCount(2, "at first all are run");
        place.With(Passing.Replace("has no rows", "is not empty", StringComparison.Ordinal));
        var changed = await NextAsync();
        changed.Saved.Should().ContainSingle().Which.Should().EndWith("a.feature");
        changed.Result!.Results.Should().ContainSingle().Which.Outcome.Should().Be(Outcome.Failed);
        place.With("Given nonsense");
        (await NextAsync()).Problem.Should().Contain("features/a.feature");
        place.With(Passing);
        (await NextAsync()).Result!.Results.Should().ContainSingle().Which.Outcome.Should().Be(Outcome.Passed);
        await end.CancelAsync();
        (await work).Should().Be(ExitCodes.Passed);

        async Task<(IReadOnlyList<string> Saved, TestResult? Result, string? Problem)> NextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            return await rounds.Reader.ReadAsync(patience.Token);
        }
    }

    [Test]
    public async Task Json_and_watch_exclude_each_other()
    {
        using var place = new ExampleWorkspace().With(Passing);

        var output = await place.TestAsync("--watch", "--json");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("--json and --watch exclude each other");
    }
}
