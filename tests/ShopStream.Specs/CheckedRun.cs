using NUnit.Framework;
using ShopStream.Cli.Runs;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Specs.Hosting;
using BoundSpecs = ShopStream.Cli.Runs.Specs;

namespace ShopStream.Specs;

/// <summary>Starts Reqnroll's runtime and runs the pipeline once, before all scenarios.</summary>
[SetUpFixture]
public sealed class CheckedRun
{
    private static RunChecks? checks;

    internal static Task<ScenarioResult> JudgeAsync(Specification specification) =>
        checks is null ? throw new InvalidOperationException("the pipeline has not run") : checks.JudgeAsync(specification);

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await ReqnrollRuntime.StartAsync();
        var settings = Workspace.Settings();
        var history = await HistoryFile.ReadAsync(settings.Out, TestContext.Progress.WriteLine, CancellationToken.None);
        var specs = BoundSpecs.Load(settings, CancellationToken.None);
        var result = await new RunSession(settings, specs, "dotnet test", TimeProvider.System, null, history).RunAsync(CancellationToken.None);
        await ReportAsync(result, settings.Out, settings.HistoryKeep);
        if (result.Problem is not { } problem)
        {
            checks = await RunChecks.OpenAsync(settings, specs, result, history, CancellationToken.None);
            return;
        }
        // A laptop without any server skips the scenarios; in CI that is a failure.
        var noServer = settings.Source is null && result.Stages.Count == 0 && result.ExitCode == ExitCodes.Infrastructure;
        if (noServer && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Ignore(problem);
        Assert.Fail(problem);
    }

    [OneTimeTearDown]
    public async Task RemoveAsync()
    {
        await ReqnrollRuntime.EndAsync();
        if (checks is not null) await checks.DisposeAsync();
        if (Directory.Exists(Workspace.Work)) Directory.Delete(Workspace.Work, recursive: true);
    }

    // A report in the work folder is removed with it, so only a report elsewhere is printed.
    private static async Task ReportAsync(RunResult result, string folder, int keep)
    {
        var report = await ReportWriter.WriteAsync(result, folder, CancellationToken.None);
        await HistoryFile.AddAsync(folder, HistoryRun.From(result), keep, TimeProvider.System, CancellationToken.None);
        if (!folder.StartsWith(Workspace.Work, StringComparison.Ordinal)) await TestContext.Progress.WriteLineAsync($"Report  {report.Page}");
    }
}
