using System.Globalization;
using ShopStream.Application.Examples;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Proving;

/// <summary>Examples that pass, ready to be run with mutants of the models.</summary>
internal sealed class ProvingExamples : IAsyncDisposable
{
    private readonly ExampleSchema schema;
    private readonly IReadOnlyList<ExamplePlan> plans;
    private readonly ExampleRunner runner;

    private ProvingExamples(ExampleSchema schema, IReadOnlyList<ExamplePlan> plans, ExampleRunner runner) =>
        (this.schema, this.plans, this.runner) = (schema, plans, runner);

    /// <summary>Every mutant of the models that examples can build.</summary>
    public IReadOnlyList<ModelMutant> AllMutants => ModelMutants.Of(schema);

    /// <summary>Runs the examples without a mutant.</summary>
    /// <param name="settings">The validated settings.</param>
    /// <param name="examples">The examples, bound.</param>
    /// <param name="clock">The day of examples that do not say which day is today.</param>
    /// <param name="cancellationToken">Cancels the examples.</param>
    /// <exception cref="UsageException">An example does not pass, or examples or models are wrong.</exception>
    public static async Task<ProvingExamples> OpenAsync(
        ShopSettings settings,
        IReadOnlyList<Example> examples,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var models = await TestUseCase.SchemaAsync(settings, cancellationToken);
        var planned = ExampleRunner.Plan(examples, models);
        var opened = await ExampleRunner.CreateAsync(models, settings.Pipeline, clock, cancellationToken);
        try
        {
            RequirePassing(await opened.RunAsync(planned, null, cancellationToken));
            return new ProvingExamples(models, planned, opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="ExampleRunner.FindCatchingAsync"/>
    public Task<IReadOnlyList<Example?>> FindCatchingAsync(IReadOnlyList<ModelMutant> mutants, Action<int> progress, CancellationToken cancellationToken) =>
        runner.FindCatchingAsync(mutants, plans, progress, cancellationToken);

    /// <summary>Writes an example for each mutant that no example catches, where one can be found.</summary>
    /// <param name="settings">The validated settings.</param>
    /// <param name="survivors">The mutants.</param>
    /// <param name="cancellationToken">Cancels the builds.</param>
    /// <returns>In the order of the mutants: the lines of a scenario, or null.</returns>
    public async Task<IReadOnlyList<string?>> WriteForAsync(ShopSettings settings, IReadOnlyList<ModelMutant> survivors, CancellationToken cancellationToken)
    {
        await using var trials = await ExampleTrials.OpenAsync(schema, settings.Pipeline, cancellationToken);
        var writer = new SurvivorExamples(settings, schema, plans, trials);
        var written = new List<string?>();
        foreach (var survivor in survivors)
            written.Add(await writer.WriteAsync(survivor, runner, cancellationToken));
        return written;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => runner.DisposeAsync();

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
}
