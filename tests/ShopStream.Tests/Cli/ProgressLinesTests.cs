using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Application.Progress;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Cli;

/// <summary>Progress in a file or a pipe.</summary>
[TestFixture, Category("Fast")]
public sealed class ProgressLinesTests
{
    private readonly FakeTimeProvider clock = new();

    [Test]
    public async Task A_long_stage_has_a_line_every_ten_seconds_and_one_at_its_end()
    {
        var lines = await LinesAsync(progress =>
        {
            progress.Report(new WorkProgress("prove"));
            for (var done = 1; done <= 240; done++)
            {
                progress.Report(
                    new WorkProgress("prove")
                    {
                        Item = "mutants",
                        Done = done,
                        Total = 1186,
                        Unit = "mutants",
                        Note = $"{done / 40} surviving",
                    }
                );
                clock.Advance(TimeSpan.FromMilliseconds(100));
            }
            progress.Report(new WorkProgress("prove") { Ended = new StageResult("prove", 24, null, null) });
            clock.Advance(TimeSpan.FromMinutes(1));
        });

        lines.Should().Equal("prove      100 of 1,186 mutants, 2 surviving", "prove      200 of 1,186 mutants, 5 surviving", "prove      24.0 s");
    }

    [Test]
    public async Task A_short_stage_has_a_line_at_its_end_only() => (
            await LinesAsync(progress =>
            {
                progress.Report(new WorkProgress("load"));
                progress.Report(
                    new WorkProgress("load")
                    {
                        Item = "orders",
                        Done = 10,
                        Total = 20,
                    }
                );
                progress.Report(new WorkProgress("load") { Ended = new StageResult("load", 1.5, 20, 3_000_000) });
            })
        ).Should().Equal("load       1.5 s, 20 rows, 3.0 MB");

    [Test]
    public async Task A_stage_without_counts_shows_its_time() => (
            await LinesAsync(progress =>
            {
                progress.Report(new WorkProgress("check"));
                for (var second = 0; second < 25; second++)
                    clock.Advance(TimeSpan.FromSeconds(1));
            })
        ).Should().Equal("check      10.0 s so far", "check      20.0 s so far");

    [Test]
    public async Task A_stage_that_has_just_begun_has_no_line() => (
            await LinesAsync(progress =>
            {
                clock.Advance(TimeSpan.FromSeconds(9));
                progress.Report(new WorkProgress("check"));
                clock.Advance(TimeSpan.FromSeconds(1));
            })
        ).Should().BeEmpty();

    [Test]
    public async Task Bytes_of_all_tables_are_added() => (
            await LinesAsync(progress =>
            {
                progress.Report(
                    new WorkProgress("extract")
                    {
                        Item = "orders",
                        Done = 1_500_000,
                        Unit = "bytes",
                    }
                );
                progress.Report(
                    new WorkProgress("extract")
                    {
                        Item = "users",
                        Done = 500_000,
                        Unit = "bytes",
                    }
                );
                clock.Advance(TimeSpan.FromSeconds(10));
            })
        ).Should().Equal("extract    2.0 MB");

    [Test]
    public async Task Rows_name_the_table_in_work() => (
            await LinesAsync(progress =>
            {
                progress.Report(
                    new WorkProgress("load")
                    {
                        Item = "orders",
                        Done = 5000,
                        Total = 20_000,
                    }
                );
                clock.Advance(TimeSpan.FromSeconds(10));
            })
        ).Should().Equal("load       orders, 5,000 of 20,000 rows");

    private async Task<IReadOnlyList<string>> LinesAsync(Action<ProgressLines> work)
    {
        using var text = new StringWriter { NewLine = "\n" };
        await using (var lines = new ProgressLines(text, clock))
            work(lines);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
