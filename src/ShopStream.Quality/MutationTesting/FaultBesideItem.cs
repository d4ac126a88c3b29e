using System.Globalization;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>The checks that fail with a mutant.</summary>
/// <param name="Checks">The checks.</param>
/// <param name="Collector">Has their measurements.</param>
internal sealed record FailedChecks(IReadOnlyList<SuiteCheck> Checks, MetricCollector Collector)
{
    /// <summary>Number of checks.</summary>
    public int Count => Checks.Count;

    /// <summary>Deconstructs into checks and collector.</summary>
    public void Deconstruct(out IReadOnlyList<SuiteCheck> checks, out MetricCollector collector) => (checks, collector) = (Checks, Collector);
}

/// <summary>
/// A known difference that is signed off must not hide another one. The first fault is planted alone, and its drill-downs become reconciling items; the
/// second is planted alone, to see which checks fail. With both and the items, each of these checks has to fail.
/// </summary>
/// <param name="mutant">The mutant of both faults.</param>
/// <param name="workspace">The workspace with the mutant.</param>
/// <param name="fail">Finds the checks that fail with a planted mutant.</param>
/// <param name="drilled">Drills down failed reconciliations.</param>
internal sealed class FaultBesideItem(Mutant mutant, IMutationWorkspace workspace, Func<PlantedMutant, Task<FailedChecks>> fail, DrilledChecks drilled)
{
    /// <summary>Plants the faults one by one, then both.</summary>
    /// <param name="result">The result so far.</param>
    /// <param name="today">Date of the run.</param>
    /// <param name="cancellationToken">Cancels planting and queries.</param>
    public async Task<MutantResult> EvaluateAsync(MutantResult result, DateOnly today, CancellationToken cancellationToken)
    {
        var signedOff = await PlantAsync(mutant.Parts[0], cancellationToken);
        var items = (await drilled.OfAsync(signedOff.Checks, signedOff.Collector, cancellationToken)).SelectMany(d => ItemsOf(d.Result, today)).ToList();
        var alone = await PlantAsync(mutant.Parts[1], cancellationToken);
        if (alone.Count == 0)
            return result with { Outcome = MutantOutcome.Survived };
        var both = await PlantAsync(mutant, cancellationToken);
        var ledger = new ItemLedger(items, new HashSet<string>(StringComparer.Ordinal), today);
        var results = (await drilled.OfAsync(both.Checks, both.Collector, cancellationToken)).ToDictionary(
            d => (d.Result.Sentence, d.Result.Line),
            d => d.Result.DrillDown
        );
        var (applied, _) = ledger.Apply([.. both.Checks.Select(c => DrilledChecks.Scenario(c, results.GetValueOrDefault((c.Check.Sentence, c.Check.Line))))]);
        var open = both.Checks.Zip(applied).Where(c => c.Second.Outcome != Outcome.Passed).Select(c => c.First.Check).ToHashSet();
        var hidden = alone.Checks.Where(c => !open.Contains(c.Check)).ToList();
        return hidden.Count > 0
            ? result with
            {
                Outcome = MutantOutcome.Survived,
                Description = $"{result.Description}: the item hides it from '{hidden[0].Check.Sentence}'",
            }
            : result with
            {
                CaughtBy =
                [
                    .. alone
                        .Checks.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Scenario.File}:{c.Scenario.Line}"))
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal),
                ],
            };
    }

    private static IEnumerable<ReconcilingItem> ItemsOf(CheckResult check, DateOnly today) =>
        (check.DrillDown!.Differences ?? []).Select((d, i) => new ReconcilingItem(i + 1, check.Sentence, d.Key, d.Amount, "planted", "prove", today));

    private async Task<FailedChecks> PlantAsync(Mutant one, CancellationToken cancellationToken)
    {
        await workspace.RestoreAsync(cancellationToken);
        return await fail(await workspace.PlantAsync(one, cancellationToken));
    }
}
