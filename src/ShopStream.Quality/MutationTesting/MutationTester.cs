using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A sentence that passes on the current data.</summary>
/// <param name="Text">Sentence as written in a feature.</param>
/// <param name="Check">The bound check.</param>
public sealed record CandidateSentence(string Text, ICheck Check);

/// <summary>A surviving mutant and the sentences that would catch it.</summary>
/// <param name="Description">Description of the mutant, with the redacted row that it changed.</param>
/// <param name="Sentences">Sentences that pass on the original data and fail with the mutant, the nearest first; empty if there are none.</param>
public sealed record SurvivorDescription(string Description, IReadOnlyList<string> Sentences);

/// <param name="Done">Mutants tested so far.</param>
/// <param name="Survived">Those of them that no check noticed.</param>
public sealed record TestedMutants(int Done, int Survived);

/// <summary>
/// Mutation testing for data: plants mutants one at a time in a copy, evaluates all checks that the mutant can affect, and finds the scenarios
/// that no longer pass. Metrics that a mutant cannot affect are not measured again.
/// </summary>
/// <param name="specifications">Scenarios of the suite.</param>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="context">Evaluation context of the run.</param>
/// <param name="redaction">Redacts the rows of descriptions.</param>
public sealed class MutationTester(IReadOnlyList<Specification> specifications, Catalog catalog, EvaluationContext context, RedactionPolicy redaction)
{
    private readonly List<SuiteCheck> checks = [.. specifications.SelectMany(s => s.Checks.Select(c => new SuiteCheck(s, c)))];
    private readonly Dictionary<BoundCheck, Outcome> control = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> notProven = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Measurement> unreached = new(StringComparer.Ordinal);
    private Measurements baseline = new();
    private int controls;

    /// <summary>Metric definitions, which know the keys of tables; default none.</summary>
    public IReadOnlyCollection<BusinessMetric> BusinessMetrics { get; init; } = [];

    /// <summary>What every dataset is built from; default none.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>Number of control runs.</summary>
    public int Controls => controls;

    /// <summary>Checks that cannot be evaluated in a workspace, with the reason; known after the first control run.</summary>
    public IReadOnlyList<string> NotProven => [.. notProven.Order(StringComparer.Ordinal)];

    /// <summary>Control run: evaluates all checks without a mutant.</summary>
    /// <returns>A line per failed check; empty if none failed.</returns>
    public async Task<IReadOnlyList<string>> RunControlAsync(IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        var collector = CreateCollector(workspace);
        await collector.CollectAsync(specifications.Metrics(), cancellationToken);
        var failures = new List<string>();
        foreach (var (scenario, check) in checks)
        {
            var evaluation = CheckRunner.Evaluate(check.Check, collector);
            var place = string.Create(CultureInfo.InvariantCulture, $"{scenario.File}:{check.Line}");
            if (controls == 0)
                control[check] = evaluation.Outcome;
            switch (evaluation.Outcome)
            {
                case Outcome.Failed:
                    failures.Add($"{place}: {check.Sentence}: expected {evaluation.Expected}, found {evaluation.Actual}");
                    break;
                case Outcome.NotJudged or Outcome.Error:
                    notProven.Add($"{place}: {check.Sentence}: {evaluation.Note}");
                    break;
            }
        }
        if (controls == 0)
            baseline = collector.Measurements;
        controls++;
        return failures;
    }

    /// <summary>Plants all mutants, one at a time per workspace and in parallel over the workspaces.</summary>
    /// <param name="mutants">Mutants to plant.</param>
    /// <param name="workspaces">Workspaces, at least one; the control run used the first.</param>
    /// <param name="progress">Receives the number of mutants tested, after each, from several threads.</param>
    /// <param name="cancellationToken">Cancels the run; planted mutants are removed.</param>
    /// <returns>Results in the order of the mutants.</returns>
    public Task<IReadOnlyList<MutantResult>> RunAsync(
        IReadOnlyList<Mutant> mutants,
        IReadOnlyList<IMutationWorkspace> workspaces,
        Action<TestedMutants> progress,
        CancellationToken cancellationToken
    )
    {
        var survived = 0;
        return RunOnEachAsync(mutants, workspaces, EvaluateAndCountAsync, n => progress(new TestedMutants(n, Volatile.Read(ref survived))), cancellationToken);

        async Task<MutantResult> EvaluateAndCountAsync(Mutant mutant, PlantedMutant planted, IMutationWorkspace workspace, CancellationToken token)
        {
            var result = await EvaluateAsync(mutant, planted, workspace, token);
            if (result.Outcome == MutantOutcome.Survived)
                Interlocked.Increment(ref survived);
            return result;
        }
    }

    /// <summary>Plants survivors again and finds sentences that pass on the original data and fail with the mutant.</summary>
    /// <param name="survivors">Surviving mutants.</param>
    /// <param name="workspaces">Workspaces, at least one.</param>
    /// <param name="sentences">Sentences that pass on the original data.</param>
    /// <param name="lastResort">Returns another sentence to try if none of them fails; null if there is none.</param>
    /// <param name="progress">Receives the number of mutants finished.</param>
    /// <param name="cancellationToken">Cancels the run; planted mutants are removed.</param>
    /// <returns>Descriptions in the order of the survivors.</returns>
    public async Task<IReadOnlyList<SurvivorDescription>> SuggestAsync(
        IReadOnlyList<Mutant> survivors,
        IReadOnlyList<IMutationWorkspace> workspaces,
        IReadOnlyList<CandidateSentence> sentences,
        Func<Mutant, CandidateSentence?> lastResort,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        // Before anything is planted, because a deleted row could not be described any more.
        var descriptions = new List<string>();
        foreach (var survivor in survivors)
            descriptions.Add(await DescribeAsync(survivor, workspaces[0], cancellationToken));
        // Of a fault beside a reconciling item, the fault without an item has to be caught.
        var catching = await RunOnEachAsync(
            [.. survivors.Select(s => s.IsBesideItem ? s.Parts[1] : s)],
            workspaces,
            (mutant, planted, workspace, token) => SuggestAsync(mutant, planted, workspace, sentences, lastResort, token),
            progress,
            cancellationToken
        );
        return [.. descriptions.Zip(catching, (description, texts) => new SurvivorDescription(description, texts))];
    }

    private static async Task<IReadOnlyList<T>> RunOnEachAsync<T>(
        IReadOnlyList<Mutant> mutants,
        IReadOnlyList<IMutationWorkspace> workspaces,
        Func<Mutant, PlantedMutant, IMutationWorkspace, CancellationToken, Task<T>> evaluate,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var results = new T[mutants.Count];
        var queue = new ConcurrentQueue<int>(Enumerable.Range(0, mutants.Count));
        var finished = 0;
        // If one workspace fails, the others stop.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(workspaces.Select(workspace => Task.Run(() => WorkAsync(workspace, stop), CancellationToken.None)));
        return results;

        async Task WorkAsync(IMutationWorkspace workspace, CancellationTokenSource all)
        {
            try
            {
                while (!all.IsCancellationRequested && queue.TryDequeue(out var i))
                {
                    try
                    {
                        results[i] = await evaluate(mutants[i], await workspace.PlantAsync(mutants[i], all.Token), workspace, all.Token);
                    }
                    finally
                    {
                        await workspace.RestoreAsync(CancellationToken.None);
                    }
                    progress(Interlocked.Increment(ref finished));
                }
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch
            {
                await all.CancelAsync();
                throw;
            }
        }
    }

    private async Task<MutantResult> EvaluateAsync(Mutant mutant, PlantedMutant planted, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        if (planted.Problem is { } problem)
            return MutantResult.Of(mutant, MutantOutcome.Error) with { Problem = problem };
        var result = MutantResult.Of(mutant, MutantOutcome.Caught) with { Rows = planted.Rows, Amount = planted.Amount };
        if (planted.Refusal is not null)
            return result with { CaughtBy = [planted.RefusedBy] };
        if (planted.Reached.Count == 0 && planted.Files.Count == 0)
            return MutantResult.Of(mutant, MutantOutcome.Equivalent);
        if (mutant.IsBesideItem)
            return await new FaultBesideItem(mutant, workspace, planting => FailedAsync(planting, workspace, cancellationToken), Drilled).EvaluateAsync(
                result,
                context.Date,
                cancellationToken
            );
        var (failed, collector) = await FailedAsync(planted, workspace, cancellationToken);
        if (mutant.IsEqualByValue)
            return result with { Outcome = failed.Count > 0 ? MutantOutcome.FalseAlarm : MutantOutcome.Equivalent, CaughtBy = Places(failed) };
        if (failed.Count == 0)
            return result with { Outcome = MutantOutcome.Survived };
        var drilled = await Drilled.OfAsync(failed, collector, cancellationToken);
        return result with
        {
            CaughtBy = Places(failed),
            Localization = await new FaultLocalizer(mutant, workspace, collector, BusinessMetrics).CompareAsync(drilled, cancellationToken),
        };
    }

    // The checks that pass without a mutant and do not pass with the planted one.
    private async Task<FailedChecks> FailedAsync(PlantedMutant planted, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        var stores = workspace.Stores.ToDictionary(s => s.Key, IStore (s) => new MemoizedStore(s.Value, m => IsReached(m, planted) || IsPlanted(m), unreached));
        var collector = new MetricCollector(catalog, stores, context, workspace.Spill) { ExpectsDifferences = true };
        foreach (var metric in specifications.Metrics().DistinctBy(m => m.Id, StringComparer.Ordinal))
        {
            if (!IsReached(metric, planted) && baseline.Find(metric) is { } measurement)
                collector.Measurements.Add(metric, measurement);
        }
        MeasureShapes(collector, specifications.Metrics(), planted);
        var affected = checks.Where(c => control[c.Check] == Outcome.Passed && c.Check.Metrics.Any(m => IsReached(m, planted))).ToList();
        await collector.CollectAsync(affected.SelectMany(c => c.Check.Metrics), cancellationToken);
        // A store that does not respond does not count as a caught mutant.
        if (collector.Measurements.All.Values.FirstOrDefault(a => a.Missing is { Kind: MissingMeasurementKind.Unavailable }) is { Missing: { } missing })
            throw new InfrastructureException(missing.Reason);
        return new([.. affected.Where(c => CheckRunner.Evaluate(c.Check.Check, collector).Outcome != Outcome.Passed)], collector);
    }

    private static IReadOnlyList<string> Places(IEnumerable<SuiteCheck> failed) =>
        [
            .. failed
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Scenario.File}:{c.Scenario.Line}"))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private async Task<IReadOnlyList<string>> SuggestAsync(
        Mutant mutant,
        PlantedMutant planted,
        IMutationWorkspace workspace,
        IReadOnlyList<CandidateSentence> sentences,
        Func<Mutant, CandidateSentence?> lastResort,
        CancellationToken cancellationToken
    )
    {
        var catching = await FindCatchingAsync(mutant, planted, workspace, sentences, cancellationToken);
        return catching.Count > 0 || lastResort(mutant) is not { } last
            ? catching
            : await FindCatchingAsync(mutant, planted, workspace, [last], cancellationToken);
    }

    private async Task<string> DescribeAsync(Mutant mutant, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        if (mutant.Row is not { } row || redaction.Level == SampleLevel.None)
            return mutant.Description;
        var cells = (await workspace.DescribeRowAsync(mutant, cancellationToken))
            .Where(c => c.Value is not null)
            .Select(c => $"{Identifier.Written(c.Column)} {redaction.Redact(new ColumnReference(mutant.Dataset, c.Column), c.Value)}")
            .ToList();
        return cells.Count == 0 ? mutant.Description : mutant.Description.Replace(row, $"{row} ({string.Join(", ", cells)})", StringComparison.Ordinal);
    }

    // All sentences pass on the original data. The ones nearest to the mutant come first.
    private async Task<IReadOnlyList<string>> FindCatchingAsync(
        Mutant mutant,
        PlantedMutant planted,
        IMutationWorkspace workspace,
        IReadOnlyList<CandidateSentence> sentences,
        CancellationToken cancellationToken
    )
    {
        var near = sentences.Where(s => s.Check.GetMetrics().Any(m => IsReached(m, planted))).OrderBy(s => Distance(mutant, s.Check)).ToList();
        if (near.Count == 0)
            return [];
        var collector = CreateCollector(workspace);
        MeasureShapes(collector, near.SelectMany(s => s.Check.GetMetrics()), planted);
        await collector.CollectAsync(near.SelectMany(s => s.Check.GetMetrics()), cancellationToken);
        return [.. near.Where(s => CheckRunner.Evaluate(s.Check, collector).Outcome == Outcome.Failed).Select(s => s.Text)];
    }

    private static int Distance(Mutant mutant, ICheck check)
    {
        var references = check.GetMetrics().SelectMany(m => m.References).Where(r => r.Dataset == mutant.Dataset).ToList();
        return references.Count == 0 ? 2
            : references.Exists(r => string.Equals(r.Column, mutant.Column, StringComparison.Ordinal)) ? 0
            : 1;
    }

    private DrilledChecks Drilled => new(catalog, BusinessMetrics, Lineage);

    private MetricCollector CreateCollector(IMutationWorkspace workspace) => new(catalog, workspace.Stores, context, workspace.Spill);

    // Names and types of columns are read from the catalog, which does not know the mutant.
    private static void MeasureShapes(MetricCollector collector, IEnumerable<Metric> metrics, PlantedMutant planted)
    {
        if (planted.Table is not { } table)
            return;
        foreach (var shape in metrics.OfType<Shape>().Where(s => s.Dataset == table.Dataset).Distinct())
            collector.Measurements.Add(shape, shape.Measure(new Catalog([table])));
    }

    // Tables that the catalog does not know belong to the planted mutant, such as its changed rows.
    private bool IsPlanted(Metric metric) => metric.References.Any(r => catalog.Find(r.Dataset) is null);

    // A table whose model is the mutant has exactly the rows that its model builds.
    private static bool IsReached(Metric metric, PlantedMutant planted) =>
        (metric is Shape shape && shape.Dataset == planted.Table?.Dataset)
        || (metric.DependsOn(planted.Reached, planted.Files) && !(metric is ModelDifferences differences && differences.Dataset == planted.ModelOf));
}
