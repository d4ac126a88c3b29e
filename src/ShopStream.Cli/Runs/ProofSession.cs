using System.Globalization;
using System.Security.Cryptography;
using ShopStream.Cli.Settings;
using ShopStream.Features;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Proving;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli.Runs;

/// <summary>One proof: draw faults, judge without any, plant each, look for sentences that catch the survivors, judge without any again.</summary>
/// <param name="settings">Where the last run left its data.</param>
/// <param name="specs">That are proven.</param>
/// <param name="proving">Which faults to plant.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="progress">Receives progress updates.</param>
internal sealed class ProofSession(ShopSettings settings, Specs specs, ProvingOptions proving, TimeProvider clock, IProgress<StageProgress>? progress)
{
    private readonly Stages stages = new(progress);

    /// <exception cref="UsageException">The data are not green without a fault, or settings, features or models are wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    /// <exception cref="NothingToJudgeException">Nothing was run yet.</exception>
    public async Task<ProofResult> RunAsync(CancellationToken cancellation)
    {
        var started = clock.GetUtcNow();
        var (catalog, specifications, standpoint, manifest) = await LookUpAsync(started, cancellation);
        await using var grounds = await stages.RunAsync("draw", () => ProvingGrounds.OpenAsync(settings.Pipeline, manifest, catalog, proving, cancellation));
        var prover = new Prover(specifications, catalog, standpoint, () => new MemoryStream(), settings.Discretion);
        RequireGreen(await stages.RunAsync("control", () => prover.ControlAsync(grounds.Grounds[0], cancellation)), "before any fault was planted");
        var results = (await stages.RunAsync("prove", () => prover.ProveAsync(grounds.Faults, grounds.Grounds, Told("prove", grounds.Faults.Count), cancellation))).ToList();
        var survivors = results.Select((r, i) => (Result: r, Index: i)).Where(r => r.Result.Outcome == FaultOutcome.Survived).ToList();
        if (survivors.Count > 0)
        {
            var sentences = await SentencesAsync(catalog, standpoint, grounds.Grounds[0], cancellation);
            var suggested = await stages.RunAsync("suggest", () => prover.SuggestAsync([.. survivors.Select(s => grounds.Faults[s.Index])], grounds.Grounds, sentences, grounds.LastResort, Told("suggest", survivors.Count), cancellation));
            foreach (var (survivor, story, sentence) in survivors.Zip(suggested, Remedies.Fewest([.. suggested.Select(s => s.Sentences)]))) results[survivor.Index] = survivor.Result with { Description = story.Description, Suggestion = sentence };
        }
        // What was planted is gone again, in every copy.
        foreach (var ground in grounds.Grounds) RequireGreen(await prover.ControlAsync(ground, cancellation), "after the last fault was taken back; this is a defect of prove");
        var exceptions = ItemsFile.Exceptions(settings.Features);
        results = results.ConvertAll(r => r.Outcome == FaultOutcome.Survived ? r with { Accepted = exceptions.FirstOrDefault(e => e.Covers(r.Id))?.Reason } : r);
        var caught = results.SelectMany(r => r.CaughtBy).ToHashSet(StringComparer.Ordinal);
        return new ProofResult
        {
            RunId = string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}"),
            StartedAt = started,
            Date = manifest.Date,
            Seed = settings.Seed,
            Samples = settings.Discretion.Word,
            Possible = grounds.Possible,
            Faults = results,
            Seconds = (clock.GetUtcNow() - started).TotalSeconds,
            Controls = prover.Controls,
            NeverCaught = [.. specifications.Select(s => new SilentScenario(string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}"), s.Name)).Where(s => !caught.Contains(s.Place))],
            NotProven = prover.NotProven,
            Unneeded = grounds.Faults.Count < grounds.Possible ? [] : [.. exceptions.Where(e => !results.Exists(r => r.Accepted is not null && e.Covers(r.Id))).Select(e => string.Create(CultureInfo.InvariantCulture, $"{ProofException.FileName}:{e.Line}: {e.Fault}"))],
        };
    }

    private async Task<(Catalog Catalog, IReadOnlyList<Specification> Specifications, Standpoint Standpoint, Manifest Manifest)> LookUpAsync(
        DateTimeOffset started, CancellationToken cancellation)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, clock, stages, null);
        await using var judgeable = await pipeline.OpenAsync(settings.Date, null, cancellation);
        var specifications = specs.Specifications.ForRun(judgeable.Manifest.Date);
        specifications.LookUp(judgeable.Catalog, new HashSet<Layer>());
        // As of the end of its date: data does not grow stale while it is proven.
        var standpoint = new Standpoint(Standpoint.MomentOf(started, judgeable.Manifest.Date), judgeable.Manifest.Date, RunHistory.Empty);
        return (judgeable.Catalog, specifications, standpoint, judgeable.Manifest);
    }

    private async Task<IReadOnlyList<CandidateSentence>> SentencesAsync(Catalog catalog, Standpoint standpoint, IProvingGround ground, CancellationToken cancellation)
    {
        var asker = new Asker(catalog, ground.Stores, standpoint, discretion: settings.Discretion);
        var suggested = await new Suggester(catalog, asker, settings.Pipeline.Rules, settings.Discretion.Personal).SuggestAsync([.. catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer > Layer.Lake)], cancellation);
        var lineage = await ShopPipeline.LineageAsync(settings.Pipeline, settings.Tables, cancellation);
        return [.. SuggestedSentences.Of(suggested), .. await HopSentences.HoldingAsync(catalog, lineage, asker, cancellation)];
    }

    private static void RequireGreen(IReadOnlyList<string> off, string when)
    {
        if (off.Count > 0) throw new UsageException($"{off.Count} {(off.Count == 1 ? "claim does" : "claims do")} not hold {when}: a fault can only be told where all is green. Mend the data or the specs first:\n{string.Join("\n", off)}");
    }

    private Action<int> Told(string stage, int of) => done => progress?.Report(new StageProgress(stage, "faults", done, of));
}
