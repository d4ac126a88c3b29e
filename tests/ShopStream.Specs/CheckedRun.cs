using NUnit.Framework;
using ShopStream.Application.Checking;
using ShopStream.Application.Progress;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;

namespace ShopStream.Specs;

/// <summary>Runs the pipeline once, before all scenarios about data.</summary>
[SetUpFixture]
public sealed class CheckedRun
{
    private static CheckSession? session;

    internal static Task<ScenarioResult> JudgeAsync(BoundSpecs bound) =>
        session is null
            ? throw new InvalidOperationException("the pipeline has not run")
            : session.EvaluateAsync(bound.Specifications.Single(), CancellationToken.None);

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        var settings = Workspace.Settings();
        var request = new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, CancellationToken.None),
            Command = "dotnet test",
        };
        var useCase = new RunUseCase(TimeProvider.System);
        await using var run = await useCase.RunAsync(request, new WorkObserver(null, TestContext.Progress.WriteLine), CancellationToken.None);
        await useCase.StoreAsync(run, TestContext.Progress.WriteLine, CancellationToken.None);
        // The work folder is removed at the end, and a report in it. Its place is printed only if the settings name another folder.
        if (!settings.Out.StartsWith(Workspace.Work, StringComparison.Ordinal))
            await TestContext.Progress.WriteLineAsync($"Report  {run.Report.Page}");
        if (run.Result.Problem is { } problem)
            Stop(run, problem);
        else
        {
            await run.DisposeAsync();
            session = await OpenAsync(run);
        }
    }

    [OneTimeTearDown]
    public async Task RemoveAsync()
    {
        if (session is not null)
            await session.DisposeAsync();
        if (Directory.Exists(Workspace.Work))
            Directory.Delete(Workspace.Work, recursive: true);
    }

    // All scenarios' metrics are measured together.
    private static async Task<CheckSession> OpenAsync(CompletedRun run)
    {
        var scope = new CheckScope
        {
            Settings = run.Request.Settings,
            Specs = run.Request.Specs,
            History = run.Before,
            StartedAt = run.Result.StartedAt,
            Date = run.Result.Date,
            Source = run.Request.Settings.Source,
        };
        var opened = await CheckSession.OpenAsync(scope, TimeProvider.System, CancellationToken.None);
        try
        {
            await opened.CollectAsync([], CancellationToken.None);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    // A laptop without a server skips the scenarios; in CI a missing server fails.
    private static void Stop(CompletedRun run, string problem)
    {
        var noServer = run.Request.Settings.Source is null && run.Result.Stages.Count == 0 && run.Result.ExitCode == ExitCodes.Infrastructure;
        if (noServer && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Ignore(problem);
        Assert.Fail(problem);
    }
}
