using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Changes;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>The commands on tables that are divided into partitions, with all shipped features.</summary>
[TestFixture, Category("Live")]
internal sealed class PartitionedCommandsTests
{
    private const string Partitions = """
            <Parameter name="partition.orders" value="created_at by day" />
            <Parameter name="partition.order_items" value="id by 5000" />
            <Parameter name="partition.events" value="event_ts by day; open 0" />
            <Parameter name="partition.verify_nights" value="1" />
          </TestRunParameters>
        """;

    // An object costs a few requests in each command.
    private const string Ranges = """
            <Parameter name="partition.orders" value="id by 250" />
            <Parameter name="partition.order_items" value="id by 1000" />
            <Parameter name="partition.events" value="id by 1000" />
          </TestRunParameters>
        """;

    [Test]
    public async Task Silent_change_fails_the_second_night_and_every_command_reads_the_partitions()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var text = await File.ReadAllTextAsync(Repository.SettingsFile);
        var settings = place.With("partitions.runsettings", text.Replace("</TestRunParameters>", Partitions, StringComparison.Ordinal));
        var source = LoadedShop.Source(database.ConnectionString);
        string[] options = ["--quiet", "--settings", settings, .. place.Options];

        var first = await ShopProgram.RunAsync(source, ["run", "--date", "2026-01-15", .. options]);
        await database.ExecuteAsync(
            "UPDATE orders SET payment_method = CASE payment_method WHEN 'card' THEN 'paypal' ELSE 'card' END WHERE id = (SELECT MIN(id) FROM orders); "
                + "UPDATE events SET event_type = 'search' WHERE id = (SELECT MAX(id) FROM events WHERE event_ts < '2026-01-01' AND event_type = 'page_view')"
        );
        var second = await ShopProgram.RunAsync(source, ["run", "--date", "2026-01-16", .. options]);
        var check = await ShopProgram.RunAsync(source, ["check", .. options]);
        var third = await ShopProgram.RunAsync(source, ["run", "--date", "2026-01-17", .. options]);

        first.ExitCode.Should().Be(ExitCodes.Passed, $"{first}");
        first.Out.Should().NotContain("silent");
        second.ExitCode.Should().Be(ExitCodes.Failed, $"{second}");
        second.Out.Should().Contain("source orders has no silent changes in closed partitions");
        second.Out.Should().Contain("1 row updated and 0 rows deleted in silence, in 1 partition").And.Contain(", such as 1");
        check.ExitCode.Should().Be(ExitCodes.Failed, $"{check}");
        third.ExitCode.Should().Be(ExitCodes.Passed, $"{third}");

        var rebuilt = await ShopProgram.RunAsync(source, ["run", "--from-lake", "--date", "2026-01-15", .. options]);
        rebuilt.ExitCode.Should().Be(ExitCodes.Passed, $"{rebuilt}");
        var verified = await ShopProgram.RunAsync(source, ["lake", "verify", "--settings", settings, "--work", place.In("work")]);
        verified.ExitCode.Should().Be(ExitCodes.Passed, $"{verified}");
        var listed = await ShopProgram.RunAsync(source, ["lake", "ls", "--date", "2026-01-17", "--settings", settings, "--work", place.In("work")]);
        listed.ExitCode.Should().Be(ExitCodes.Passed, $"{listed}");
        listed.Out.Should().Contain("2026-01-15/orders.").And.NotContain("missing");
        // The mutants of partitioned tables are those of whole ones; finding them again takes half a minute.
        if (!Lane.IsNightly)
            return;
        var proved = await ShopProgram.RunAsync(source, ["prove", "--mutants", "12", "--quiet", "--settings", settings, .. place.Options]);
        proved.ExitCode.Should().Be(ExitCodes.Passed, $"{proved}");
    }

    [Test]
    public async Task Backfilled_dates_in_a_bucket_have_their_own_rows_and_compare_tells_them_apart()
    {
        await using var s3 = await TestS3.StartAsync();
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var clone = GitClone
            .WithShop()
            .Replace("pipeline.runsettings", "</TestRunParameters>", Ranges)
            .Replace("pipeline.runsettings", "name=\"lake\" value=\"\"", $"name=\"lake\" value=\"s3://{s3.Bucket}/backfill\"")
            .Replace("pipeline.runsettings", "name=\"lake.endpoint\" value=\"\"", $"name=\"lake.endpoint\" value=\"{s3.Endpoint}\"");
        clone.Commit("partitions");
        var source = LoadedShop.Source(database.ConnectionString);
        string[] work = ["--settings", clone.Settings, "--work", clone.In("work")];
        string[] run = [.. work, "--features", clone.In("features"), "--out", clone.In("reports"), "--quiet"];

        var three = await ShopProgram.RunAsync(source, ["backfill", "--from", "2026-01-14", "--to", "2026-01-16", .. run]);
        await database.ExecuteAsync(
            """
            INSERT INTO orders SELECT 900001, user_id, '2026-01-15 10:00', 123.45, 'delivered', country, payment_method FROM orders ORDER BY id LIMIT 1;
            INSERT INTO order_items SELECT 900001, 900001, product_id, 1, 123.45, 123.45 FROM order_items ORDER BY id LIMIT 1
            """
        );
        var between = await ShopProgram.RunAsync(source, ["backfill", "--from", "2026-01-15", "--to", "2026-01-15", .. run]);

        three.ExitCode.Should().Be(ExitCodes.Passed, $"{three}");
        between.ExitCode.Should().Be(ExitCodes.Passed, $"{between}");
        var verified = await ShopProgram.RunAsync(source, ["lake", "verify", .. work]);
        verified.ExitCode.Should().Be(ExitCodes.Passed, $"{verified}");
        var same = await CompareAsync("2026-01-15");
        same.ExitCode.Should().Be(ExitCodes.Passed, $"{same}");
        same.Out.Should().Contain(" 0 differ");
        var later = await CompareAsync("2026-01-16");
        later.ExitCode.Should().Be(ExitCodes.Failed, $"{later}");
        later.Out.Should().Contain("Unexpected raw orders, metric revenue: +123.45").And.Contain("stg_orders differs: 1 row added (reads other raw rows)");

        Task<ProgramOutput> CompareAsync(string date) =>
            ShopProgram.RunAsync(source, CompareRun.Arguments(clone, clone.In("work"), "HEAD", "--base-date", date));
    }
}
