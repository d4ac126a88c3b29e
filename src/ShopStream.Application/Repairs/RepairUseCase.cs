using System.Text.Json;
using ShopStream.Application.Checking;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.FailingRows;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.History;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports;

namespace ShopStream.Application.Repairs;

/// <summary>
/// check --only-keys: judges the failing rows of a file again, after a repair. It says nothing about other rows, so that neither history nor report has it.
/// </summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class RepairUseCase(TimeProvider clock)
{
    /// <summary>Judges the keys of the file.</summary>
    /// <param name="request">What to judge.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="UsageException">The file is not one of failing rows, or its checks are not those of the specs.</exception>
    /// <exception cref="NothingToJudgeException">The file has no rows, or no run exists.</exception>
    public async Task<RepairResult> RunAsync(RepairRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(observer);
        var (settings, stages) = (request.Settings, new Stages(observer.Progress.ForPipeline()));
        await using var file = await FailingRowFile.OpenAsync(settings.Pipeline, cancellationToken);
        var given = await GivenRows.ReadAsync(request.File, file, cancellationToken);
        if (given.Checks.Count == 0)
            throw new NothingToJudgeException($"{request.File} has no rows: there is nothing to judge again");
        var matched = GivenChecks.Match(request, given.Checks);
        var scope = new CheckScope
        {
            Settings = settings,
            Specs = request.Specs with { Specifications = [.. matched.Select(m => m.Specification)] },
            History = await HistoryFile.ReadAsync(settings.Out, observer.Warn, cancellationToken),
            StartedAt = clock.GetUtcNow(),
            Date = settings.Date,
            Source = settings.SourceToRead(),
        };
        await using var session = await CheckSession.OpenAsync(scope, clock, cancellationToken);
        session.Validate();
        var results = await stages.RunAsync(
            Stages.Check,
            async () =>
            {
                await session.CollectAsync([], cancellationToken);
                return await session.Checker.RunWithoutDrillDownAsync(session.Specifications, cancellationToken);
            }
        );
        var found = await stages.RunAsync(Stages.FailingRows, () => CollectAsync(file, session, matched, results, cancellationToken));
        await session.RequireUnchangedAsync(cancellationToken);
        await file.CompleteAsync([.. found.OfType<FailingCheck>()], cancellationToken);
        var failing = await given.CompareAsync(cancellationToken);
        IReadOnlyList<RepairedCheck> checks =
        [
            .. matched.Select(
                (m, i) => Judge(m, results[i].Checks[0], found[i], failing.GetValueOrDefault(m.Given.Number, KeysStillFailing.None), settings.RedactionPolicy)
            ),
        ];
        var code = ExitCodePolicy.OfOutcome(Outcomes.Worst(checks.Select(c => c.Outcome)));
        var unavailable = session.Checker.ExitCode(session.Specifications, results) == ExitCodes.Infrastructure;
        return new RepairResult(
            checks,
            session.Manifest.Date,
            session.Manifest.Source,
            unavailable ? ExitCodePolicy.Worst([code, ExitCodes.Infrastructure]) : code
        );
    }

    // What fails now of each check, as it is in the store: nothing of it is shown.
    private static async Task<List<FailingCheck?>> CollectAsync(
        FailingRowFile file,
        CheckSession session,
        IReadOnlyList<MatchedCheck> matched,
        IReadOnlyList<ScenarioResult> results,
        CancellationToken cancellationToken
    )
    {
        var collector = session.Checker.FailingRows(RedactionPolicy.None);
        var found = new List<FailingCheck?>();
        foreach (var (match, specification, result) in matched.Zip(session.Specifications, results))
        {
            var given = match.Given;
            if (match.Problem is not null || result.Outcome is not (Outcome.Failed or Outcome.Warned))
            {
                found.Add(null);
                continue;
            }
            var place = new FailingCheck
            {
                Number = given.Number,
                File = given.Feature,
                Scenario = given.Scenario,
                Line = given.Line,
                Sentence = given.Sentence,
                Id = given.Id,
            };
            found.Add(
                await collector.CollectAsync(
                    specification.Checks[0],
                    result.Checks[0],
                    place,
                    row => file.Add(given.Number, row with { Key = Only(row.Key, given.KeyNames) }),
                    cancellationToken
                )
            );
        }
        return found;
    }

    private static RepairedCheck Judge(MatchedCheck matched, CheckResult now, FailingCheck? found, KeysStillFailing failing, RedactionPolicy redaction)
    {
        var given = matched.Given;
        var check = new RepairedCheck
        {
            Feature = given.Feature,
            Line = given.Line,
            Scenario = given.Scenario,
            Sentence = given.Sentence,
            Outcome = Outcome.Passed,
            Keys = given.Keys,
        };
        if (matched.Problem is { } problem)
            return check with { Outcome = Outcome.NotJudged, Note = problem };
        if (now.Outcome is Outcome.Error or Outcome.NotJudged)
            return check with { Outcome = now.Outcome, Note = now.Note };
        if (found?.Missing is { } missing)
            return check with { Outcome = Outcome.NotJudged, Note = $"not all rows that fail now are known: {missing}" };
        return failing.Failing == 0
            ? check
            : check with
            {
                Outcome = now.Outcome,
                StillFailing = failing.Failing,
                First = redaction.Level == SampleLevel.None || given.KeyNames.Any(n => redaction.Personal.Has("", n)) ? [] : failing.First,
            };
    }

    // A file that was written with --samples keys has only the columns that look like keys, where a table has no key.
    private static string? Only(string? key, IReadOnlyList<string> names)
    {
        if (key is null)
            return null;
        using var json = JsonDocument.Parse(key);
        var values = json.RootElement.EnumerateObject().ToList();
        return values.Count == names.Count
            ? key
            : FailingRow.KeyOf([.. values.Where(v => names.Contains(v.Name, StringComparer.Ordinal)).Select(v => (v.Name, v.Value.GetString()))]);
    }
}
