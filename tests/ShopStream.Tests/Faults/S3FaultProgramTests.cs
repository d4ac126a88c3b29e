using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>What a scheduler sees of a broken lake: the exit code, within the configured deadline, and a report with the reason.</summary>
[TestFixture, Category("Live")]
internal sealed class S3FaultProgramTests
{
    private static readonly string[] Specs = ["raw orders has as many rows as source orders", "lake orders agrees with its manifest"];

    private TestS3 server = null!;
    private TestDatabase database = null!;
    private TcpProxy proxy = null!;
    private TestWorkspace place = null!;
    private Dictionary<string, string> source = null!;
    private string settings = "";
    private string features = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        server = await TestS3.StartAsync();
        proxy = new TcpProxy("127.0.0.1", new Uri(server.Endpoint).Port, _ => TcpPlan.Through);
        place = new TestWorkspace();
        features = place.Features(Specs);
        settings = place.With(
            "shop.runsettings",
            Settings(("lake", $"s3://{server.Bucket}"), ("lake.endpoint", $"http://127.0.0.1:{proxy.Port}"), ("lake.deadline", "10"))
        );
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        source = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = parts.Host!,
            ["PGPORT"] = $"{parts.Port}",
            ["PGDATABASE"] = parts.Database!,
            ["PGUSER"] = parts.Username!,
            ["PGPASSWORD"] = parts.Password ?? "",
        };
        (await RunAsync("run")).ExitCode.Should().Be(ExitCodes.Passed);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        place?.Dispose();
        if (proxy is not null)
            await proxy.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [TestCase("run", TcpFault.Cut)]
    [NightlyCase("check", TcpFault.Cut)]
    [NightlyCase("run", TcpFault.Silence)]
    [NightlyCase("check", TcpFault.Silence)]
    public async Task Broken_lake_connection_is_retryable(string command, TcpFault fault)
    {
        proxy.Turn(fault);
        var began = Stopwatch.GetTimestamp();

        var said = await RunAsync(command);

        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(120), "10 s, and two starts of a program on a busy machine");
        said.ExitCode.Should().Be(ExitCodes.Infrastructure, said.Problem);
        said.Problem.Should().Contain($"s3://{server.Bucket}").And.Contain("run again");
        await RetryAsync();
    }

    [TestCase("run")]
    [NightlyCase("check")]
    public async Task Expired_token_is_not_retryable(string command)
    {
        await using var expired = new RefusingS3("400 Bad Request", "ExpiredToken");
        proxy.Redirect(expired.Port);

        var said = await RunAsync(command);

        said.ExitCode.Should().Be(ExitCodes.Usage, said.Problem);
        said.Problem.Should().Contain("the credentials have expired (ExpiredToken)").And.Contain("aws sso login");
        await RetryAsync();
    }

    // The data is unchanged, and the next run passes.
    private async Task RetryAsync()
    {
        proxy.Turn(TcpFault.None);
        (await RunAsync("check")).ExitCode.Should().Be(ExitCodes.Passed, "the last good state can be checked");
        (await RunAsync("run")).ExitCode.Should().Be(ExitCodes.Passed, "the next run converges");
    }

    private async Task<(int ExitCode, string Problem)> RunAsync(string command)
    {
        string[] date = command is "run" ? ["--date", $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}"] : [];
        var output = await ShopProgram.RunAsync(
            source,
            [command, "--json", "--quiet", "--settings", settings, "--features", features, .. date, .. place.Options]
        );
        using var line = JsonDocument.Parse(output.Out);
        line.RootElement.GetProperty("exitCode").GetInt32().Should().Be(output.ExitCode);
        var problem = line.RootElement.TryGetProperty("problem", out var why) ? why.GetString() ?? "" : "";
        if (line.RootElement.TryGetProperty("results", out var results))
            (await File.ReadAllTextAsync(results.GetString()!)).Should().Contain(problem.Length == 0 ? "\"outcome\"" : "run again");
        return (output.ExitCode, problem);
    }

    private static string Settings(params (string Name, string Value)[] changed)
    {
        var file = XDocument.Load(Repository.SettingsFile);
        foreach (var (name, value) in changed)
            file.Descendants("Parameter")
                .Single(p => string.Equals((string?)p.Attribute("name"), name, StringComparison.Ordinal))
                .SetAttributeValue("value", value);
        return file.ToString();
    }
}
