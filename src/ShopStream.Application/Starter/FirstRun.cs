using ShopStream.Application.Files;
using ShopStream.Application.Progress;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Application.Suggesting;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Starter;

/// <summary>The first run of a start, and the features that are suggested from it.</summary>
/// <param name="clock">Supplies the current time.</param>
/// <param name="start">Names the folder and the database.</param>
public sealed class FirstRun(TimeProvider clock, PostgresStart start)
{
    /// <summary>The request of the check that judges everything, suggested features included.</summary>
    /// <param name="command">The command that was typed, for the report.</param>
    /// <param name="cancellationToken">Cancels the reading of the specs.</param>
    /// <exception cref="UsageException">The features are wrong.</exception>
    public RunRequest Check(string command, CancellationToken cancellationToken) => Request(movesData: false, command, cancellationToken);

    /// <summary>Moves the tables and checks that they arrive whole. Its line of the history and its report are written.</summary>
    /// <param name="command">The command that was typed, for the report.</param>
    /// <param name="observer">Receives progress and warnings.</param>
    /// <param name="cancellationToken">Cancels the run; the last good state stays.</param>
    public async Task<CompletedRun> RunAsync(string command, WorkObserver observer, CancellationToken cancellationToken)
    {
        var useCase = new RunUseCase(clock);
        await using var run = await useCase.RunAsync(Request(movesData: true, command, cancellationToken), observer, cancellationToken);
        return await useCase.StoreAsync(run, observer.Warn, cancellationToken);
    }

    /// <summary>Makes the checks of tables without rows comments: nothing of them can be judged.</summary>
    /// <param name="started">What has been written.</param>
    /// <param name="result">The result of <see cref="RunAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The tables, as sentences name them; none if the run has another problem than empty tables.</returns>
    public async Task<IReadOnlyList<string>> LeaveOutEmptyAsync(StartedPostgres started, RunResult result, CancellationToken cancellationToken)
    {
        if (result.Scenarios.Any(s => s.Outcome is not (Outcome.Passed or Outcome.NotJudged)))
            return [];
        var empty = result.Layers.Where(l => l.Layer is "raw" && l.Rows == 0).Select(l => Identifier.Written(l.Table)).ToHashSet(StringComparer.Ordinal);
        if (empty.Count > 0)
            await NewFiles.WriteAsync(start.Into, [(PostgresStarter.FeatureFile, started.Arrival(empty))], overwrite: true, "with --into", cancellationToken);
        return [.. empty.Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes a feature for each table of what holds today, without what is checked already.</summary>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The files, and tables without a suggestion, with the reason.</returns>
    /// <exception cref="NothingToJudgeException">Nothing can be suggested.</exception>
    /// <exception cref="UsageException">A file exists and is not to be overwritten, or cannot be written.</exception>
    public async Task<(IReadOnlyList<WrittenFeature> Files, IReadOnlyList<string> Skipped)> SuggestAsync(
        WorkObserver observer,
        CancellationToken cancellationToken
    )
    {
        var settings = Settings();
        var suggested = await new SuggestUseCase(clock).RunAsync(
            new SuggestRequest
            {
                Settings = settings,
                Datasets = [Layer.Raw.NameOf()],
                Besides = SelectedSpecs
                    .Load(settings, cancellationToken)
                    .Specifications.SelectMany(s => s.Checks)
                    .Select(c => c.Sentence)
                    .ToHashSet(StringComparer.Ordinal),
            },
            observer,
            cancellationToken
        );
        return (await suggested.WriteAsync(settings.Features, start.Overwrite, cancellationToken), suggested.Skipped);
    }

    private RunRequest Request(bool movesData, string command, CancellationToken cancellationToken)
    {
        var settings = Settings();
        return new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, cancellationToken),
            MovesData = movesData,
            Command = command,
        };
    }

    private ShopSettings Settings() =>
        LoadedSettings
            .Read(
                In(PostgresStarter.SettingsFile),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["features"] = In(PostgresStarter.Features),
                    ["work"] = In(".shopstream"),
                    ["out"] = In("reports"),
                },
                start.WithAddress
            )
            .Settings;

    private string In(string name) => start.Into is "." ? name : Path.Combine(start.Into, name);
}
