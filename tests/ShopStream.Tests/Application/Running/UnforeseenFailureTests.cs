using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Progress;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Application.Running;

/// <summary>A defect in the middle of a run: results.json, page and history are written, and the last good state stays.</summary>
[TestFixture, Category("Live")]
internal sealed class UnforeseenFailureTests
{
    [TestCase(true, 2)]
    [NightlyCase(false, 3)]
    public async Task Defect_becomes_a_result_with_stage_and_table(bool isDefect, int code)
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        using var place = new TestWorkspace();
        var settings = Repository.Settings(shop.Work, null, ("out", place.In("reports")));
        var before = ShopRun.ContentOf(Path.Combine(shop.Work, "warehouse.duckdb"));
        var clock = new BreakingClock(isDefect ? new InvalidOperationException("zq@person.example") : new TimeoutException("zq"));
        var request = new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, CancellationToken.None),
            FromLake = true,
            Command = "shopstream run --from-lake",
        };

        var useCase = new RunUseCase(clock);
        await using var ended = await useCase.RunAsync(request, new WorkObserver(clock, _ => { }), CancellationToken.None);
        await useCase.StoreAsync(ended, _ => { }, CancellationToken.None);

        ended.Result.ExitCode.Should().Be(code);
        ended.Result.FailedStage.Should().Be("transform");
        ended
            .Result.Problem.Should()
            .StartWith("transform: shopstream failed")
            .And.MatchRegex(@"table (stg|dim|fact|mart)_\w+\)")
            .And.NotContain("zq")
            .And.Contain(".log");
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(ended.Report.Results));
        results.RootElement.GetProperty("exitCode").GetInt32().Should().Be(code);
        File.ReadAllText(place.In("reports/history.jsonl")).Should().Contain($"\"exitCode\":{code}").And.NotContain("zq");
        ShopRun
            .ContentOf(Path.Combine(shop.Work, "warehouse.duckdb"))
            .Where(t => !t.Key.StartsWith("staging.", StringComparison.Ordinal))
            .Should()
            .Equal(before.Where(t => !t.Key.StartsWith("staging.", StringComparison.Ordinal)));
        File.Delete(
            System
                .Text.RegularExpressions.Regex.Match(
                    ended.Result.Problem!,
                    @"\S+\.log",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
                .Value
        );
    }

    /// <summary>Breaks once, while the models are built.</summary>
    private sealed class BreakingClock(Exception failure) : TimeProvider, IProgress<WorkProgress>
    {
        private int armed;

        public void Report(WorkProgress value)
        {
            if (value is { Stage: "transform", Ended: null })
                Interlocked.CompareExchange(ref armed, 1, 0);
        }

        public override long GetTimestamp() => Interlocked.CompareExchange(ref armed, 2, 1) == 1 ? throw failure : base.GetTimestamp();
    }
}
