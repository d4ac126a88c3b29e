using System.Diagnostics;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Dbt;

/// <summary>Runs the commands of docs/attach.md in the folder of a dbt project.</summary>
[TestFixture, Category("Live")]
internal sealed partial class WalkThroughTests
{
    [Test]
    public async Task Commands_print_what_the_page_shows_and_take_less_than_a_minute()
    {
        SharedDbt.Require();
        using var folder = new TestWorkspace();
        Directory.CreateDirectory(folder.In("target"));
        foreach (var file in new[] { "manifest.json", "catalog.json", "run_results.json" })
            File.Copy(Path.Combine(SharedDbt.Artifacts("dbt-1.11-duckdb"), file), folder.In($"target/{file}"));
        File.Copy(SharedDbt.Warehouse, folder.In("shopstream.duckdb"));
        var commands = Commands(await PageAsync(), "## From a dbt project to a first verdict");
        commands.Select(c => c[0]).Should().Equal("init --from dbt target", "check --date 2026-11-28");
        var started = Stopwatch.GetTimestamp();

        foreach (var command in commands)
        {
            var output = await ShopProgram.RunProcessInAsync(folder.Path, command[0].Split(' '));

            RequireShown(command, output);
        }

        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(1));
        (await File.ReadAllTextAsync(folder.In("features/completeness.feature")))
            .Should()
            .Contain("Then last_login is never null in staging stg_users, except in at most 200 rows");
        (await File.ReadAllTextAsync(folder.In("pipeline.runsettings"))).Should().Contain("\"dbt.run_results\" value=\"target/run_results.json\"");
        var page = await File.ReadAllTextAsync(Path.Combine(Directory.EnumerateDirectories(folder.In("reports"), "2*").Single(), "index.html"));
        page.Should().Contain("owner <span class=\"data\">data-platform</span>");
        var described = Directory.EnumerateFiles(folder.In("features"), "*.feature").SelectMany(File.ReadLines).Select(l => l.Trim()).ToList();
        var descriptions = described
            .Where((l, i) => i > 0 && described[i - 1].StartsWith("Scenario:", StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        descriptions
            .Count(d => page.Contains($">{System.Net.WebUtility.HtmlEncode(d)}<", StringComparison.Ordinal))
            .Should()
            .BeGreaterThan(10, "the page says what dbt says of the tables");
    }

    [Test]
    public async Task Rows_that_have_not_arrived_are_reported_as_the_page_shows()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            SET TIME ZONE 'UTC';
            CREATE TABLE orders (id int PRIMARY KEY, created_at timestamp NOT NULL, updated_at timestamp, total_amount numeric(10,2) NOT NULL);
            INSERT INTO orders SELECT i, now() - interval '1 day' + i * interval '1 second', NULL, i FROM generate_series(1, 4988) AS i
            """
        );
        using var folder = new AttachedFolder(
            "CREATE SCHEMA raw; CREATE TABLE raw.orders (id INT, created_at TIMESTAMP, updated_at TIMESTAMP, total_amount DECIMAL(10,2))"
        );
        const string written = "SELECT string_agg(format('(%s, %L, NULL, %s)', id, created_at, total_amount), ', ') FROM orders";
        folder.Execute($"INSERT INTO raw.orders VALUES {await database.ScalarAsync(written)}");
        // The load has ended, and the shop goes on selling.
        await database.ExecuteAsync(
            """
            INSERT INTO orders SELECT 4988 + i, now() - interval '96 minutes' + i * interval '1 minute', NULL, 20.5 FROM generate_series(1, 12) AS i;
            UPDATE orders SET updated_at = now() - interval '10 minutes', total_amount = total_amount + 5 WHERE id = 4711;
            """
        );
        folder.Settings(("source.tables", "orders"), ("layer.raw", "raw"));
        var command = Commands(await PageAsync(), "## What has not arrived yet")[0];
        command[0].Should().Be("check");

        var output = await folder.CheckAsync(
            LoadedShop.Source(database.ConnectionString),
            "raw orders matches source orders row for row on id",
            "the sum of total_amount in raw orders equals the sum of total_amount in source orders to the cent"
        );

        RequireShown(command, output);
        output.ExitCode.Should().Be(ExitCodes.Passed);
    }

    [Test]
    public async Task Line_that_the_lake_lacks_is_reported_as_the_page_shows()
    {
        // The newest order is some minutes old: a load that ended more than a day ago is not asked when it ended.
        var first = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-5 * 5_100);
        var orders = $"""
            SELECT i::INT AS id, (i * 1.5)::DECIMAL(10,2) AS total_amount, TIMESTAMP '{first:yyyy-MM-dd HH:mm:ss}' + i * INTERVAL 5 SECOND AS created_at
            FROM range(1, 5001) AS r(i)
            """;
        using var folder = new AttachedFolder($"CREATE SCHEMA raw; CREATE TABLE raw.orders AS {orders}");
        folder.Write($"SELECT * FROM ({orders}) WHERE id <> 99", $"raw/postgres/orders/{first:yyyy-MM-dd}/orders_{first:yyyyMMdd}.csv", "(FORMAT CSV, HEADER)");
        folder.Settings(("layer.raw", "raw"), ("key.raw.orders", "id"), ("lake", folder.Lake), ("lake.layout", "shopstream"));
        folder.Text(
            "features/lake.feature",
            """
            Feature: Lake
              Scenario: Orders are loaded from the lake
                Then raw orders has as many rows as lake orders
                And raw orders matches lake orders row for row on id
                And the sum of total_amount in raw orders equals the sum of total_amount in lake orders to the cent
                And every id in raw orders exists as id in lake orders
            """
        );
        var command = Commands(await PageAsync(), "## The lake")[0];
        command[0].Should().Be("check");

        var output = await ShopProgram.RunProcessInAsync(folder.In(""), "check");

        RequireShown(command, output);
        output.ExitCode.Should().Be(ExitCodes.Failed);
    }

    [Test]
    public async Task Warehouse_that_options_name_needs_no_settings_file()
    {
        using var folder = new AttachedFolder("CREATE SCHEMA raw; CREATE TABLE raw.orders AS SELECT 1 AS id");
        folder.Text("features/orders.feature", "Feature: Orders\n  Scenario: Not empty\n    Then raw orders is not empty\n");

        var output = await ShopProgram.RunProcessInAsync(folder.In(""), "check", "--attached", "--warehouse-file", folder.File);
        var without = await ShopProgram.RunProcessInAsync(folder.In(""), "check");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        without.ExitCode.Should().Be(ExitCodes.Usage, $"{without}");
        $"{without}".Should().Contain("the settings file pipeline.runsettings cannot be read");
    }

    private static Task<string> PageAsync() => File.ReadAllTextAsync(Path.Combine(Clone.Root, "docs", "attach.md"));

    private static void RequireShown(List<string> command, ProgramOutput output)
    {
        var lines = output.Out.Split('\n').Select(Comparable).ToList();
        foreach (var shown in command[1..].Where(l => l is not "…"))
            lines.Should().Contain(Comparable(shown), $"{output}");
    }

    // The commands of the first console block below a heading, each with the lines below it.
    private static List<List<string>> Commands(string page, string heading)
    {
        var commands = new List<List<string>>();
        foreach (
            var line in Block().Match(page, page.IndexOf($"{heading}\n", StringComparison.Ordinal)).Groups["text"].Value.Split('\n').Where(l => l.Length > 0)
        )
        {
            if (line.StartsWith("$ shopstream ", StringComparison.Ordinal))
                commands.Add([line["$ shopstream ".Length..]]);
            else
                commands[^1].Add(line);
        }
        return commands;
    }

    private static string Comparable(string line) => Moment().Replace(Seconds().Replace(line.TrimEnd(), "s"), "moment");

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:.]+)?|(?<=_)[0-9]{8}(?=\\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();

    [GeneratedRegex("```console\n(?<text>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("[0-9.]+ s", RegexOptions.None, 1000)]
    private static partial Regex Seconds();
}
