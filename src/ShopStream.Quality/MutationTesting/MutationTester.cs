using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.History;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <param name="Text">A claim that holds of the data as they are, as a feature says it.</param>
/// <param name="Check">What it means.</param>
public sealed record CandidateSentence(string Text, ICheck Check);

/// <param name="Description">What happened, with the row it happened to, as far as that may be told.</param>
/// <param name="Sentences">Claims that hold of the good data and not with the fault, those nearest to it first; empty where none of them turns red.</param>
public sealed record SurvivorDescription(string Description, IReadOnlyList<string> Sentences);

/// <param name="Done">Mutants tested so far.</param>
/// <param name="Survived">Those of them that no check noticed.</param>
public sealed record TestedMutants(int Done, int Survived);

/// <summary>
/// Mutation testing for data: plants one fault after the other in copies, judges all specifications that the fault can reach, and tells which
/// scenario no longer passes. What a fault cannot reach is not asked again.
/// </summary>
/// <param name="specifications">Of the run that is judged.</param>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="context">What the run itself knows.</param>
/// <param name="spill">For rows that memory does not hold.</param>
/// <param name="redaction">What may be told of rows.</param>
public sealed class MutationTester(IReadOnlyList<Specification> specifications, Catalog catalog, EvaluationContext context, Func<Stream> spill, RedactionPolicy redaction)
{
    private readonly List<(Specification Scenario, BoundCheck Claim)> checks = [.. specifications.SelectMany(s => s.Checks.Select(c => (s, c)))];
    private readonly Dictionary<BoundCheck, Outcome> control = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> notProven = new(StringComparer.Ordinal);
    private Measurements baseline = new();
    private int controls;

    /// <summary>How often all was judged without a fault.</summary>
    public int Controls => controls;

    /// <summary>Claims that cannot be judged in a copy, and why; known after the first control.</summary>
    public IReadOnlyList<string> NotProven => [.. notProven.Order(StringComparer.Ordinal)];

    /// <summary>Judges all without a fault.</summary>
    /// <returns>What is not green, a line each; empty where all is.</returns>
    public async Task<IReadOnlyList<string>> RunControlAsync(IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        var collector = CreateCollector(workspace);
        await collector.CollectAsync(specifications.Metrics(), cancellationToken);
        var off = new List<string>();
        foreach (var (scenario, check) in checks)
        {
            var evaluation = CheckRunner.Evaluate(check.Check, collector);
            var place = string.Create(CultureInfo.InvariantCulture, $"{scenario.File}:{check.Line}");
            if (controls == 0) control[check] = evaluation.Outcome;
            switch (evaluation.Outcome)
            {
                case Outcome.Failed:
                    off.Add($"{place}: {check.Sentence}: expected {evaluation.Expected}, found {evaluation.Actual}");
                    break;
                case Outcome.NotJudged or Outcome.Error:
                    notProven.Add($"{place}: {check.Sentence}: {evaluation.Note}");
                    break;
            }
        }
        if (controls == 0) baseline = collector.Measurements;
        controls++;
        return off;
    }

    /// <summary>Plants every fault, several side by side, each ground one at a time.</summary>
    /// <param name="mutants">Those to be planted.</param>
    /// <param name="workspaces">At least one; the control was judged in the first.</param>
    /// <param name="done">Receives how many are tested, after each, from several threads.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>In the order of the faults.</returns>
    public Task<IReadOnlyList<MutantResult>> RunAsync(IReadOnlyList<Mutant> mutants, IReadOnlyList<IMutationWorkspace> workspaces, Action<TestedMutants> done, CancellationToken cancellationToken)
    {
        var survived = 0;
        return RunOnEachAsync(mutants, workspaces, EvaluateAndCountAsync, n => done(new TestedMutants(n, Volatile.Read(ref survived))), cancellationToken);

        async Task<MutantResult> EvaluateAndCountAsync(Mutant mutant, PlantedMutant planted, IMutationWorkspace workspace, CancellationToken token)
        {
            var result = await EvaluateAsync(mutant, planted, workspace, token);
            if (result.Outcome == MutantOutcome.Survived) Interlocked.Increment(ref survived);
            return result;
        }
    }

    /// <summary>Plants survivors again, and looks for sentences that hold of the good data and not with the fault.</summary>
    /// <param name="survivors">Those that nobody caught.</param>
    /// <param name="workspaces">At least one.</param>
    /// <param name="sentences">Claims that hold of the good data.</param>
    /// <param name="lastResort">Another claim, tried where none of them turns red.</param>
    /// <param name="done">Hears how many are done.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>In the order of the survivors.</returns>
    public async Task<IReadOnlyList<SurvivorDescription>> SuggestAsync(
        IReadOnlyList<Mutant> survivors, IReadOnlyList<IMutationWorkspace> workspaces, IReadOnlyList<CandidateSentence> sentences, Func<Mutant, CandidateSentence?> lastResort, Action<int> done, CancellationToken cancellationToken)
    {
        // Before anything is planted: a row that is lost could not be told any more.
        var stories = new List<string>();
        foreach (var survivor in survivors) stories.Add(await DescribeAsync(survivor, workspaces[0], cancellationToken));
        var red = await RunOnEachAsync(survivors, workspaces, (mutant, planted, workspace, token) => SuggestAsync(mutant, planted, workspace, sentences, lastResort, token), done, cancellationToken);
        return [.. stories.Zip(red, (story, texts) => new SurvivorDescription(story, texts))];
    }

    private static async Task<IReadOnlyList<T>> RunOnEachAsync<T>(IReadOnlyList<Mutant> mutants, IReadOnlyList<IMutationWorkspace> workspaces, Func<Mutant, PlantedMutant, IMutationWorkspace, CancellationToken, Task<T>> judge, Action<int> done, CancellationToken cancellationToken)
    {
        var results = new T[mutants.Count];
        var open = new ConcurrentQueue<int>(Enumerable.Range(0, mutants.Count));
        var ended = 0;
        // Where one ground breaks, the others stop.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(workspaces.Select(workspace => Task.Run(() => WorkAsync(workspace, stop), CancellationToken.None)));
        return results;

        async Task WorkAsync(IMutationWorkspace workspace, CancellationTokenSource all)
        {
            try
            {
                while (!all.IsCancellationRequested && open.TryDequeue(out var i))
                {
                    try
                    {
                        results[i] = await judge(mutants[i], await workspace.PlantAsync(mutants[i], all.Token), workspace, all.Token);
                    }
                    finally
                    {
                        await workspace.RestoreAsync(CancellationToken.None);
                    }
                    done(Interlocked.Increment(ref ended));
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
        if (planted.Problem is { } problem) return MutantResult.Of(mutant, MutantOutcome.Error) with { Problem = problem };
        if (planted.BrokenModels is not null) return MutantResult.Of(mutant, MutantOutcome.Caught) with { CaughtBy = ["transform"], Rows = planted.Rows, Amount = planted.Amount };
        if (planted.Reached.Count == 0 && planted.Files.Count == 0) return MutantResult.Of(mutant, MutantOutcome.Equivalent);
        var caughtBy = await CaughtByAsync(planted, workspace, cancellationToken);
        return MutantResult.Of(mutant, caughtBy.Count > 0 ? MutantOutcome.Caught : MutantOutcome.Survived) with { CaughtBy = caughtBy, Rows = planted.Rows, Amount = planted.Amount };
    }

    private async Task<IReadOnlyList<string>> CaughtByAsync(PlantedMutant planted, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        var collector = CreateCollector(workspace);
        foreach (var metric in specifications.Metrics().DistinctBy(q => q.Key, StringComparer.Ordinal))
        {
            if (!IsReached(metric, planted) && baseline.Find(metric) is { } measurement) collector.Measurements.Add(metric, measurement);
        }
        var concerned = checks.Where(c => control[c.Claim] == Outcome.Passed && c.Claim.Check.GetMetrics().Any(q => IsReached(q, planted))).ToList();
        await collector.CollectAsync(concerned.SelectMany(c => c.Claim.Check.GetMetrics()), cancellationToken);
        // That a warehouse does not answer is no fault that was caught.
        if (collector.Measurements.All.Values.FirstOrDefault(a => a.Missing is { Kind: MissingMeasurementKind.Unavailable }) is { Missing: { } missing }) throw new InfrastructureException(missing.Reason);
        return
        [
            .. concerned.Where(c => CheckRunner.Evaluate(c.Claim.Check, collector).Outcome != Outcome.Passed).Select(c => c.Scenario).Distinct()
                .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<string>> SuggestAsync(Mutant mutant, PlantedMutant planted, IMutationWorkspace workspace, IReadOnlyList<CandidateSentence> sentences, Func<Mutant, CandidateSentence?> lastResort, CancellationToken cancellationToken)
    {
        var red = await FindCatchingAsync(mutant, planted, workspace, sentences, cancellationToken);
        return red.Count > 0 || lastResort(mutant) is not { } last ? red : await FindCatchingAsync(mutant, planted, workspace, [last], cancellationToken);
    }

    private async Task<string> DescribeAsync(Mutant mutant, IMutationWorkspace workspace, CancellationToken cancellationToken)
    {
        if (mutant.Row is not { } row || redaction.Level == SampleLevel.None) return mutant.Description;
        var cells = (await workspace.DescribeRowAsync(mutant, cancellationToken)).Where(c => c.Value is not null).Select(c => $"{c.Column} {redaction.Redact(new ColumnReference(mutant.Dataset, c.Column), c.Value)}").ToList();
        return cells.Count == 0 ? mutant.Description : mutant.Description.Replace(row, $"{row} ({string.Join(", ", cells)})", StringComparison.Ordinal);
    }

    // Nearest to the fault first; they hold of the good data, as all of them do.
    private async Task<IReadOnlyList<string>> FindCatchingAsync(Mutant mutant, PlantedMutant planted, IMutationWorkspace workspace, IReadOnlyList<CandidateSentence> sentences, CancellationToken cancellationToken)
    {
        var near = sentences.Where(s => s.Check.GetMetrics().Any(q => IsReached(q, planted))).OrderBy(s => Distance(mutant, s.Check)).ToList();
        if (near.Count == 0) return [];
        var collector = CreateCollector(workspace);
        await collector.CollectAsync(near.SelectMany(s => s.Check.GetMetrics()), cancellationToken);
        return [.. near.Where(s => CheckRunner.Evaluate(s.Check, collector).Outcome == Outcome.Failed).Select(s => s.Text)];
    }

    private static int Distance(Mutant mutant, ICheck check)
    {
        var references = check.GetMetrics().SelectMany(q => q.References).Where(m => m.Dataset == mutant.Dataset).ToList();
        return references.Count == 0 ? 2 : references.Exists(m => string.Equals(m.Column, mutant.Column, StringComparison.Ordinal)) ? 0 : 1;
    }

    private MetricCollector CreateCollector(IMutationWorkspace workspace) => new(catalog, workspace.Stores, context, spill);

    private static bool IsReached(Metric metric, PlantedMutant planted) => metric switch
    {
        ManifestDifferences m => planted.Files.Contains(m.Dataset),
        Shape or RunContextMetric => false,
        CustomSqlMetric own => CustomSqlPolicy.Words(own.Sql) is var words && planted.Reached.Any(d => d.Store == own.Store && words.Contains(d.Table)),
        _ => metric.References.Any(m => planted.Reached.Contains(m.Dataset)),
    };
}
