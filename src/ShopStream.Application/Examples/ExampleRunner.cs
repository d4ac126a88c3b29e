using ShopStream.Application.Composition;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Examples;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>
/// Builds the models of examples, in memory or in Snowflake, and evaluates their checks: several examples side by side, each alone in its database.
/// </summary>
public sealed class ExampleRunner : IAsyncDisposable
{
    private const int MostDatabases = 8;

    private readonly ExampleSchema schema;
    private readonly PipelineOptions options;
    private readonly TimeProvider clock;
    private readonly IReadOnlyList<IExampleDatabase> databases;
    private readonly IAsyncDisposable? shared;

    private ExampleRunner(
        ExampleSchema schema,
        PipelineOptions options,
        TimeProvider clock,
        IReadOnlyList<IExampleDatabase> databases,
        IAsyncDisposable? shared
    ) => (this.schema, this.options, this.clock, this.databases, this.shared) = (schema, options, clock, databases, shared);

    /// <summary>Creates databases in memory.</summary>
    /// <param name="schema">The models, and the columns of all tables.</param>
    /// <param name="options">Limits, the metric definitions and the folder for temporary files.</param>
    /// <param name="clock">The day of examples that do not say which day is today.</param>
    /// <param name="cancellationToken">Cancels the creation.</param>
    /// <param name="most">The most examples that run side by side; null for the number of cores.</param>
    /// <exception cref="InfrastructureException">DuckDB cannot be opened.</exception>
    public static async Task<ExampleRunner> CreateAsync(
        ExampleSchema schema,
        PipelineOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken,
        int? most = null
    )
    {
        var count = Math.Clamp(most ?? Environment.ProcessorCount, 1, MostDatabases);
        var opened = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => ExampleDatabase.CreateAsync(schema, options, cancellationToken)));
        return new ExampleRunner(schema, options, clock, opened, null);
    }

    /// <summary>Signs in to Snowflake, where the same examples are built in schemas that are dropped when this is disposed of.</summary>
    /// <param name="schema">The models, and the columns of all tables.</param>
    /// <param name="options">Account, credentials and the metric definitions.</param>
    /// <param name="tables">The tables of the source.</param>
    /// <param name="clock">The day of examples that do not say which day is today.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <inheritdoc cref="SnowflakeExamples.OpenAsync"/>
    public static async Task<ExampleRunner> CreateInSnowflakeAsync(
        ExampleSchema schema,
        PipelineOptions options,
        IReadOnlyList<string> tables,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var opened = await SnowflakeExamples.OpenAsync(schema, options, tables, clock, cancellationToken);
        return new ExampleRunner(schema, options, clock, opened.Databases, opened);
    }

    /// <summary>Plans examples: their models, tables, columns and cells are looked up.</summary>
    /// <exception cref="UsageException">Some are wrong; the message lists all problems with file:line.</exception>
    public IReadOnlyList<ExamplePlan> Plan(IReadOnlyList<Example> examples) => Plan(examples, schema);

    /// <inheritdoc cref="Plan(IReadOnlyList{Example})"/>
    public static IReadOnlyList<ExamplePlan> Plan(IReadOnlyList<Example> examples, ExampleSchema schema)
    {
        var problems = new List<string>();
        var plans = examples.Select(e => ExamplePlan.Of(e, schema, problems)).ToList();
        return problems.Count == 0
            ? plans
            : throw new UsageException($"{problems.Count} example {(problems.Count == 1 ? "error" : "errors")}:\n{string.Join("\n", problems)}");
    }

    /// <summary>Runs examples.</summary>
    /// <param name="plans">Plans of this runner's schema.</param>
    /// <param name="progress">Receives each result as it is known, from several threads; null for none.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of the plans.</returns>
    public async Task<IReadOnlyList<ScenarioResult>> RunAsync(
        IReadOnlyList<ExamplePlan> plans,
        Action<ScenarioResult>? progress,
        CancellationToken cancellationToken
    )
    {
        var results = new ScenarioResult[plans.Count];
        var next = -1;
        await Task.WhenAll(databases.Select(database => Task.Run(() => WorkAsync(database), cancellationToken)));
        return results;

        async Task WorkAsync(IExampleDatabase database)
        {
            for (var i = Interlocked.Increment(ref next); i < plans.Count; i = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    results[i] = await RunAsync(database, plans[i], null, cancellationToken);
                }
                catch
                {
                    // The others end with the example that they are at.
                    Interlocked.Exchange(ref next, plans.Count);
                    throw;
                }
                progress?.Invoke(results[i]);
            }
        }
    }

    /// <summary>Builds every mutant of a model in the examples that build the model, until one does not pass.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="plans">Plans of this runner's schema; all of them pass without a mutant.</param>
    /// <param name="progress">Receives the number of finished mutants, from several threads.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>For each mutant the first example that does not pass; null if all pass.</returns>
    public async Task<IReadOnlyList<Example?>> FindCatchingAsync(
        IReadOnlyList<ModelMutant> mutants,
        IReadOnlyList<ExamplePlan> plans,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var caught = new Example?[mutants.Count];
        var (next, done) = (-1, 0);
        // Those that build the model alone come first: they say most about it, and cost least.
        var byModel = plans
            .SelectMany(p => p.Models.Select(m => (m.Name, Plan: p)))
            .GroupBy(p => p.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Plan).OrderBy(p => p.Models.Count).ToList(), StringComparer.Ordinal);
        await Task.WhenAll(databases.Select(database => Task.Run(() => WorkAsync(database), cancellationToken)));
        return caught;

        async Task WorkAsync(IExampleDatabase database)
        {
            for (var i = Interlocked.Increment(ref next); i < mutants.Count; i = Interlocked.Increment(ref next))
            {
                var (model, sql) = (mutants[i].Mutant.Table, mutants[i].Sql);
                foreach (var plan in byModel.GetValueOrDefault(model, []))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if ((await RunAsync(database, plan, (model, sql), cancellationToken)).Outcome == Outcome.Passed)
                        continue;
                    caught[i] = plan.Example;
                    break;
                }
                progress(Interlocked.Increment(ref done));
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases)
            await database.DisposeAsync();
        if (shared is not null)
            await shared.DisposeAsync();
    }

    private async Task<ScenarioResult> RunAsync(
        IExampleDatabase database,
        ExamplePlan plan,
        (string Model, string Sql)? mutated,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        try
        {
            var result = await database.BuildAsync(plan, mutated, cancellationToken) is { } problem
                ? NotBuilt(plan.Example, problem)
                : (await CheckerOf(database, plan.Example).RunWithoutDrillDownAsync([plan.Example.Scenario], cancellationToken))[0];
            return result with { Seconds = clock.GetElapsedTime(started).TotalSeconds };
        }
        finally
        {
            await database.ClearAsync(plan);
        }
    }

    private Checker CheckerOf(IExampleDatabase database, Example example)
    {
        var today = example.Today ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var moment = new DateTimeOffset(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return Checker.Of(database, options.BusinessMetrics, new EvaluationContext(moment, today, RunHistory.Empty));
    }

    private static ScenarioResult NotBuilt(Example example, string problem) =>
        new()
        {
            Feature = example.Scenario.Feature,
            Name = example.Scenario.Name,
            File = example.Scenario.File,
            Line = example.Scenario.Line,
            Tags = example.Scenario.Tags,
            Language = example.Scenario.Language,
            Steps = example.Scenario.Steps,
            Outcome = Outcome.Error,
            Seconds = 0,
            Checks =
            [
                .. example.Scenario.Checks.Select(c => new CheckResult
                {
                    Sentence = c.Sentence,
                    Line = c.Line,
                    Outcome = Outcome.Error,
                    Note = problem,
                    Sql = "",
                    Reads = c.Reads,
                    Keys = [],
                }),
            ],
        };
}
