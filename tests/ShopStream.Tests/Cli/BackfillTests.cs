using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>Dates that were missed, and the files to start from.</summary>
[TestFixture]
internal sealed class BackfillTests
{
    [Test, Category("Live")]
    public async Task Each_date_has_its_run_and_its_report_oldest_first()
    {
        using var place = new TestWorkspace();
        var features = place.Features("raw orders has as many rows as source orders");

        var output = await ShopProgram.RunAsync(["backfill", "--from", "2025-11-27", "--to", "2025-11-28", "--features", features, "--json", .. place.Options]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output
            .Out.TrimEnd()
            .Split('\n')
            .Should()
            .HaveCount(2)
            .And.SatisfyRespectively(l => l.Should().Contain("\"date\":\"2025-11-27\""), l => l.Should().Contain("\"date\":\"2025-11-28\""));
        Directory.GetDirectories(place.In("reports")).Should().HaveCount(2);
    }

    [Test, Category("Live")]
    public async Task Backfill_stops_at_a_failed_date_unless_told_to_continue()
    {
        using var place = new TestWorkspace();
        var features = place.Features("raw orders has exactly 3 rows");
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var source = LoadedShop.Source(database.ConnectionString);

        var stopped = await ShopProgram.RunAsync(source, ["backfill", "--from", "2025-11-27", "--to", "2025-11-28", "--features", features, .. place.Options]);
        stopped.ExitCode.Should().Be(ExitCodes.Failed);
        stopped.Error.Should().Contain("Stopped at 2025-11-27 (exit code 1); 1 dates are left. Continue with --from 2025-11-27, or with --keep-going.");

        var gone = await ShopProgram.RunAsync(
            source,
            ["backfill", "--from", "2025-11-27", "--to", "2025-11-28", "--keep-going", "--json", "--features", features, .. place.Options]
        );
        gone.ExitCode.Should().Be(ExitCodes.Failed);
        gone.Out.TrimEnd().Split('\n').Should().HaveCount(2);
    }

    [Category("Fast")]
    [TestCase("2025-11-28", "2025-11-27", "--from 2025-11-28 is after --to 2025-11-27*")]
    [TestCase("2024-01-01", "2025-11-27", "* are 697 dates: expected at most 366")]
    [TestCase("28.11.2025", "2025-11-27", "--from is '28.11.2025': expected a day as yyyy-MM-dd*")]
    public async Task Invalid_date_range_is_rejected(string from, string to, string message)
    {
        var output = await ShopProgram.RunAsync("backfill", "--from", from, "--to", to);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Trim().Should().Match(message);
    }

    [Category("Fast")]
    [Test]
    public async Task Init_writes_the_shipped_files_and_never_overwrites()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync("init", place.In("specs"), "--models");
        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        File.Exists(place.In("specs/features/marts.feature")).Should().BeTrue();
        File.Exists(place.In("specs/models/marts/mart_sales_overview.sql")).Should().BeTrue();
        (await File.ReadAllTextAsync(place.In("specs/pipeline.runsettings"))).Should().Contain("<Parameter name=\"models\" value=\"models\" />");

        var again = await ShopProgram.RunAsync("init", place.In("specs"));
        again.ExitCode.Should().Be(ExitCodes.Usage);
        again.Error.Should().Contain("already, and nothing was written");
    }
}
