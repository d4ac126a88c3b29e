using NUnit.Framework;
using ShopStream.Cli.Runs;
using BoundSpecs = ShopStream.Cli.Runs.Specs;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports;

namespace ShopStream.Specs;

/// <summary>One pipeline run, before all scenarios.</summary>
[SetUpFixture]
public sealed class JudgedRun
{
    private static RunResult? result;

    internal static ScenarioResult Scenario(string file, int line, string name)
    {
        if (result is null) throw new InvalidOperationException("the pipeline has not run");
        return result.Scenarios.Single(s => string.Equals(s.File, file, StringComparison.Ordinal) && s.Line == line && string.Equals(s.Name, name, StringComparison.Ordinal));
    }

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        var settings = Workspace.Settings();
        var history = await HistoryFile.ReadAsync(settings.Out, TestContext.Progress.WriteLine, CancellationToken.None);
        var session = new RunSession(settings, BoundSpecs.Load(settings, CancellationToken.None), "dotnet test", TimeProvider.System, null, history);
        result = await session.RunAsync(CancellationToken.None);
        var report = await ReportWriter.WriteAsync(result, settings.Out, CancellationToken.None);
        await HistoryFile.AddAsync(settings.Out, HistoryRun.From(result), settings.HistoryKeep, TimeProvider.System, CancellationToken.None);
        await TestContext.Progress.WriteLineAsync($"Report  {report.Page}");
        if (result.Problem is not { } problem) return;
        // No server of any kind on a laptop is no fault of the specs; in CI it is.
        var noServer = settings.Source is null && result.Stages.Count == 0 && result.ExitCode == ExitCodes.Infrastructure;
        if (noServer && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Ignore(problem);
        Assert.Fail(problem);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        if (Directory.Exists(Workspace.Work)) Directory.Delete(Workspace.Work, recursive: true);
    }
}
