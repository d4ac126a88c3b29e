using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Application.Examples;
using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Pipeline.Mutations;
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
        var schema = await TestUseCase.SchemaAsync(settings, cancellationToken);
        var plans = ExampleRunner.Plan(SelectedExamples.Load(settings, cancellationToken), schema);
        await using var runner = await ExampleRunner.CreateAsync(schema, settings.Pipeline, clock, cancellationToken);
        RequirePassing(await runner.RunAsync(plans, null, cancellationToken));
        var mutants = ModelMutants.Of(schema);
        var caught = await runner.FindCatchingAsync(mutants, plans, done => Report(done, mutants.Count), cancellationToken);
        var exceptions = ItemsFile.Exceptions(settings.Features);
        var results = mutants.Select((m, i) => Result(m.Mutant, caught[i]?.Place, exceptions)).OrderBy(r => r.Id, StringComparer.Ordinal);
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

    private static void RequirePassing(IReadOnlyList<ScenarioResult> results)
    {
        var failed = results.Where(r => r.Outcome != Outcome.Passed).ToList();
        if (failed.Count > 0)
            throw new UsageException(
                $"{failed.Count} {(failed.Count == 1 ? "example does" : "examples do")} not pass before any mutant was planted: mutation testing needs "
                    + "passing examples. Fix them first; 'shopstream test' shows both tables:\n"
                    + string.Join("\n", failed.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.File}:{f.Line}: {f.Name}")))
            );
    }

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
