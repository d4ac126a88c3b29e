using System.Diagnostics;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Elt;

/// <summary>Kills the real program (SIGKILL) at random moments of a night over partitions.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
internal sealed class KilledNightTests
{
    private const string Feature = """
        Feature: what was moved is whole
          Scenario: rows
            Then raw orders matches source orders row for row on id
            And lake orders agrees with its manifest
        """;

    private static int Kills => Lane.Pick(usual: 1, nightly: 60);

    [Test]
    public async Task Killed_night_leaves_the_old_state_or_the_new_and_the_next_one_converges()
    {
        await using var shop = await PartitionedShop.StartAsync(days: 60, perDay: 40);
        using var place = new TestWorkspace();
        place.With("features/a.feature", Feature);
        var settings = place.With("night.runsettings", Settings(shop));
        await shop.RunAsync(PartitionedShop.First);
        var began = Stopwatch.GetTimestamp();
        await RunAsync(shop, place, settings, PartitionedShop.First, null);
        var whole = Stopwatch.GetElapsedTime(began);

        var random = new Random(20260115);
        for (var kill = 0; kill < Kills; kill++)
        {
            var old = shop.Rows();
            await shop.Database.ExecuteAsync(
                $"""
                UPDATE orders SET amount = {kill}, updated_at = now() WHERE id % 97 = {kill % 97};
                UPDATE orders SET created_at = {PartitionedShop.DaysAgo(10)}, updated_at = now() WHERE id = {kill + 1000};
                DELETE FROM orders WHERE id = {kill + 2000}
                """
            );
            var date = PartitionedShop.First.AddDays(kill % 3);
            var moment = whole * (0.3 + (0.7 * random.NextDouble()));

            await RunAsync(shop, place, settings, date, moment);

            var expected = await shop.FullReloadAsync();
            new[] { old, expected }.Should().Contain(shop.Rows(), $"kill {kill} after {moment}: the warehouse holds one run");
            (await shop.VerifyAsync())
                .Should()
                .OnlyContain(f => f.Status == FileStatus.Good || f.Status == FileStatus.Unfinished, $"kill {kill} after {moment}");

            await shop.RunAsync(date);

            shop.Rows().Should().Be(expected, $"kill {kill} after {moment}");
            (await shop.VerifyAsync()).Should().OnlyContain(f => f.Status == FileStatus.Good, $"kill {kill} after {moment}");
            await using var lake = Lakes.Open(shop.Options.Lake);
            shop.PartitionFiles().Should().BeEquivalentTo(await PartitionFiles.UsedAsync(lake, CancellationToken.None), $"kill {kill} after {moment}");
        }
    }

    private static async Task RunAsync(PartitionedShop shop, TestWorkspace place, string settings, DateOnly date, TimeSpan? killed)
    {
        var parts = new NpgsqlConnectionStringBuilder(shop.Database.ConnectionString);
        string[] run = ["run", "--date", $"{date:yyyy-MM-dd}", "--settings", settings, "--features", place.In("features"), "--out", place.In("reports")];
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "shopstream.dll")), .. run])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGDATABASE"]) = (parts.Host, $"{parts.Port}", parts.Database);
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (parts.Username, parts.Password);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var end = process.WaitForExitAsync();
        if (killed is { } after)
        {
            await Task.WhenAny(end, Task.Delay(after));
            process.Kill();
            await end;
            return;
        }
        await end;
        process.ExitCode.Should().Be(0, $"{await output}{await error}");
    }

    private static string Settings(PartitionedShop shop) =>
        $"""
            <RunSettings>
              <TestRunParameters>
                <Parameter name="source.tables" value="orders" />
                <Parameter name="models" value="none" />
                <Parameter name="work" value="{shop.Options.WorkFolder}" />
                <Parameter name="lake" value="{shop.LakeFolder}" />
                <Parameter name="lake.json_tables" value="none" />
                <Parameter name="partition.orders" value="{PartitionedShop.ByDay}" />
              </TestRunParameters>
            </RunSettings>
            """;
}
