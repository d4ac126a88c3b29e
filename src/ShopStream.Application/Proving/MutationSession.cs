using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Proving;

/// <summary>
/// Draws mutants, checks the suite without one, plants each, looks for checks that catch the survivors, and checks the suite without one again.
/// </summary>
/// <param name="request">Selection of the mutants.</param>
/// <param name="specs">The scenarios under test.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="observer">Receives progress and waits for other commands.</param>
internal sealed class MutationSession(ProveRequest request, SelectedSpecs specs, TimeProvider clock, WorkObserver observer)
{
    private readonly Stages stages = new(observer.Progress.ForPipeline());

    private ShopSettings Settings => request.Settings;

    /// <exception cref="UsageException">The suite does not pass without a mutant, or settings, features or models are wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<MutationReport> RunAsync(CancellationToken cancellationToken)
    {
        var mutation = request.ToOptions();
        if (request.Changed is { } changed)
            mutation = mutation with { Only = changed.Mutants(specs.Specifications) };
        var started = clock.GetUtcNow();
        var options = Settings.Pipeline.For("prove", observer);
        await using var locks = await DataLocks.ShareAsync(options, clock, cancellationToken);
        var (catalog, specifications, context, manifest) = await ValidateAsync(options, locks, started, cancellationToken);
        await using var workspaces = await stages.RunAsync("draw", () => MutationWorkspaces.OpenAsync(options, manifest, catalog, mutation, cancellationToken));
        if (request.Changed is { } scope)
        {
            observer.Warn($"{scope.Describe("mutant", workspaces.Possible, workspaces.PossibleInAll)}.");
            if (workspaces.Mutants.Count == 0)
                throw new NothingToJudgeException("no mutant is of what changed: nothing was planted");
        }
        var tester = new MutationTester(specifications, catalog, context, Settings.RedactionPolicy)
        {
            BusinessMetrics = [.. Settings.Pipeline.BusinessMetrics.Values],
            Lineage = await ShopPipeline.LineageAsync(Settings.Pipeline, Settings.Tables, cancellationToken),
        };
        await using var examples =
            specs.Examples.Count == 0
                ? null
                : await stages.RunAsync("examples", () => ProvingExamples.OpenAsync(Settings, specs.Examples, clock, cancellationToken));
        RequirePassing(
            await stages.RunAsync("control", () => tester.RunControlAsync(workspaces.Workspaces[0], cancellationToken)),
            "before any mutant was planted"
        );
        var results = (
            await stages.RunAsync(
                "prove",
                () =>
                    tester.RunAsync(
                        workspaces.Mutants,
                        workspaces.Workspaces,
                        done =>
                            ReportProgress(
                                "prove",
                                done.Done,
                                workspaces.Mutants.Count,
                                string.Create(CultureInfo.InvariantCulture, $"{done.Survived:#,##0} surviving")
                            ),
                        cancellationToken
                    )
            )
        ).ToList();
        if (examples is not null)
            await CatchByExamplesAsync(results, examples, cancellationToken);
        var survivors = results.Select((r, i) => (Result: r, Index: i)).Where(r => r.Result.Outcome == MutantOutcome.Survived).ToList();
        if (survivors.Count > 0)
        {
            var sentences = await FindCandidatesAsync(catalog, context, workspaces.Workspaces[0], cancellationToken);
            var suggested = await stages.RunAsync(
                "suggest",
                () =>
                    tester.SuggestAsync(
                        [.. survivors.Select(s => workspaces.Mutants[s.Index])],
                        workspaces.Workspaces,
                        sentences,
                        workspaces.LastResort,
                        done => ReportProgress("suggest", done, survivors.Count),
                        cancellationToken
                    )
            );
            foreach (var (survivor, story, sentence) in survivors.Zip(suggested, SuggestedChecks.FindSmallestSet([.. suggested.Select(s => s.Sentences)])))
                results[survivor.Index] = survivor.Result with { Description = story.Description, Suggestion = sentence };
        }
        // Every mutant is removed again, in every copy.
        foreach (var workspace in workspaces.Workspaces)
            RequirePassing(await tester.RunControlAsync(workspace, cancellationToken), "after the last mutant was removed; this is a defect of prove");
        var exceptions = ItemsFile.Exceptions(Settings.Features);
        results = results.ConvertAll(r =>
            r.Outcome == MutantOutcome.Survived ? r with { Accepted = exceptions.FirstOrDefault(e => e.Covers(r.Id))?.Reason } : r
        );
        var caught = results.SelectMany(r => r.CaughtBy).ToHashSet(StringComparer.Ordinal);
        return new MutationReport
        {
            RunId = RunId.New(started),
            StartedAt = started,
            Date = manifest.Date,
            Seed = Settings.Seed,
            Samples = Settings.RedactionPolicy.LevelName,
            Possible = workspaces.Possible,
            Faults = results,
            Seconds = (clock.GetUtcNow() - started).TotalSeconds,
            Controls = tester.Controls,
            NeverCaught =
            [
                .. specifications
                    .Select(s => new ScenarioWithoutCatch(string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}"), s.Name))
                    .Where(s => !caught.Contains(s.Place)),
            ],
            NotProven = tester.NotProven,
            Unneeded =
                workspaces.Mutants.Count < workspaces.Possible
                    ? []
                    :
                    [
                        .. exceptions
                            .Where(e => !results.Exists(r => r.Accepted is not null && e.Covers(r.Id)))
                            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{AcceptedMutant.FileName}:{e.Line}: {e.Fault}")),
                    ],
        };
    }

    // A model is specified by examples; the data of a run may be such that a fault of a model does not show.
    private async Task CatchByExamplesAsync(List<MutantResult> results, ProvingExamples examples, CancellationToken cancellationToken)
    {
        var survived = results.Where(r => r.Outcome == MutantOutcome.Survived).Select(r => (r.Id, r.Description)).ToHashSet();
        var mutants = examples.AllMutants.Where(m => survived.Contains((m.Mutant.Id, m.Mutant.Description))).ToList();
        if (mutants.Count == 0)
            return;
        var caught = await stages.RunAsync(
            "examples",
            () => examples.FindCatchingAsync(mutants, done => ReportProgress("examples", done, mutants.Count), cancellationToken)
        );
        foreach (var (mutant, example) in mutants.Zip(caught))
        {
            if (example is not null && results.FindIndex(r => string.Equals(r.Id, mutant.Mutant.Id, StringComparison.Ordinal)) is var at)
                results[at] = results[at] with { Outcome = MutantOutcome.Caught, CaughtBy = [example.Place] };
        }
    }

    private async Task<(Catalog Catalog, IReadOnlyList<Specification> Specifications, EvaluationContext Context, Manifest Manifest)> ValidateAsync(
        PipelineOptions options,
        DataLocks locks,
        DateTimeOffset started,
        CancellationToken cancellationToken
    )
    {
        await using var data = await StoredRun.OpenAsync(options, Settings.Date, null, clock, locks, cancellationToken);
        var specifications = specs.Specifications.ForRun(data.Manifest.Date);
        specifications.Validate(data.Catalog, new HashSet<Layer>());
        // As of the end of its date: data does not grow stale while mutants are planted in it.
        var context = new EvaluationContext(EvaluationContext.MomentOf(started, data.Manifest.Date), data.Manifest.Date, RunHistory.Empty)
        {
            SnapshotAt = data.Manifest.SnapshotAt,
        };
        return (data.Catalog, specifications, context, data.Manifest);
    }

    private async Task<IReadOnlyList<CandidateSentence>> FindCandidatesAsync(
        Catalog catalog,
        EvaluationContext context,
        IMutationWorkspace workspace,
        CancellationToken cancellationToken
    )
    {
        var collector = Checker.Of(workspace, catalog, Settings.Pipeline.BusinessMetrics, context, Settings.RedactionPolicy).Collector;
        var suggested = await new Suggester(catalog, collector, Settings.Pipeline.BusinessMetrics, Settings.RedactionPolicy.Personal).SuggestAsync(
            [.. catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer > Layer.Lake)],
            cancellationToken
        );
        var lineage = await ShopPipeline.LineageAsync(Settings.Pipeline, Settings.Tables, cancellationToken);
        return [.. SuggestedSentences.Of(suggested), .. await LayerSentences.FindHoldingAsync(catalog, lineage, collector, cancellationToken)];
    }

    private static void RequirePassing(IReadOnlyList<string> failed, string when)
    {
        if (failed.Count > 0)
            throw new UsageException(
                $"{failed.Count} {(failed.Count == 1 ? "check fails" : "checks fail")} {when}: mutation testing needs a passing suite. "
                    + $"Fix the data or the specs first:\n{string.Join("\n", failed)}"
            );
    }

    private void ReportProgress(string stage, int done, int total, string? note = null) =>
        observer.Progress?.Report(
            new WorkProgress(stage)
            {
                Item = "mutants",
                Done = done,
                Total = total,
                Unit = "mutants",
                Note = note,
            }
        );
}
