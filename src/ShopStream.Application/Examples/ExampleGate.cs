using System.Globalization;
using ShopStream.Application.Policy;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Runs all examples before any data is moved: a model that fails one of them is not built.</summary>
/// <param name="settings">The validated settings.</param>
/// <param name="examples">All examples of the features folder, at least one.</param>
/// <param name="stages">Measures them as a stage of its own.</param>
/// <param name="clock">The day of examples that do not say which day is today.</param>
internal sealed class ExampleGate(ShopSettings settings, IReadOnlyList<Example> examples, Stages stages, TimeProvider clock)
{
    private const int MostNamed = 5;

    /// <summary>The results; null until the examples were run, and if there are none.</summary>
    public IReadOnlyList<ScenarioResult>? Results { get; private set; }

    /// <summary>Runs the examples on the columns that the source has now.</summary>
    /// <param name="raw">The raw tables.</param>
    /// <param name="cancellationToken">Cancels the examples.</param>
    /// <exception cref="UsageException">An example is wrong.</exception>
    /// <exception cref="ExamplesFailedException">An example did not pass.</exception>
    public async Task PassAsync(IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken)
    {
        Results = await stages.RunAsync(Stages.Examples, () => RunAsync(raw, cancellationToken));
        var stopped = Results.Where(r => r.Outcome is not (Outcome.Passed or Outcome.Warned)).ToList();
        if (stopped.Count > 0)
            await stages.PartAsync<bool>(
                Stages.Examples,
                () => throw new ExamplesFailedException(Message(stopped), Outcomes.Worst(stopped.Select(s => s.Outcome)))
            );
    }

    private async Task<IReadOnlyList<ScenarioResult>> RunAsync(IReadOnlyList<TableInfo> raw, CancellationToken cancellationToken)
    {
        // The engine of the examples is DuckDB, whatever the warehouse is.
        var options = settings.Pipeline with
        {
            Snowflake = null,
        };
        // A model that cannot be read is a fault of no stage.
        var schema = await stages.PartAsync(
            null,
            async () =>
                await ExampleSchema.OfAsync(
                    await ShopPipeline.ModelsAsync(options, [.. raw.Select(t => t.Dataset.Table)], cancellationToken),
                    raw,
                    options.BuildDeadline,
                    cancellationToken
                )
        );
        var plans = ExampleRunner.Plan(examples, schema);
        await using var runner = await ExampleRunner.CreateAsync(schema, options, clock, cancellationToken);
        return await runner.RunAsync(plans, null, cancellationToken);
    }

    private string Message(List<ScenarioResult> stopped)
    {
        var named = stopped.Take(MostNamed).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line} '{s.Name}'"));
        var more = stopped.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {stopped.Count - MostNamed} more") : "";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{stopped.Count} of {examples.Count} {(examples.Count == 1 ? "example" : "examples")} did not pass: {string.Join(", ", named)}{more}. "
            ) + "No model was built, and no data was moved. Fix the model or the example; 'shopstream test' runs the examples alone.";
    }
}

/// <summary>Examples did not pass, so that no data was moved. The exit code is that of their worst outcome.</summary>
internal sealed class ExamplesFailedException(string message, Outcome outcome) : ProblemException(message)
{
    /// <summary>The worst outcome of the examples.</summary>
    public Outcome Outcome => outcome;

    /// <inheritdoc />
    public override int ExitCode => ExitCodePolicy.OfOutcome(outcome);
}
