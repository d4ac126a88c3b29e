using System.Text.Json;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>What runs remember of each other, shown by the built program against a real PostgreSQL.</summary>
[TestFixture, Category("Live")]
public sealed class HistoryTests
{
    private TestWorkspace place = null!;
    private TestDatabase database = null!;
    private Dictionary<string, string> source = null!;

    [SetUp]
    public async Task Make()
    {
        place = new TestWorkspace();
        database = await TestPostgres.FullDatabaseAsync();
        source = LoadedShop.Source(database.ConnectionString);
    }

    [TearDown]
    public async Task Remove()
    {
        place.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task A_fault_is_newly_failing_then_still_failing_then_fixed()
    {
        var features = place.Features("raw orders has as many rows as source orders", "raw users is not empty", "raw orders is not empty");

        var good = await RunAsync("2026-01-15", features);
        Plant("DELETE FROM raw.orders WHERE id = 17");
        var faulty = await CheckAsync(features);
        var again = await CheckAsync(features);
        var mended = await RunAsync("2026-01-15", features);

        (good.ExitCode, faulty.ExitCode, again.ExitCode, mended.ExitCode).Should().Be((0, 1, 1, 0), $"{good}\n{faulty}\n{again}\n{mended}");
        var ids = Lines().Select(l => l.GetProperty("runId").GetString()!).ToList();
        ids.Should().HaveCount(4);
        good.Out.Should().StartWith("Passed all 3 scenarios");
        faulty.Out.Should().Contain($"\n\nNewly failing 1 since run {ids[0]}\nFailed 1 failed");
        again.Out.Should().Contain($"\n\nStill failing 1 since run {ids[1]}\nFailed 1 failed");
        mended.Out.Should().StartWith($"Fixed 1 since run {ids[2]}\nPassed all 3 scenarios");
        ids.Select(Since).Should().Equal("none", $"new S1 {ids[0]}", $"still S1 {ids[1]}", $"fixed S1 {ids[2]}");
        ids.Select(i => File.ReadAllText(Path.Combine(place.In("reports"), i, "index.html")).Contains("id=\"since\"", StringComparison.Ordinal))
            .Should()
            .Equal(false, true, true, true);
        File.ReadAllText(Path.Combine(place.In("reports"), ids[1], "index.html"))
            .Should()
            .Contain("Newly failing: 1 scenario")
            .And.Contain($"last passed in run <span class=\"data whole\">{ids[0]}</span>");
        Lines().Select(l => l.GetProperty("outcome").GetString()).Should().Equal("passed", "failed", "failed", "passed");
    }

    [Test]
    public async Task A_volume_is_not_judged_while_the_history_is_short_then_passes_then_fails()
    {
        var features = place.Features(
            "the number of rows in raw events is within 10 % of the mean of its last 2 runs",
            "revenue in raw orders is within 0 % of the mean of its last 2 runs",
            "the sum of quantity in raw order_items is within 1 % of the mean of its last 1 run"
        );

        var first = await RunAsync("2026-01-13", features);
        var second = await RunAsync("2026-01-14", features);
        var third = await RunAsync("2026-01-15", features);
        await database.ExecuteAsync("DELETE FROM events WHERE id % 8 = 0");
        var fourth = await RunAsync("2026-01-16", features);

        first.ExitCode.Should().Be(ExitCodes.NotJudged);
        first
            .Out.Should()
            .Contain("the history has no run of an earlier date with the rows of raw events; 2 are required")
            .And.Contain("with the sum of quantity of raw order_items; 1 is required");
        second.ExitCode.Should().Be(ExitCodes.NotJudged);
        second.Out.Should().Contain("the history has 1 run of an earlier date with the revenue of raw orders; 2 are required").And.NotContain("quantity");
        third.ExitCode.Should().Be(ExitCodes.Passed, $"{third}");
        fourth.ExitCode.Should().Be(ExitCodes.Failed);
        fourth
            .Out.Should()
            .Contain("within 10 % of 10,000 rows, the mean of the 2 runs of 2026-01-14 to 2026-01-15")
            .And.Contain("8,750 rows")
            .And.Contain("−1,250 rows (−12.5 %)")
            .And.Contain("Newly failing 1 since run");
        File.ReadAllText(
                Directory
                    .EnumerateFiles(place.In("reports"), "index.html", SearchOption.AllDirectories)
                    .Where(f => Path.GetDirectoryName(f) is { } run && File.Exists(Path.Combine(run, "results.json")))
                    // Runs that begin in the same second have identifiers in no order.
                    .MaxBy(File.GetLastWriteTimeUtc)!
            )
            .Should()
            .Contain("Rows over time")
            .And.Contain("Revenue over time")
            .And.Contain("4 dates from 2026-01-13 to 2026-01-16");
    }

    [Test]
    public async Task Data_is_as_fresh_as_its_newest_row_when_the_run_starts_or_the_date_ends()
    {
        var features = place.Features(
            "the newest created_at in source orders is at most 26 hours older than the run",
            "the newest event_ts in raw events is at most 26 hours older than the run"
        );

        var ofItsDate = await RunAsync("2026-01-15", features);
        var late = await RunAsync("2026-01-17", features);
        var now = await CheckAsync(features);

        ofItsDate.ExitCode.Should().Be(ExitCodes.Passed, $"{ofItsDate}");
        late.ExitCode.Should().Be(ExitCodes.Failed);
        late.Out.Should().Contain("at most 26 hours older than the run of 2026-01-18 00:00:00 UTC").And.Contain("actual      2026-01-15 2");
        now.ExitCode.Should().Be(ExitCodes.Failed, "data of January is old, and nobody asked for its date");
        now.Out.Should().Contain("The data is from 2026-01-17, a past date; use --date 2026-01-17 to check it as of the end of that date.");
    }

    [Test]
    public async Task Broken_run_and_torn_line_do_not_break_the_history()
    {
        var features = place.Features("raw users is not empty");
        var nowhere = new Dictionary<string, string>(source, StringComparer.Ordinal) { ["PGPORT"] = "1" };

        var broken = await ShopProgram.RunAsync(nowhere, ["run", .. place.Options, "--features", features, "--quiet"]);
        File.AppendAllText(place.In("reports/history.jsonl"), "{\"schema\":1,\"runId\":\"2026");
        var good = await RunAsync("2026-01-15", features);

        broken.ExitCode.Should().Be(ExitCodes.Infrastructure);
        good.ExitCode.Should().Be(ExitCodes.Passed, $"{good}");
        good.Error.Should()
            .StartWith($"{place.In("reports")}/history.jsonl: a line cannot be read by this version and is skipped (line 2: ")
            .And.EndWith(")\n");
        Lines().Select(l => l.GetProperty("exitCode").GetInt32()).Should().Equal(3, 0);
    }

    [Test]
    public async Task The_history_is_listed_and_a_figure_is_followed_through_it()
    {
        var features = place.Features("raw events is not empty", "raw users has at least 2000 rows");
        await RunAsync("2026-01-15", features);
        await database.ExecuteAsync("DELETE FROM events WHERE id % 8 = 0");
        await RunAsync("2026-01-16", features);
        var ids = Lines().Select(l => l.GetProperty("runId").GetString()!).ToList();

        var all = await HistoryAsync();
        var events = await HistoryAsync("Rows of raw events");
        var last = await HistoryAsync("rows of raw events", "--last", "1");
        var json = await HistoryAsync("rows of raw events", "--json");
        var runs = await HistoryAsync("--json");
        var typo = await HistoryAsync("rows of raw event");

        all.Out.Should()
            .MatchRegex(
                @"^date        run                   outcome  passed +revenue +time\n"
                    + $@"2026-01-15  {ids[0]}  Failed   1 of 2  [\d,]+\.\d\d  +\d+\.\d s\n"
                    + $@"2026-01-16  {ids[1]}  Failed   1 of 2  [\d,]+\.\d\d  +\d+\.\d s\n$"
            );
        events
            .Out.Should()
            .Be(
                "rows of raw events\ndate        run                    value  change\n"
                    + $"2026-01-15  {ids[0]}  10,000\n2026-01-16  {ids[1]}   8,750  −1,250  −12.5 %\n█▁\n"
            );
        last.Out.Should().Be($"rows of raw events\ndate        run                   value  change\n2026-01-16  {ids[1]}  8,750  −1,250  −12.5 %\n▄\n");
        json.Out.Should()
            .Be(
                """{"figure":"rows of raw events","values":["""
                    + $$"""{"date":"2026-01-15","runId":"{{ids[0]}}","value":"10000","change":null},"""
                    + $$"""{"date":"2026-01-16","runId":"{{ids[1]}}","value":"8750","change":"-1250"}]}"""
                    + "\n"
            );
        using var parsed = JsonDocument.Parse(runs.Out);
        parsed.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("failed").GetInt32()).Should().Equal(1, 1);
        typo.ExitCode.Should().Be(ExitCodes.Usage);
        typo.Error.Should().Contain("no run has a figure 'rows of raw event'; did you mean rows of raw events");
        new[] { all, events, last, json, runs }.Should().OnlyContain(s => s.ExitCode == 0 && s.Error.Length == 0);
    }

    private Task<ProgramOutput> RunAsync(string date, string features) =>
        ShopProgram.RunAsync(source, ["run", .. place.Options, "--features", features, "--date", date, "--quiet"]);

    private Task<ProgramOutput> CheckAsync(string features) => ShopProgram.RunAsync(source, ["check", .. place.Options, "--features", features, "--quiet"]);

    private Task<ProgramOutput> HistoryAsync(params string[] arguments) => ShopProgram.RunAsync(["history", .. arguments, "--out", place.In("reports")]);

    private List<JsonElement> Lines() => [.. File.ReadLines(place.In("reports/history.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];

    private string Since(string runId)
    {
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(place.In("reports"), runId, "results.json")));
        if (results.RootElement.GetProperty("since") is not { ValueKind: JsonValueKind.Object } since)
            return "none";
        return string.Join(
            ", ",
            new[] { ("new", "newlyFailing"), ("still", "stillFailing"), ("fixed", "fixed") }.SelectMany(l =>
                since.GetProperty(l.Item2).EnumerateArray().Select(c => $"{l.Item1} {c.GetProperty("name").GetString()} {c.GetProperty("runId").GetString()}")
            )
        );
    }

    private void Plant(string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(place.In("work"), "warehouse.duckdb")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().Should().BePositive();
    }
}
