using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
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
using ShopStream.Reports.Proof;

namespace ShopStream.Cli.Commands;

/// <summary>prove: what the suite would catch, by planted faults.</summary>
internal static class ProveCommand
{
    private const int UsualFaults = 500;

    private static readonly Option<string> Faults = new("--faults") { HelpName = "N|all", Description = "How many faults are drawn [default: 500]" };

    private static readonly Option<int> Jobs = new("--jobs") { HelpName = "N", Description = "How many faults are judged side by side, each in a copy of its own [default: the machine's cores, at most 8]" };

    private static readonly Option<decimal?> MinScore = new("--min-score") { HelpName = "PERCENT", Description = "Exit code 1 where fewer of the faults are caught" };

    private static readonly Option<bool> Print = new("--sql") { Description = "Print the SQL that plants every fault and takes it back, and plant nothing" };

    // Of this command alone: they are no settings.
    private static readonly string[] Own = [Faults.Name, Print.Name];

    public static Command Create()
    {
        var command = new Command("prove", "Plant known faults in copies of what the last run left, one at a time, judge the suite, and report what would not have been noticed.")
        {
            Options.Settings, Options.Features, Options.Tags, Options.Only, Faults, Options.Seed, Jobs, MinScore, Print, Options.DateToJudge, Options.Warehouse, Options.Samples, Options.Work, Options.Out, Options.Json, Options.Quiet,
        };
        command.SetAction((parsed, cancellation) => Program.GuardAsync(() => ProveAsync(parsed, cancellation), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ProveAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = Options.Read(parsed, Own);
        var (proving, least) = (new ProvingOptions(settings.Seed, Count(parsed.GetValue(Faults)), JobsOf(parsed, settings)), MinScoreOf(parsed));
        if (parsed.GetValue(Print)) return await PrintAsync(settings, proving, cancellation);
        var specs = Specs.Load(settings, cancellation);
        var proof = await ProgressView.ShowAsync(parsed.GetValue(Options.Quiet), progress => ProveAsync(settings, specs, proving, progress, cancellation));
        var files = await ProofWriter.WriteAsync(proof, settings.Out, cancellation);
        if (parsed.GetValue(Options.Json)) Console.Out.WriteLine(ProofView.JsonLine(proof, files));
        else ProofView.Write(proof, files, least);
        return least is { } wanted && (proof.Score ?? 0) < wanted ? ExitCodes.Failed : ExitCodes.Passed;
    }

    private static async Task<int> PrintAsync(ShopSettings settings, ProvingOptions proving, CancellationToken cancellation)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null);
        await using var judgeable = await pipeline.OpenAsync(settings.Date, null, cancellation);
        foreach (var part in await ProofSql.OfAsync(settings.Pipeline, judgeable, proving, cancellation))
        {
            if (part.Fault is { } fault) Console.Out.WriteLine($"-- {fault.Id.ReplaceLineEndings(" ")}: {fault.Description.ReplaceLineEndings(" ")}");
            foreach (var statement in part.Statements) Console.Out.WriteLine($"{statement};");
            Console.Out.WriteLine();
        }
        return ExitCodes.Passed;
    }

    private static async Task<ProofResult> ProveAsync(ShopSettings settings, Specs specs, ProvingOptions proving, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetUtcNow();
        var stages = new Stages(progress);
        var (catalog, specifications, standpoint, manifest) = await LookUpAsync(settings, specs, stages, started, cancellation);
        await using var grounds = await stages.RunAsync("draw", () => ProvingGrounds.OpenAsync(settings.Pipeline, manifest, catalog, proving, cancellation), g => (g.Faults.Count, null));
        var prover = new Prover(specifications, catalog, standpoint, () => new MemoryStream(), settings.Discretion);
        RequireGreen(await stages.RunAsync("control", () => prover.ControlAsync(grounds.Grounds[0], cancellation)), "before any fault was planted");
        var results = (await stages.RunAsync("prove", () => prover.ProveAsync(grounds.Faults, grounds.Grounds, Told("prove", grounds.Faults.Count, progress), cancellation), r => (r.Count, null))).ToList();
        var survivors = results.Select((r, i) => (Result: r, Index: i)).Where(r => r.Result.Outcome == FaultOutcome.Survived).ToList();
        if (survivors.Count > 0)
        {
            var sentences = await SentencesAsync(settings, catalog, standpoint, grounds.Grounds[0], cancellation);
            var suggested = await stages.RunAsync("suggest", () => prover.SuggestAsync([.. survivors.Select(s => grounds.Faults[s.Index])], grounds.Grounds, sentences, Told("suggest", survivors.Count, progress), cancellation), r => (r.Count, null));
            foreach (var (survivor, story) in survivors.Zip(suggested)) results[survivor.Index] = survivor.Result with { Description = story.Description, Suggestion = story.Sentence };
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
            Seconds = (TimeProvider.System.GetUtcNow() - started).TotalSeconds,
            Controls = prover.Controls,
            NeverCaught = [.. specifications.Select(s => new SilentScenario(string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}"), s.Name)).Where(s => !caught.Contains(s.Place))],
            NotProven = prover.NotProven,
            Unneeded = grounds.Faults.Count < grounds.Possible ? [] : [.. exceptions.Where(e => !results.Exists(r => r.Accepted is not null && e.Covers(r.Id))).Select(e => string.Create(CultureInfo.InvariantCulture, $"{ProofException.FileName}:{e.Line}: {e.Fault}"))],
        };
    }

    private static async Task<(Catalog Catalog, IReadOnlyList<Specification> Specifications, Standpoint Standpoint, Manifest Manifest)> LookUpAsync(
        ShopSettings settings, Specs specs, Stages stages, DateTimeOffset started, CancellationToken cancellation)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, stages, null);
        await using var judgeable = await pipeline.OpenAsync(settings.Date, null, cancellation);
        var specifications = specs.Specifications.ForRun(judgeable.Manifest.Date);
        specifications.LookUp(judgeable.Catalog, new HashSet<Layer>());
        // As of the end of its date: data does not grow stale while it is proven.
        var standpoint = new Standpoint(Standpoint.MomentOf(started, judgeable.Manifest.Date), judgeable.Manifest.Date, RunHistory.Empty);
        return (judgeable.Catalog, specifications, standpoint, judgeable.Manifest);
    }

    private static async Task<IReadOnlyList<CandidateSentence>> SentencesAsync(ShopSettings settings, Catalog catalog, Standpoint standpoint, IProvingGround ground, CancellationToken cancellation)
    {
        var asker = new Asker(catalog, ground.Stores, standpoint, discretion: settings.Discretion);
        var suggested = await new Suggester(catalog, asker, settings.Pipeline.Rules, settings.Discretion.Personal).SuggestAsync([.. catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer > Layer.Lake)], cancellation);
        return [.. SuggestedSentences.Of(suggested), .. HopSentences.Of(catalog)];
    }

    private static void RequireGreen(IReadOnlyList<string> off, string when)
    {
        if (off.Count > 0) throw new UsageException($"{off.Count} {(off.Count == 1 ? "claim does" : "claims do")} not hold {when}: a fault can only be told where all is green. Mend the data or the specs first:\n{string.Join("\n", off)}");
    }

    private static Action<int> Told(string stage, int of, IProgress<StageProgress>? progress) => done => progress?.Report(new StageProgress(stage, "faults", done, of));

    private static int? Count(string? text)
    {
        if (text is null) return UsualFaults;
        if (text is "all") return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : throw new UsageException($"--faults is '{text}': expected a whole number from 1, or all");
    }

    private static int JobsOf(ParseResult parsed, ShopSettings settings)
    {
        var snowflake = settings.Pipeline.Snowflake is not null;
        if (parsed.GetResult(Jobs) is null) return snowflake ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 8);
        var jobs = parsed.GetValue(Jobs);
        if (jobs is < 1 or > 64) throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: expected a whole number from 1 to 64"));
        return snowflake && jobs > 1 ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: Snowflake has one database of proofs, expected 1")) : jobs;
    }

    private static decimal? MinScoreOf(ParseResult parsed) => parsed.GetValue(MinScore) is not { } score ? null : score is >= 0 and <= 100 ? score
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--min-score is {score}: expected a percentage from 0 to 100"));
}
