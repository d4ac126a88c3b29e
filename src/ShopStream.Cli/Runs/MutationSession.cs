using System.Globalization;
using System.Security.Cryptography;
using ShopStream.Cli.Settings;
using ShopStream.Features;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Runs;

/// <summary>One proof: draw faults, judge without any, plant each, look for sentences that catch the survivors, judge without any again.</summary>
/// <param name="settings">Where the last run left its data.</param>
/// <param name="specs">That are proven.</param>
/// <param name="proving">Which faults to plant.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="progress">Receives progress updates.</param>
internal sealed class MutationSession(ShopSettings settings, Specs specs, MutationOptions proving, TimeProvider clock, IProgress<StageProgress>? progress)
{
    private readonly Stages stages = new(progress);

    /// <exception cref="UsageException">The data are not green without a fault, or settings, features or models are wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    /// <exception cref="NothingToJudgeException">Nothing was run yet.</exception>
    public async Task<MutationReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var (catalog, specifications, context, manifest) = await ValidateAsync(started, cancellationToken);
        await using var workspaces = await stages.RunAsync("draw", () => MutationWorkspaces.OpenAsync(settings.Pipeline, manifest, catalog, proving, cancellationToken));
        var tester = new MutationTester(specifications, catalog, context, () => new MemoryStream(), settings.RedactionPolicy);
        RequirePassing(await stages.RunAsync("control", () => tester.RunControlAsync(workspaces.Workspaces[0], cancellationToken)), "before any fault was planted");
        var results = (await stages.RunAsync("prove", () => tester.RunAsync(workspaces.Mutants, workspaces.Workspaces, ReportProgress("prove", workspaces.Mutants.Count), cancellationToken))).ToList();
        var survivors = results.Select((r, i) => (Result: r, Index: i)).Where(r => r.Result.Outcome == MutantOutcome.Survived).ToList();
        if (survivors.Count > 0)
        {
            var sentences = await FindCandidatesAsync(catalog, context, workspaces.Workspaces[0], cancellationToken);
            var suggested = await stages.RunAsync("suggest", () => tester.SuggestAsync([.. survivors.Select(s => workspaces.Mutants[s.Index])], workspaces.Workspaces, sentences, workspaces.LastResort, ReportProgress("suggest", survivors.Count), cancellationToken));
            foreach (var (survivor, story, sentence) in survivors.Zip(suggested, SuggestedChecks.FindSmallestSet([.. suggested.Select(s => s.Sentences)]))) results[survivor.Index] = survivor.Result with { Description = story.Description, Suggestion = sentence };
        }
        // What was planted is gone again, in every copy.
        foreach (var workspace in workspaces.Workspaces) RequirePassing(await tester.RunControlAsync(workspace, cancellationToken), "after the last fault was taken back; this is a defect of prove");
        var exceptions = ItemsFile.Exceptions(settings.Features);
        results = results.ConvertAll(r => r.Outcome == MutantOutcome.Survived ? r with { Accepted = exceptions.FirstOrDefault(e => e.Covers(r.Id))?.Reason } : r);
        var caught = results.SelectMany(r => r.CaughtBy).ToHashSet(StringComparer.Ordinal);
        return new MutationReport
        {
            RunId = string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}"),
            StartedAt = started,
            Date = manifest.Date,
            Seed = settings.Seed,
            Samples = settings.RedactionPolicy.LevelName,
            Possible = workspaces.Possible,
            Faults = results,
            Seconds = (clock.GetUtcNow() - started).TotalSeconds,
            Controls = tester.Controls,
            NeverCaught = [.. specifications.Select(s => new ScenarioWithoutCatch(string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}"), s.Name)).Where(s => !caught.Contains(s.Place))],
            NotProven = tester.NotProven,
            Unneeded = workspaces.Mutants.Count < workspaces.Possible ? [] : [.. exceptions.Where(e => !results.Exists(r => r.Accepted is not null && e.Covers(r.Id))).Select(e => string.Create(CultureInfo.InvariantCulture, $"{AcceptedMutant.FileName}:{e.Line}: {e.Fault}"))],
        };
    }

    private async Task<(Catalog Catalog, IReadOnlyList<Specification> Specifications, EvaluationContext Standpoint, Manifest Manifest)> ValidateAsync(
        DateTimeOffset started, CancellationToken cancellationToken)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, clock, stages, null);
        await using var runData = await pipeline.OpenAsync(settings.Date, null, cancellationToken);
        var specifications = specs.Specifications.ForRun(runData.Manifest.Date);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        // As of the end of its date: data does not grow stale while it is proven.
        var context = new EvaluationContext(EvaluationContext.MomentOf(started, runData.Manifest.Date), runData.Manifest.Date, RunHistory.Empty);
        return (runData.Catalog, specifications, context, runData.Manifest);
    }

    private async Task<IReadOnlyList<CandidateSentence>> FindCandidatesAsync(Catalog catalog, EvaluationContext context, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        var collector = new MetricCollector(catalog, workspace.Stores, context, redaction: settings.RedactionPolicy);
        var suggested = await new Suggester(catalog, collector, settings.Pipeline.BusinessMetrics, settings.RedactionPolicy.Personal).SuggestAsync([.. catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer > Layer.Lake)], cancellationToken);
        var lineage = await ShopPipeline.LineageAsync(settings.Pipeline, settings.Tables, cancellationToken);
        return [.. SuggestedSentences.Of(suggested), .. await LayerSentences.FindHoldingAsync(catalog, lineage, collector, cancellationToken)];
    }

    private static void RequirePassing(IReadOnlyList<string> off, string when)
    {
        if (off.Count > 0) throw new UsageException($"{off.Count} {(off.Count == 1 ? "claim does" : "claims do")} not hold {when}: a fault can only be told where all is green. Mend the data or the specs first:\n{string.Join("\n", off)}");
    }

    private Action<int> ReportProgress(string stage, int of) => done => progress?.Report(new StageProgress(stage, "faults", done, of));
}
