using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake;

namespace ShopStream.Tests.Cli;

/// <summary>What is looked at before the first run, and when something is wrong.</summary>
[TestFixture]
internal sealed class DoctorTests
{
    [Category("Fast")]
    [Test]
    public async Task Doctor_passes_in_an_empty_folder_and_changes_nothing()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync("doctor", "--work", place.In("work"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output
            .Out.Should()
            .ContainAll(
                "ok          source     none is named",
                $"{Repository.ScenarioCount} scenarios in {Repository.FeatureCount} features, and {Repository.ExampleCount} examples of models",
                $"{Repository.ModelCount} models",
                "ok          warehouse  DuckDB 1.",
                "the first run creates it",
                "(pipeline.runsettings)",
                "(--work)",
                "GB free"
            );
        Directory.Exists(place.In("work")).Should().BeFalse();
    }

    [Category("Fast")]
    [Test]
    public async Task Doctor_checks_everything_despite_failures_and_shows_no_secret()
    {
        var output = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PGHOST"] = "127.0.0.1",
                ["PGPORT"] = "9",
                ["PGDATABASE"] = "shop",
                ["PGPASSWORD"] = "hidden-one",
                ["SNOWFLAKE_PASSWORD"] = "hidden-two",
                ["SNOWFLAKE_HOME"] = "/nowhere",
            },
            "doctor",
            "--warehouse",
            "snowflake",
            "--json"
        );

        output.ExitCode.Should().Be(ExitCodes.Infrastructure, "what does not answer outranks what is wrong");
        output.Out.Should().NotContain("hidden");
        using var json = JsonDocument.Parse(output.Out);
        var health = json
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .ToLookup(f => f.GetProperty("subject").GetString()!, f => f.GetProperty("status").GetString(), StringComparer.Ordinal);
        health["source"].Should().Equal("unreachable");
        health["warehouse"].Should().NotBeEmpty().And.OnlyContain(h => string.Equals(h, "wrong", StringComparison.Ordinal));
        health["lake"].Should().Equal("good");
        json.RootElement.GetProperty("settings")
            .EnumerateArray()
            .Should()
            .Contain(s => s.GetProperty("name").GetString() == "source.host" && s.GetProperty("origin").GetString() == "PGHOST")
            .And.Contain(s => s.GetProperty("name").GetString() == "PGPASSWORD" && s.GetProperty("value").GetString() == "set");
    }

    [Test, Category("Live")]
    public async Task Doctor_describes_source_privileges_and_excess_ones()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync(
            "CREATE ROLE looked_at LOGIN PASSWORD 'testing'; GRANT SELECT ON users, products, orders, events TO looked_at; GRANT UPDATE ON orders TO looked_at"
        );
        try
        {
            var all = await SourceProbe.CheckAsync(ShopRun.Source(database.ConnectionString), TimeProvider.System, CancellationToken.None);
            all.Should()
                .Contain(
                    f => f.Status == HealthStatus.Good && f.Found.StartsWith("its clock ", StringComparison.Ordinal),
                    "a clock that agrees is reported too"
                )
                .And.Contain(f => f.Status == HealthStatus.Good && f.Found.Contains("PostgreSQL 1", StringComparison.Ordinal))
                .And.Contain(f => f.Status == HealthStatus.Warning && f.Found.EndsWith("is a superuser", StringComparison.Ordinal))
                .And.Contain(f => f.Status == HealthStatus.Good && f.Found.StartsWith("6 tables can be read", StringComparison.Ordinal));

            var half = await SourceProbe.CheckAsync(
                ShopRun.Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "looked_at", Password = "testing" }.ConnectionString),
                TimeProvider.System,
                CancellationToken.None
            );
            half.Should()
                .ContainSingle(f => f.Status == HealthStatus.Wrong)
                .Which.Should()
                .Match<HealthCheck>(f =>
                    f.Found == "no SELECT privilege on order_items, crm_contacts"
                    && f.Fix == "GRANT SELECT ON \"public\".\"order_items\", \"public\".\"crm_contacts\" TO \"looked_at\""
                );
            half.Should().Contain(f => f.Status == HealthStatus.Warning && f.Found.StartsWith("the role can write to orders", StringComparison.Ordinal));

            var elsewhere = await SourceProbe.CheckAsync(
                ShopRun.Source(database.ConnectionString) with
                {
                    Tables = ["orders", "invoices"],
                },
                TimeProvider.System,
                CancellationToken.None
            );
            elsewhere.Should().Contain(f => f.Status == HealthStatus.Wrong && f.Found == "schema public has no table invoices");
        }
        finally
        {
            await database.ExecuteAsync("DROP OWNED BY looked_at; DROP ROLE looked_at");
        }
    }

    [Test, Category("Live")]
    public async Task Doctor_checks_Snowflake_with_every_role()
    {
        await using var shop = await SnowflakeShop.StartAsync();

        var well = await WarehouseProbe.CheckAsync(shop.Options, TimeProvider.System, CancellationToken.None);
        well.Select(f => f.Status).Should().Equal(HealthStatus.Good, HealthStatus.Good, HealthStatus.Good, HealthStatus.Good);
        well[0].Found.Should().Contain("to load with LOADING_WH: version 9.30.0, role SHOPSTREAM_LOADER").And.Contain("its clock ");
        well[^1].Found.Should().Be("RAW: nothing has been loaded yet");

        shop.Snowflake.Faults.Login = (390100, "Incorrect username or password was specified.");
        (await WarehouseProbe.CheckAsync(shop.Options, TimeProvider.System, CancellationToken.None))
            .Should()
            .HaveCount(3)
            .And.OnlyContain(f => f.Status == HealthStatus.Wrong && f.Found.Contains("check SNOWFLAKE_USER and SNOWFLAKE_PASSWORD", StringComparison.Ordinal));
    }

    [Category("Live")]
    [TestCase(-90, "its clock is (8[89]|9[0-9]|1[0-9][0-9]) s ahead of this machine's")]
    [TestCase(90, "its clock is (9[0-2]|[678][0-9]) s behind this machine's")]
    // A busy machine answers seconds late, which makes a server look ahead; an HTTP date has whole seconds, which makes it look up to one behind.
    public async Task Clock_skew_is_a_warning_for_every_system(int seconds, string expected)
    {
        var clock = new ClockOff(TimeSpan.FromSeconds(seconds));
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await using var shop = await SnowflakeShop.StartAsync();
        await using var server = await TestS3.StartAsync();

        var source = await SourceProbe.CheckAsync(ShopRun.Source(database.ConnectionString), clock, CancellationToken.None);
        var lake = await LakeProbe.CheckAsync(server.Settings(), clock, CancellationToken.None);
        var warehouse = await WarehouseProbe.CheckAsync(shop.Options, clock, CancellationToken.None);

        foreach (var findings in new[] { source, lake, warehouse })
            findings
                .Should()
                .Contain(
                    f =>
                        f.Status == HealthStatus.Warning
                        && Regex.IsMatch(f.Found, expected, RegexOptions.None, TimeSpan.FromSeconds(1))
                        && f.Fix!.Contains("NTP", StringComparison.Ordinal),
                    $"{findings[0].Subject} has a clock"
                );
    }

    [Test, Category("Live")]
    public async Task Doctor_writes_to_the_lake_and_leaves_nothing()
    {
        await using var server = await TestS3.StartAsync();
        using var place = new TestWorkspace();
        Directory.CreateDirectory(place.In("lake"));

        foreach (var settings in new[] { server.Settings("daily"), new LakeSettings(place.In("lake")) })
        {
            var found = await LakeProbe.CheckAsync(settings, TimeProvider.System, CancellationToken.None);

            found.Should().OnlyContain(f => f.Status == HealthStatus.Good).And.Contain(f => f.Found == "writable: a small object was created and removed");
            found
                .Any(f => f.Found.StartsWith("its clock ", StringComparison.Ordinal))
                .Should()
                .Be(settings.Bucket is not null, "a folder has this machine's clock");
            await using var lake = Lakes.Open(settings);
            await foreach (var entry in lake.ListAsync("", CancellationToken.None))
                Assert.Fail($"{entry.Key} was left");
        }
    }

    [TestCase("PUT", "*cannot create raw/manifests/trial-*access denied*s3:PutObject*")]
    [TestCase("DELETE", "*cannot delete raw/manifests/trial-*access denied*s3:DeleteObject*")]
    [Category("Live")]
    public async Task Read_only_lake_is_an_error(string method, string expected)
    {
        await using var server = await TestS3.StartAsync();
        var http = new TamperedHttp(
            (request, send) =>
                string.Equals(request.Method.Method, method, StringComparison.Ordinal) ? TamperedHttp.Answer(HttpStatusCode.Forbidden, "AccessDenied") : send()
        );
        await using var lake = new S3Lake(server.Settings(), new S3Limits { Http = http });

        var found = await LakeProbe.CheckAsync(lake, CancellationToken.None);

        found.Should().ContainSingle(f => f.Status == HealthStatus.Wrong).Which.Found.Should().Match(expected);
        found[0].Status.Should().Be(HealthStatus.Good, "it can be listed");
    }

    /// <summary>A machine whose clock is off.</summary>
    private sealed class ClockOff(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
