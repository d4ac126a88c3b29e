using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Reads examples that were written as text, as `test` reads them.</summary>
internal static class WrittenExamples
{
    /// <summary>Reads and plans the examples of a feature's text.</summary>
    /// <exception cref="UsageException">The text is wrong.</exception>
    public static IReadOnlyList<ExamplePlan> Plan(string feature, ShopSettings settings, ExampleSchema schema) =>
        ExampleRunner.Plan(SelectedExamples.Bind(FeatureFolder.Parse("written.feature", feature), settings), schema);

    /// <summary>Runs the examples of a feature's text.</summary>
    /// <exception cref="UsageException">One does not pass, so that it must not be handed out.</exception>
    public static async Task RequirePassingAsync(
        string feature,
        ShopSettings settings,
        ExampleSchema schema,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var plans = Plan(feature, settings, schema);
        await using var runner = await ExampleRunner.CreateAsync(schema, settings.Pipeline, clock, cancellationToken, most: 1);
        var results = await runner.RunAsync(plans, null, cancellationToken);
        if (results.FirstOrDefault(r => r.Outcome != Outcome.Passed) is { } wrong)
            throw new UsageException(
                $"the example that was written does not pass ({wrong.Checks.FirstOrDefault(c => c.Outcome != Outcome.Passed)?.Difference}), "
                    + $"so that it is not handed out; this is a defect of 'shopstream example':\n{feature}"
            );
    }
}
