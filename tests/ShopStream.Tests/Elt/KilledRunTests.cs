using System.Collections.Concurrent;
using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using Npgsql;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Kills the real program with SIGKILL at every stage.</summary>
[TestFixture, Category("Live")]
internal sealed class KilledRunTests
{
    // Kills at stages, independent of the machine's load; the nightly run also kills after shares of a run's duration.
    private static IEnumerable<KillMoment> Moments =>
        [new(), new("extract"), new("load"), .. Enumerable.Range(1, Lane.Pick(usual: 0, nightly: 9)).Select(n => new KillMoment(Share: n / 10.0))];

    [Test]
    public async Task Next_run_recovers_from_a_kill_at_any_time()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var undisturbed = new ShopRun();
        await undisturbed.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
        await database.ExecuteAsync("UPDATE orders SET status = 'refunded' WHERE id % 7 = 0");
        using var killed = new ShopRun();
        // Initial state: a good run of the previous day, with other data than the killed runs.
        await killed.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
        await database.ExecuteAsync("UPDATE orders SET status = 'shipped' WHERE id % 7 = 0");
        await undisturbed.RunAsync(database.ConnectionString);
        var expected = undisturbed.Content();
        var whole = await RunAsync(database.ConnectionString, killed);
        killed.Content().Should().Equal(expected);

        var stages = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var kill in Moments)
        {
            // The other day is loaded before each kill, so that the killed run has everything to do.
            await killed.RunAsync(database.ConnectionString, ShopRun.Date.AddDays(-1));
            await RunAsync(database.ConnectionString, killed, kill, whole);
            stages.Add(Stage(killed));

            await RunAsync(database.ConnectionString, killed);

            killed.Content().Should().Equal(expected, $"{kill}");
            Lake(killed).Should().Equal(Lake(undisturbed));
        }
        stages.Should().HaveCountGreaterThan(1, "kills that all hit the same stage prove little");
    }

    /// <returns>How long the run took.</returns>
    private static async Task<TimeSpan> RunAsync(string source, ShopRun shop, KillMoment? kill = null, TimeSpan whole = default)
    {
        var parts = new NpgsqlConnectionStringBuilder(source);
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "shopstream.dll"));
        var start = new ProcessStartInfo("dotnet", [root, "run", "--work", shop.Options.WorkFolder, "--out", Path.Combine(shop.Options.WorkFolder, "reports"), "--date", $"{ShopRun.Date:yyyy-MM-dd}", "--settings", Settings(shop), "--features", Path.Combine(Clone.Root, "features")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGDATABASE"]) = (parts.Host, $"{parts.Port}", parts.Database);
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (parts.Username, parts.Password);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => error.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        var end = process.WaitForExitAsync();
        if (kill is null)
        {
            await end;
            process.ExitCode.Should().Be(0, $"{await output}{string.Join('\n', error)}");
            return Stopwatch.GetElapsedTime(began);
        }
        while (!end.IsCompleted && !IsReached(kill)) await Task.Delay(1);
        process.Kill(entireProcessTree: true);
        await end;
        return Stopwatch.GetElapsedTime(began);

        bool IsReached(KillMoment moment) =>
            moment.Share is { } share ? Stopwatch.GetElapsedTime(began) >= whole * share
            : moment.Stage is { } stage ? error.Any(l => l.StartsWith(stage, StringComparison.Ordinal))
            : !File.Exists(Manifest(shop));
    }

    private static string Manifest(ShopRun shop) => Path.Combine(shop.LakeFolder, Pipeline.Lake.LakeLayout.ManifestKey(ShopRun.Date));

    private static string Settings(ShopRun shop)
    {
        var path = Path.Combine(shop.Options.WorkFolder, "test.runsettings");
        var text = File.ReadAllText(Path.Combine(Clone.Root, "pipeline.runsettings"));
        File.WriteAllText(path, text.Replace("name=\"lake\" value=\"\"", $"name=\"lake\" value=\"{shop.LakeFolder}\"", StringComparison.Ordinal));
        return path;
    }

    // What the killed run had done, judged by what it left.
    private static string Stage(ShopRun shop)
    {
        var manifest = File.Exists(Manifest(shop));
        var loaded = shop.Query("SELECT COUNT(*) FROM (SELECT arg_max(date, loaded_at) AS date FROM meta.loads GROUP BY \"table\") WHERE date = DATE '2026-01-15'")[0] is not "0";
        return $"manifest {manifest}, loaded {loaded}";
    }

    private static List<string> Lake(ShopRun shop) =>
        [.. Directory.EnumerateFiles(Path.Combine(shop.LakeFolder, "raw"), "*_20260115.*", SearchOption.AllDirectories)
            .Where(f => !f.Contains("manifest", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}")];

    /// <summary>When a run is killed: after a stage, after a share of a run's duration, or (neither) during extraction, after the old manifest was deleted.</summary>
    private sealed record KillMoment(string? Stage = null, double? Share = null);
}
