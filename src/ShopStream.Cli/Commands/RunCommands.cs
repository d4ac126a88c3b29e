using System.CommandLine;
using System.Runtime.ExceptionServices;
using ShopStream.Application.Publishing;
using ShopStream.Application.Repairs;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>run, check: evaluate the scenarios and end with a report and an exit code.</summary>
internal static class RunCommands
{
    private static readonly Option<bool> FromLake = new("--from-lake")
    {
        Description = "Rebuild the warehouse from the lake and check it; the source is not read. A damaged warehouse.duckdb is kept under another name",
    };

    private static readonly Option<string> OnlyKeys = new("--only-keys")
    {
        HelpName = "FILE",
        Description = "After a repair, judge just the rows of a file that --keep-failures has written; no report is written",
    };

    private static readonly TimeSpan TimeToStore = TimeSpan.FromSeconds(10);

    public static Command Run() =>
        CreateCommand(
            "run",
            "Move the data from PostgreSQL to the marts and check it. "
                + "If no source is named (PGHOST, PGDATABASE or settings), a throw-away PostgreSQL is started and filled.",
            [
                Options.Features,
                Options.Tags,
                Options.Only,
                Options.FailOn,
                Options.Baseline,
                Options.Samples,
                Options.KeepFailures,
                Options.Scale,
                Options.Seed,
                Options.Date,
                FromLake,
                Options.Warehouse,
                Options.Work,
                Options.Out,
            ],
            movesData: true
        );

    public static Command Check() =>
        CreateCommand(
            "check",
            "Check what the last run left: the source's recorded measurements, the lake's files and the warehouse. No data is moved.",
            [
                Options.Features,
                Options.Tags,
                Options.Only,
                OnlyKeys,
                Options.ChangedSince,
                Options.FailOn,
                Options.Baseline,
                Options.Samples,
                Options.KeepFailures,
                Options.DateToCheck,
                Options.Attached,
                Options.WarehouseFile,
                Options.WarehouseAddress,
                Options.Warehouse,
                Options.Work,
                Options.Out,
            ],
            movesData: false
        );

    private static Command CreateCommand(string name, string description, IEnumerable<Option> options, bool movesData)
    {
        var command = new Command(name, description);
        foreach (var option in options.Prepend(Options.Settings).Append(Options.Json).Append(Options.Quiet).Append(Options.Annotations))
            command.Add(option);
        command.SetAction(
            (parsed, cancellationToken) =>
                Program.GuardAsync(
                    parsed,
                    async () =>
                        !movesData && parsed.GetValue(OnlyKeys) is { } file
                            ? await RepairAsync(parsed, file, cancellationToken)
                            : (
                                await RunAsync(
                                    parsed,
                                    await ChangedAsync(parsed, Request(parsed, movesData, cancellationToken), cancellationToken),
                                    cancellationToken
                                )
                            ).ExitCode,
                    parsed.GetValue(Options.Json)
                )
        );
        return command;
    }

    /// <summary>The request of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="movesData">False for a check.</param>
    /// <param name="cancellationToken">Cancels the reading of the specs.</param>
    /// <param name="own">Options of the command alone, which are not settings.</param>
    public static RunRequest Request(ParseResult parsed, bool movesData, CancellationToken cancellationToken, params string[] own)
    {
        var settings = Options.Read(parsed, own);
        return new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, cancellationToken),
            MovesData = movesData,
            Baseline = BaselineOf(parsed, settings),
            FromLake = parsed.GetResult(FromLake) is not null && parsed.GetValue(FromLake),
            Command = CommandText.Of(parsed.Tokens.Select(t => t.Value)),
            Recheck = CommandText.OfCheck(parsed),
        };
    }

    private static string? BaselineOf(ParseResult parsed, ShopSettings settings) =>
        parsed.GetResult(Options.Baseline) is null ? null
        : settings.FailOnNew ? parsed.GetValue(Options.Baseline)
        : throw new UsageException("--baseline says which failures are new: expected --fail-on new with it");

    // Says on stderr what is selected and what is skipped.
    private static async Task<RunRequest> ChangedAsync(ParseResult parsed, RunRequest request, CancellationToken cancellationToken)
    {
        if (request.MovesData || await Options.ChangedAsync(parsed, request.Settings, cancellationToken) is not { } changed)
            return request;
        var selected = request.Specs.Affected(changed);
        parsed.Host().Error.WriteLine($"{changed.Describe("scenario", selected.Specifications.Count, request.Specs.Specifications.Count)}.");
        return request with { Specs = selected };
    }

    private static async Task<int> RepairAsync(ParseResult parsed, string file, CancellationToken cancellationToken)
    {
        Option[] others = [Options.KeepFailures, Options.ChangedSince, Options.Baseline, Options.Annotations];
        if (others.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } other)
            throw new UsageException($"{OnlyKeys.Name} and {other.Name} exclude each other: {OnlyKeys.Name} judges the rows of a file, and writes no report");
        var settings = Options.Read(parsed);
        var request = new RepairRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, cancellationToken),
            File = file,
        };
        var result = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => new RepairUseCase(TimeProvider.System).RunAsync(request, observer, cancellationToken)
        );
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(RepairView.JsonLine(result));
        else
            RepairView.Write(parsed.Host().Output, result, CommandText.Of(parsed.Tokens.Select(t => t.Value)));
        return result.ExitCode;
    }

    /// <summary>Runs or checks once, prints the verdict, writes its report and publishes it.</summary>
    public static async Task<CompletedRun> RunAsync(ParseResult parsed, RunRequest request, CancellationToken cancellationToken)
    {
        var (host, json) = (parsed.Host(), parsed.GetValue(Options.Json));
        var annotations = GitHubLog.Of(host, parsed.GetValue(Options.Annotations), json);
        var useCase = new RunUseCase(TimeProvider.System);
        CompletedRun run;
        using (GitHubLog.Quote(annotations))
        {
            await using var verdict = await ProgressView.ShowAsync(
                host,
                parsed.GetValue(Options.Quiet),
                observer => useCase.RunAsync(request, observer, cancellationToken)
            );
            var unshown = await ShowAsync(host, verdict, json);
            // A verdict that was shown is written, too: whoever interrupts waits that long.
            using var store = new CancellationTokenSource();
            await using var interruption = cancellationToken.Register(() => store.CancelAfter(TimeToStore));
            run = await useCase.StoreAsync(verdict, host.Error.WriteLine, store.Token);
            unshown?.Throw();
        }
        try
        {
            await new RunPublisher(TimeProvider.System).PublishAsync(run, annotations, host.Error.WriteLine, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            host.Error.WriteLine("Interrupted before every integration had the run. The verdict and its report stand.");
        }
        return run;
    }

    /// <returns>Why the verdict could not be shown, such as a full disk behind stdout; null where it was.</returns>
    private static async Task<ExceptionDispatchInfo?> ShowAsync(CommandHost host, CompletedRun verdict, bool json)
    {
        try
        {
            if (json)
                host.Output.WriteLine(RunResultView.JsonLine(verdict));
            else
                RunResultView.Write(host, verdict.Result, verdict.Report, verdict.Request.Command);
            await host.FlushAsync();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
