using ShopStream.Application.Composition;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Features;
using ShopStream.Pipeline.Changes;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Files;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Reports.Changes;

namespace ShopStream.Application.Comparing;

/// <summary>A comparison that has ended, with its report.</summary>
/// <param name="Report">The differences.</param>
/// <param name="Files">Where the report is.</param>
/// <param name="ExitCode">1 if something is not expected, 3 if the report could not be written.</param>
public sealed record CompareResult(ChangeReport Report, ChangeReportFiles Files, int ExitCode)
{
    /// <summary>The file that was written for review; null if nothing was accepted.</summary>
    public string? Accepted { get; init; }
}

/// <summary>compare: what a change of models, settings or features does to the numbers.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class CompareUseCase(TimeProvider clock)
{
    /// <param name="request">What to compare.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the work; the scratch copies are removed.</param>
    /// <exception cref="UsageException">The base does not exist, or settings, features or models of a side are wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    /// <exception cref="NothingToJudgeException">No run has loaded the warehouse.</exception>
    public async Task<CompareResult> RunAsync(CompareRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        BaseRows.Require(request);
        var started = clock.GetUtcNow();
        using var files = await BaseFiles.ReadAsync(request, cancellationToken);
        var settings = files.Head;
        var expected = ItemsFile.ExpectedChanges(settings.Features).Where(e => !files.Expected.Any(e.IsSame)).ToList();
        var keys = KeysOf(settings, cancellationToken);
        var options = settings.Pipeline.For("compare", observer);
        await using var locks = await DataLocks.ShareAsync(options, clock, cancellationToken);
        var data = await StoredRun.OpenAsync(options, settings.Date, null, clock, locks, cancellationToken);
        // DuckDB's file is opened once more for the comparison, and the lock keeps runs away. Snowflake may be shared with other machines.
        await using var shared = settings.Pipeline.Snowflake is null ? null : data;
        if (shared is null)
            await data.DisposeAsync();
        IReadOnlyList<string> tables = [.. data.Manifest.Tables.Select(t => t.Table)];
        await using var rows = await BaseRows.OpenAsync(request, files.Pipeline, options, clock, cancellationToken);
        var found = await ModelComparison.RunAsync(
            new ComparisonRequest
            {
                Head = options,
                Base = files.Pipeline with { WorkFolder = options.WorkFolder },
                BaseName = files.Name,
                BaseWarehouse = rows.Warehouse,
                RawTables = tables,
                Clock = clock,
                Redaction = settings.RedactionPolicy,
                Keys = keys,
                Progress = item => observer.Progress?.Report(new WorkProgress("compare") { Item = item }),
            },
            cancellationToken
        );
        if (shared is not null)
            await shared.RequireUnchangedAsync(cancellationToken);
        var report = new ChangeReport
        {
            RunId = RunId.New(started),
            StartedAt = started,
            Seconds = (clock.GetUtcNow() - started).TotalSeconds,
            Date = data.Manifest.Date,
            Base = files.Name,
            BaseCommit = files.Commit,
            HeadCommit = files.HeadCommit,
            ModelsFolder = files.ModelsFolder,
            Samples = settings.RedactionPolicy.LevelName,
            Currency = settings.Currency,
            Notes = rows.Note is { } note ? [.. files.Notes, note] : files.Notes,
            Models = found.Models,
            Compared = found.Compared,
            Tables = found.Tables,
            Metrics = found.Metrics,
            Lineage = await ShopPipeline.LineageAsync(options, tables, cancellationToken),
        }.Apply(expected);
        var accepted =
            request.Accept is { } accept && report.Unexpected.Count > 0 ? await AcceptAsync(report, settings.Features, accept, cancellationToken) : null;
        if (accepted is not null)
            report = report.Apply([.. ItemsFile.ExpectedChanges(settings.Features).Where(e => !files.Expected.Any(e.IsSame))]);
        return await WriteAsync(report, settings.Out, observer, cancellationToken) with { Accepted = accepted };
    }

    // A uniqueness check names a key.
    private static Func<Dataset, IEnumerable<CandidateKey>> KeysOf(Settings.ShopSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var keys = SelectedSpecs
                .Load(settings with { Tags = "", Only = "" }, cancellationToken)
                .Specifications.SelectMany(s => s.Checks.SelectMany(c => c.Metrics).OfType<DuplicateValues>().Select(d => (Metric: d, s.File, s.Line)))
                .Where(d => d.Metric.Relation is { Conditions.Count: 0, Lookups.Count: 0 })
                .ToLookup(
                    d => d.Metric.Relation.Dataset,
                    d => new CandidateKey(d.Metric.Columns, System.FormattableString.Invariant($"the uniqueness check {d.File}:{d.Line}"))
                );
            return dataset => keys[dataset];
        }
        catch (NothingToJudgeException)
        {
            // Models can be compared before the first scenario is written.
            return static _ => [];
        }
    }

    private static async Task<string> AcceptAsync(ChangeReport report, string features, Acceptance accept, CancellationToken cancellationToken)
    {
        var path = Path.Combine(features, ExpectedChange.FileName);
        var there = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : null;
        var text = ExpectedChangesText.With(there, report.Unexpected, accept.Reason, accept.Owner);
        try
        {
            await AtomicFile.WriteAsync(path, System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException($"{path} cannot be written: {e.Message} Expected a writable features folder.", e);
        }
        return path;
    }

    private static async Task<CompareResult> WriteAsync(ChangeReport report, string folder, WorkObserver observer, CancellationToken cancellationToken)
    {
        var code = ExitCodePolicy.OfOutcome(report.Outcome);
        try
        {
            await ChangeReportWriter.WriteAsync(report, folder, cancellationToken);
        }
        catch (InfrastructureException e)
        {
            observer.Warn($"report: not written: {e.Message} The result stands as it is shown.");
            code = ExitCodePolicy.Worst([code, e.ExitCode]);
        }
        return new CompareResult(report, ChangeReportWriter.FilesOf(report, folder), code);
    }
}
