using ShopStream.Application.Composition;
using ShopStream.Application.Examples;
using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Proving;

/// <summary>Mutation testing of the examples alone: the models' mutants, built in memory. No run is needed.</summary>
/// <param name="settings">The validated settings.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="observer">Receives progress.</param>
internal sealed class ModelProof(ShopSettings settings, TimeProvider clock, WorkObserver observer)
{
    /// <exception cref="UsageException">An example does not pass without a mutant, or settings, features or models are wrong.</exception>
    /// <exception cref="NothingToJudgeException">There is no example.</exception>
    public async Task<MutationReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        await using var examples = await ProvingExamples.OpenAsync(settings, SelectedExamples.Load(settings, cancellationToken), clock, cancellationToken);
        var mutants = examples.AllMutants;
        var caught = await examples.FindCatchingAsync(mutants, done => Report(done, mutants.Count), cancellationToken);
        var exceptions = ItemsFile.Exceptions(settings.Features);
        var survivors = mutants.Where((m, i) => caught[i] is null && !exceptions.Any(e => e.Covers(m.Mutant.Id))).ToList();
        var written = survivors.Zip(await examples.WriteForAsync(settings, survivors, cancellationToken)).ToDictionary(w => w.First, w => w.Second);
        var results = mutants
            .Select((m, i) => Result(m.Mutant, caught[i]?.Place, exceptions) with { Example = written.GetValueOrDefault(m) })
            .OrderBy(r => r.Id, StringComparer.Ordinal);
        return new MutationReport
        {
            RunId = RunId.New(started),
            StartedAt = started,
            Date = DateOnly.FromDateTime(started.UtcDateTime),
            Seed = settings.Seed,
            Samples = settings.RedactionPolicy.LevelName,
            Possible = mutants.Count,
            Faults = [.. results],
            Seconds = (clock.GetUtcNow() - started).TotalSeconds,
            Controls = 1,
            // Each mutant is caught once: the other examples that would catch it are not run.
            NeverCaught = [],
            NotProven = [],
        };
    }

    private static MutantResult Result(Mutant mutant, string? caughtBy, IReadOnlyList<AcceptedMutant> exceptions) =>
        MutantResult.Of(mutant, caughtBy is null ? MutantOutcome.Survived : MutantOutcome.Caught) with
        {
            CaughtBy = caughtBy is null ? [] : [caughtBy],
            Accepted = caughtBy is null ? exceptions.FirstOrDefault(e => e.Covers(mutant.Id))?.Reason : null,
        };

    private void Report(int done, int total) =>
        observer.Progress?.Report(
            new WorkProgress("prove")
            {
                Item = "mutants",
                Done = done,
                Total = total,
                Unit = "mutants",
            }
        );
}
