using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Kills the real program at random moments of a re-run, two of three times with SIGKILL, else with SIGTERM.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
internal sealed class KilledRunTests
{
    private const string Feature = """
        Feature: what was moved is whole
          Scenario: rows
            Then raw orders has as many rows as source orders
            And raw order_items has as many rows as source order_items
          Scenario: lake
            Then lake orders agrees with its manifest
            And lake events agrees with its manifest
          Scenario: values
            Then every user_id in raw orders exists as id in source users
            And revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent
          Scenario: rows one by one
            Given only rows of source orders where status is one of shipped, refunded
            And only rows of raw orders where status is one of shipped, refunded
            Then raw orders matches source orders row for row on id
        """;

    private static int Kills => Lane.Pick(usual: 1, nightly: 150);

    [NightlyCase]
    public async Task Killed_re_run_leaves_the_old_state_or_the_new_in_a_folder()
    {
        using var shop = new ShopRun();
        await KillAsync(shop, new LakePlace(shop.LakeFolder, ""));
        Directory.EnumerateFileSystemEntries(Path.Combine(shop.LakeFolder, ".tmp")).Should().BeEmpty();
    }

    [Test]
    public async Task Killed_re_run_leaves_the_old_state_or_the_new_in_S3()
    {
        await using var server = await TestS3.StartAsync();
        using var shop = new ShopRun(lake: server.Settings("kills"));
        await KillAsync(shop, new LakePlace($"s3://{server.Bucket}/kills", server.Endpoint));
        (await server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    private static async Task KillAsync(ShopRun shop, LakePlace lake)
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var specifications = shop.Specs(Feature);
        var features = Directory.CreateDirectory(Path.Combine(shop.Options.WorkFolder, "features"));
        await File.WriteAllTextAsync(Path.Combine(features.FullName, "a.feature"), Feature);
        var program = new Killed(database.ConnectionString, shop.Options.WorkFolder, features.FullName, Settings(shop, lake));

        // Two states of the source, which take turns.
        var states = new List<IReadOnlyDictionary<string, string>>();
        foreach (var status in Killed.States)
        {
            await Killed.ChangeSourceAsync(database, status);
            await shop.RunAsync(database.ConnectionString, specifications: specifications);
            states.Add(shop.Content());
        }
        var files = await ShopState.FilesAsync(shop);
        var whole = await program.MeasureAsync();

        var random = new Random(20260115);
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            // The state of the last run is that of kill + 1; this one is the other.
            var (old, next) = (states[(kill + 1) % 2], states[kill % 2]);
            await Killed.ChangeSourceAsync(database, Killed.States[kill % 2]);
            var moment = KillMoment.Draw(random, kill, whole);
            await program.RunAsync(moment);

            // Old or new, in the warehouse as in the lake, and it can be judged.
            var left = ShopRun.Finished(shop.Content());
            var isNew = ShopState.Same(left, next);
            (isNew || ShopState.Same(left, old)).Should().BeTrue($"kill {kill}, {moment}: the warehouse holds one run");
            var (code, verdict) = await program.CheckAsync();
            code.Should().Be(ExitCodes.Passed, $"kill {kill}, {moment}: {verdict}");
            reached.Add($"{moment.Kind} {(isNew ? "new" : "old")}");
            if (kill % 10 == 9)
                await TestContext.Progress.WriteLineAsync($"{kill + 1} of {Kills} kills");

            await shop.RunAsync(database.ConnectionString, specifications: specifications);
            shop.Content().Should().Equal(next, $"kill {kill}, {moment}");
            (await ShopState.FilesAsync(shop)).Should().Equal(files, $"kill {kill}, {moment}: no file, lease or part of a run outlives the next one");
            ShopState.Leftovers(shop).Should().BeEmpty($"kill {kill}, {moment}");
        }
        await TestContext.Out.WriteLineAsync($"{Kills} kills: {string.Join(", ", reached)}");
        if (Lane.IsNightly)
            reached.Should().Contain(r => r.EndsWith("new", StringComparison.Ordinal)).And.Contain(r => r.EndsWith("old", StringComparison.Ordinal));
    }

    private static string Settings(ShopRun shop, LakePlace lake)
    {
        var path = Path.Combine(shop.Options.WorkFolder, "test.runsettings");
        var text = File.ReadAllText(Path.Combine(Clone.Root, "pipeline.runsettings"));
        File.WriteAllText(
            path,
            text.Replace("name=\"lake\" value=\"\"", $"name=\"lake\" value=\"{lake.Place}\"", StringComparison.Ordinal)
                .Replace("name=\"lake.endpoint\" value=\"\"", $"name=\"lake.endpoint\" value=\"{lake.Endpoint}\"", StringComparison.Ordinal)
        );
        return path;
    }

    private sealed record LakePlace(string Place, string Endpoint);

    /// <summary>When a run is killed: after a part of a run's duration, or a moment after a stage has ended.</summary>
    private sealed record KillMoment(string? Stage, TimeSpan Delay, bool Gently)
    {
        // After the last stage the exchange begins, which takes milliseconds.
        private static readonly (string? Stage, int Milliseconds)[] Stages = [("transform", 40), ("load", 250), (null, 0), ("extract", 250)];

        public string Kind => Stage ?? "any time";

        public static KillMoment Draw(Random random, int kill, TimeSpan whole)
        {
            var (stage, milliseconds) = Stages[kill % Stages.Length];
            var most = stage is null ? whole : TimeSpan.FromMilliseconds(milliseconds);
            return new KillMoment(stage, most * random.NextDouble(), Gently: kill % 3 == 2);
        }
    }

    /// <summary>The program whose runs are killed.</summary>
    private sealed class Killed(string source, string work, string features, string settings)
    {
        public static readonly string[] States = ["shipped", "refunded"];

        private readonly string[] options = ["--work", work, "--out", Path.Combine(work, "reports"), "--settings", settings, "--features", features];

        public static Task ChangeSourceAsync(TestDatabase database, string status) =>
            database.ExecuteAsync($"UPDATE orders SET status = '{status}' WHERE id % 7 = 0");

        /// <returns>How long a whole run takes.</returns>
        public async Task<TimeSpan> MeasureAsync()
        {
            var began = Stopwatch.GetTimestamp();
            await RunAsync(null);
            return Stopwatch.GetElapsedTime(began);
        }

        public async Task RunAsync(KillMoment? kill)
        {
            using var process = Process.Start(Start())!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = new ConcurrentQueue<string>();
            var reached = new TaskCompletionSource();
            process.ErrorDataReceived += (_, line) =>
            {
                error.Enqueue(line.Data ?? "");
                if (kill?.Stage is { } stage && line.Data?.StartsWith(stage, StringComparison.Ordinal) == true)
                    reached.TrySetResult();
            };
            process.BeginErrorReadLine();
            var end = process.WaitForExitAsync();
            if (kill is null)
            {
                await end;
                process.ExitCode.Should().Be(ExitCodes.Passed, $"{await output}{string.Join('\n', error)}");
                return;
            }
            if (kill.Stage is not null)
                await Task.WhenAny(end, reached.Task);
            await Task.WhenAny(end, Task.Delay(kill.Delay));
            if (!kill.Gently)
                process.Kill();
            else
                using (var term = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                    await term.WaitForExitAsync();
            await end;
        }

        /// <summary>Without the source, which has another state than the last run.</summary>
        public async Task<(int ExitCode, string Verdict)> CheckAsync()
        {
            var output = await ShopProgram.RunAsync(["check", "--json", "--quiet", .. options]);
            if (output.ExitCode == ExitCodes.Passed)
                using (var json = JsonDocument.Parse(output.Out))
                    json.RootElement.GetProperty("passed").GetInt32().Should().Be(4);
            return (output.ExitCode, $"{output}");
        }

        private ProcessStartInfo Start()
        {
            var parts = new NpgsqlConnectionStringBuilder(source);
            var start = new ProcessStartInfo(
                "dotnet",
                [Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "shopstream.dll")), "run", "--date", $"{ShopRun.Date:yyyy-MM-dd}", .. options]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGDATABASE"]) = (parts.Host, $"{parts.Port}", parts.Database);
            (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (parts.Username, parts.Password);
            return start;
        }
    }
}
