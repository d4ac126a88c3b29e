using System.Text.Json;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>run, check and report of the built program, against a real PostgreSQL.</summary>
[TestFixture, Category("Live")]
public sealed class RunTests
{
    private const string Password = "Gr8-secret-of-this-test";
    private TestWorkspace place = null!;
    private TestDatabase database = null!;
    private Dictionary<string, string> source = null!;
    private ProgramOutput ran = null!;

    [OneTimeSetUp]
    public async Task Run_once()
    {
        place = new TestWorkspace();
        database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            $"CREATE ROLE reader_of_runtests LOGIN PASSWORD '{Password}'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_runtests"
        );
        source = LoadedShop.Source(database.ConnectionString);
        (source["PGUSER"], source["PGPASSWORD"]) = ("reader_of_runtests", Password);
        ran = await ShopProgram.RunAsync(source, ["run", .. place.Options, "--date", "2026-01-15"]);
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        place.Dispose();
        if (database is null)
            return;
        await database.ExecuteAsync("DROP OWNED BY reader_of_runtests; DROP ROLE reader_of_runtests");
        await database.DisposeAsync();
    }

    [Test]
    public void A_run_passes_and_ends_with_the_verdict_the_report_and_the_command_to_run_again()
    {
        ran.ExitCode.Should().Be(ExitCodes.Passed, $"{ran}");
        ran.Out.Should()
            .MatchRegex(
                @"^Passed all \d+ scenarios \(\d+ checks, \d+ queries, \d+\.\d s, data of 2026-01-15\)\n\n"
                    + @"Report  \S+/index\.html\nSource  PostgreSQL at .*, database \S+, PostgreSQL .*\n"
                    + @"Again   shopstream run --work \S+ --out \S+ --date 2026-01-15\n$"
            );
        var report = ran.Out.Split('\n').Single(l => l.StartsWith("Report", StringComparison.Ordinal))[8..];
        File.Exists(Path.GetFullPath(report, StarterFolder.Path)).Should().BeTrue();
    }

    [Test]
    public void Progress_on_stderr_names_each_stage_in_order_and_nothing_else() =>
        ran
            .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l[..10].TrimEnd())
            .Distinct(StringComparer.Ordinal)
            .Should()
            .Equal("examples", "extract", "load", "transform", "check");

    [Test]
    public async Task Check_uses_existing_data_without_the_source()
    {
        var output = await ShopProgram.RunAsync(["check", .. place.Options, "--date", "2026-01-15", "--quiet"]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("Passed all ");
        output.Error.Should().BeEmpty();
    }

    [Test]
    public async Task Json_is_one_valid_line_on_stdout()
    {
        var output = await ShopProgram.RunAsync(["check", .. place.Options, "--date", "2026-01-15", "--json"]);

        output.Out.Should().EndWith("}\n").And.NotContain("\n{");
        output.Out.Count(c => c == '\n').Should().Be(1);
        using var json = JsonDocument.Parse(output.Out);
        json.RootElement.GetProperty("outcome").GetString().Should().Be("passed");
        json.RootElement.GetProperty("exitCode").GetInt32().Should().Be(0);
        File.Exists(json.RootElement.GetProperty("results").GetString()).Should().BeTrue();
        output.Error.Should().StartWith("check ");
    }

    [Test]
    public async Task Failed_check_prints_its_parts_in_a_fixed_order()
    {
        var features = place.Features("user_id in raw orders is at most 10");

        var output = await ShopProgram.RunAsync(["check", .. place.Options, "--quiet", "--features", features]);

        output.ExitCode.Should().Be(ExitCodes.Failed);
        output
            .Out.Should()
            .Match(
                "Failed S1 features/a.feature:2\n  user_id in raw orders is at most 10  (features/a.feature:3)\n"
                    + "    expected *\n    actual *\n    difference *\n    rows *id=*, user_id=*\n"
                    + "*    query *-- DuckDB (warehouse)\n *SELECT *\nFailed 1 failed, 0 of 1 scenario passed*\nReport *\nAgain *"
            );
    }

    [TestCase("GITHUB_ACTIONS", "true")]
    [TestCase("NO_COLOR", "1")]
    [TestCase("TERM", "xterm-256color")]
    public async Task What_is_redirected_has_no_escape_codes(string variable, string value)
    {
        var output = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value },
            ["check", .. place.Options, "--features", place.Features("user_id in raw orders is at most 10")]
        );

        (output.Out + output.Error).Should().NotContain("\u001b");
    }

    [Test]
    public void The_password_is_written_nowhere()
    {
        ran.ToString().Should().NotContain(Password);
        // Locked files hold the identifier of their owner.
        var written = Directory
            .EnumerateFiles(place.Path, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("/lock", StringComparison.Ordinal) && !f.EndsWith(".lock", StringComparison.Ordinal))
            .ToList();
        written.Should().Contain(f => f.Contains("manifest", StringComparison.Ordinal)).And.Contain(f => f.EndsWith("index.html", StringComparison.Ordinal));
        foreach (var file in written)
            System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).Should().NotContain(Password, file);
    }

    [Test]
    public async Task Wrong_password_is_reported_without_the_password()
    {
        var wrong = new Dictionary<string, string>(source, StringComparer.Ordinal) { ["PGPASSWORD"] = "not-the-password" };

        var output = await ShopProgram.RunAsync(wrong, "run", "--work", place.In("w2"), "--out", place.In("r2"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Out.Should().Contain("rejects the connection").And.Contain("PGPASSWORD").And.NotContain("not-the-password");
        Directory
            .EnumerateFiles(place.In("r2"), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo("index.html", "index.html", "results.json", "junit.xml", "messages.ndjson", "history.jsonl", ".history.lock");
        Directory
            .EnumerateFiles(place.In("r2"), "*", SearchOption.AllDirectories)
            .Should()
            .OnlyContain(f => !File.ReadAllText(f).Contains("not-the-password", StringComparison.Ordinal));
    }

    [Test]
    public async Task Unreachable_source_is_reported_as_retryable()
    {
        var nowhere = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = "1",
            ["PGDATABASE"] = "shop",
            ["PGUSER"] = "me",
        };

        var output = await ShopProgram.RunAsync(nowhere, "run", "--work", place.In("w3"), "--out", place.In("r3"), "--json");

        output.ExitCode.Should().Be(ExitCodes.Infrastructure);
        using var line = JsonDocument.Parse(output.Out);
        line.RootElement.GetProperty("problem").GetString().Should().Contain("PostgreSQL at 127.0.0.1:1, database shop cannot be reached");
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(line.RootElement.GetProperty("results").GetString()!));
        results.RootElement.GetProperty("outcome").GetString().Should().Be("error");
        results.RootElement.GetProperty("exitCode").GetInt32().Should().Be(3);
        results.RootElement.GetProperty("scenarios").EnumerateArray().Should().OnlyContain(s => s.GetProperty("outcome").GetString() == "notJudged");
        (await File.ReadAllTextAsync(line.RootElement.GetProperty("page").GetString()!)).Should().Contain("cannot be reached");
    }

    [Test]
    public async Task A_report_is_rendered_again_from_its_results()
    {
        var folder = Path.GetDirectoryName(
            Path.GetFullPath(ran.Out.Split('\n').Single(l => l.StartsWith("Report", StringComparison.Ordinal))[8..], StarterFolder.Path)
        )!;
        var before = await File.ReadAllTextAsync(Path.Combine(folder, "index.html"));
        File.Delete(Path.Combine(folder, "index.html"));
        File.Delete(Path.Combine(folder, "junit.xml"));

        var output = await ShopProgram.RunAsync("report", Path.GetFileName(folder), "--out", place.In("reports"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Be(Path.Combine(folder, "index.html") + "\n");
        (await File.ReadAllTextAsync(Path.Combine(folder, "index.html"))).Should().Be(before);
        File.Exists(Path.Combine(folder, "junit.xml")).Should().BeTrue();
    }

    [Test]
    public async Task Seed_fills_an_empty_database_and_refuses_it_when_it_is_not()
    {
        await using var empty = await TestPostgres.NewDatabaseAsync();
        string[] seed = ["seed", "--into", empty.ConnectionString, "--date", "2026-01-15", "--quiet"];

        var first = await ShopProgram.RunAsync(seed);
        await empty.ExecuteAsync("DELETE FROM events WHERE id = 1");
        var second = await ShopProgram.RunAsync(seed);

        first.ExitCode.Should().Be(ExitCodes.Passed, $"{first}");
        first
            .Out.Should()
            .MatchRegex(
                @"^users +1,000 rows\nproducts +200 rows\norders +5,000 rows\norder_items +14,989 rows\nevents +10,000 rows\ncrm_contacts +500 rows\n$"
            );
        first.Error.Should().BeEmpty();
        second.ExitCode.Should().Be(ExitCodes.Usage);
        second.Error.Should().Contain("only an empty database can be seeded").And.Contain("Nothing was changed");
        second.ToString().Should().NotContain(new NpgsqlConnectionStringBuilder(empty.ConnectionString).Password);
        (await empty.ScalarAsync("SELECT COUNT(*) FROM events")).Should().Be(9_999L);
    }

    [Test]
    public void Results_have_the_shape_that_others_read()
    {
        var file = Directory.EnumerateFiles(place.In("reports"), "results.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        using var results = JsonDocument.Parse(File.ReadAllText(file));
        var root = results.RootElement;

        Names(root).Should().Contain("schema", "runId", "startedAt", "finishedAt", "outcome", "exitCode", "date", "stages", "queries", "layers", "scenarios");
        root.GetProperty("schema").GetInt32().Should().Be(2);
        root.GetProperty("date").GetString().Should().Be("2026-01-15");
        root.GetProperty("outcome").GetString().Should().Be("passed");
        root.GetProperty("startedAt").GetDateTimeOffset().Should().BeBefore(root.GetProperty("finishedAt").GetDateTimeOffset());
        Names(root.GetProperty("queries")).Should().Equal("source", "lake", "warehouse");
        foreach (var stage in root.GetProperty("stages").EnumerateArray())
            Names(stage).Should().Equal("name", "seconds", "rows", "bytes");
        foreach (var layer in root.GetProperty("layers").EnumerateArray())
        {
            Names(layer).Should().Equal("layer", "table", "rows", "revenue");
            layer.GetProperty("layer").GetString().Should().BeOneOf("source", "lake", "raw", "staging", "core", "mart");
            if (layer.GetProperty("revenue") is { ValueKind: not JsonValueKind.Null } revenue)
                revenue.GetString().Should().MatchRegex(@"^-?\d+\.\d\d$");
        }
        foreach (var scenario in root.GetProperty("scenarios").EnumerateArray())
        {
            Names(scenario).Should().Contain("feature", "name", "file", "line", "tags", "outcome", "seconds", "checks");
            foreach (var check in scenario.GetProperty("checks").EnumerateArray())
            {
                Names(check).Should().Contain("sentence", "line", "outcome", "expected", "actual", "difference", "sql", "keys");
                check.GetProperty("outcome").GetString().Should().Be("passed");
            }
        }
    }

    [Test]
    public void Revenue_is_equal_at_every_layer_of_the_results()
    {
        var file = Directory.EnumerateFiles(place.In("reports"), "results.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        using var results = JsonDocument.Parse(File.ReadAllText(file));

        var revenue = results
            .RootElement.GetProperty("layers")
            .EnumerateArray()
            .Select(h => h.GetProperty("revenue").GetString())
            .Where(r => r is not null)
            .ToList();

        revenue.Should().HaveCountGreaterThan(8);
        revenue.Distinct(StringComparer.Ordinal).Should().ContainSingle();
    }

    [Test]
    public async Task A_plan_has_the_queries_that_a_check_sends()
    {
        var checkedAgain = await ShopProgram.RunAsync(["check", .. place.Options, "--json"]);
        var plan = await ShopProgram.RunAsync("plan");

        using var line = JsonDocument.Parse(checkedAgain.Out);
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(line.RootElement.GetProperty("results").GetString()!));
        var sent = results.RootElement.GetProperty("queries");
        sent.GetProperty("source").GetInt32().Should().Be(0, "the manifest has the source's answers");
        foreach (var store in new[] { "lake", "warehouse" })
            plan.Out.Should().MatchRegex($@"-- {store}: \d+ metrics in {sent.GetProperty(store).GetInt32()} queries");
    }

    [Test]
    public async Task Check_of_one_claim_sends_one_query_and_has_a_small_page()
    {
        var features = Directory.CreateDirectory(place.In("one")).FullName;
        await File.WriteAllTextAsync(Path.Combine(features, "one.feature"), "Feature: One\n\n  Scenario: Orders\n    Then raw orders is not empty\n");

        var output = await ShopProgram.RunAsync(["check", .. place.Options, "--features", features, "--json"]);

        using var line = JsonDocument.Parse(output.Out);
        var file = line.RootElement.GetProperty("results").GetString()!;
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        results.RootElement.GetProperty("queries").GetRawText().Should().Match("*\"source\"*0*\"lake\"*0*\"warehouse\"*1*");
        // What the run recorded of the source, and the table of the check.
        results
            .RootElement.GetProperty("layers")
            .EnumerateArray()
            .Where(l => l.GetProperty("layer").GetString() is not "source")
            .Select(l => $"{l.GetProperty("layer").GetString()} {l.GetProperty("table").GetString()}")
            .Should()
            .Equal("raw orders");
        var page = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(file)!, "index.html"));
        page.Should().Contain("The one table has the same number of rows").And.NotContain("id=\"sales\"").And.NotContain("Revenue by layer");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);
}
