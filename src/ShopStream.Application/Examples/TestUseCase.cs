using ShopStream.Application.Impact;
using ShopStream.Application.Policy;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Which examples to run.</summary>
public sealed record TestRequest
{
    /// <summary>The validated settings; their tags and places select examples.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>Only examples that build one of these models, on the way included; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Which of the selected examples are run; null for all.</summary>
    public Func<ExamplePlan, bool>? Affects { get; init; }

    /// <summary>What changed files can affect: only examples of that; null for all.</summary>
    public ChangedFiles? Changed { get; init; }

    /// <summary>Whether the examples are built in Snowflake, whose settings are read then; default false: in memory.</summary>
    public bool IsInSnowflake { get; init; }

    /// <summary>Receives one line on what was selected and what was skipped.</summary>
    public Action<string> Note { get; init; } = static _ => { };
}

/// <summary>What the examples say of the models.</summary>
/// <param name="Results">One for each example, in feature order.</param>
/// <param name="Models">How many models they build.</param>
/// <param name="Seconds">From reading the features to the last result.</param>
/// <param name="ExitCode">By the worst outcome.</param>
public sealed record TestResult(IReadOnlyList<ScenarioResult> Results, int Models, double Seconds, int ExitCode)
{
    /// <summary>The worst outcome.</summary>
    public Outcome Outcome => Outcomes.Worst(Results.Select(r => r.Outcome));
}

/// <summary>
/// test: builds models from the rows of examples, in memory or, if asked for, in Snowflake. No source or lake is connected to, and no data of a run is read.
/// </summary>
/// <param name="clock">The day of examples that do not say which day is today.</param>
public sealed class TestUseCase(TimeProvider clock)
{
    /// <summary>Runs the selected examples once.</summary>
    /// <param name="request">Which examples to run.</param>
    /// <param name="progress">Receives the number of finished and of all examples, from several threads; null for none.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="UsageException">Features, models or examples are wrong.</exception>
    /// <exception cref="NothingToJudgeException">No example is selected.</exception>
    public async Task<TestResult> RunAsync(TestRequest request, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var settings = request.Settings;
        var examples = SelectedExamples.Load(settings, cancellationToken);
        var schema = await SchemaAsync(settings, cancellationToken);
        var plans = ForChanges(ForModels(ExampleRunner.Plan(examples, schema), request.Models, schema), request);
        if (request.Affects is { } affects)
            plans = [.. plans.Where(affects)];
        await using var runner = request.IsInSnowflake
            ? await ExampleRunner.CreateInSnowflakeAsync(schema, settings.Pipeline, settings.Tables, clock, cancellationToken)
            : await ExampleRunner.CreateAsync(schema, settings.Pipeline, clock, cancellationToken);
        var done = 0;
        var results = await runner.RunAsync(plans, _ => progress?.Invoke(Interlocked.Increment(ref done), plans.Count), cancellationToken);
        return new TestResult(
            results,
            plans.SelectMany(p => p.Models).Select(m => m.Name).Distinct(StringComparer.Ordinal).Count(),
            clock.GetElapsedTime(started).TotalSeconds,
            ExitCodePolicy.OfOutcome(Outcomes.Worst(results.Select(r => r.Outcome)))
        );
    }

    /// <summary>The models and columns that examples can use, without connecting to anything.</summary>
    /// <exception cref="UsageException">The models cannot be read, or their SQL is wrong.</exception>
    public static async Task<ExampleSchema> SchemaAsync(ShopSettings settings, CancellationToken cancellationToken) =>
        await ExampleSchema.OfAsync(
            await ShopPipeline.ModelsAsync(settings.Pipeline with { Snowflake = null }, settings.Tables, cancellationToken),
            await RawColumns.ReadAsync(settings.Pipeline, settings.Tables, cancellationToken),
            settings.Pipeline.BuildDeadline,
            cancellationToken
        );

    private static IReadOnlyList<ExamplePlan> ForChanges(IReadOnlyList<ExamplePlan> plans, TestRequest request)
    {
        if (request.Changed is not { } changed)
            return plans;
        var chosen = plans
            .Where(p => changed.IsEverything || changed.IsOfChangedFeature(p.Example.Scenario.File) || p.Models.Any(m => changed.Models.Contains(m.Name)))
            .ToList();
        var line = changed.Describe("example", chosen.Count, plans.Count);
        if (chosen.Count == 0)
            throw new NothingToJudgeException($"{line}. Nothing was tested");
        request.Note($"{line}.");
        return chosen;
    }

    private static IReadOnlyList<ExamplePlan> ForModels(IReadOnlyList<ExamplePlan> plans, IReadOnlyList<string> models, ExampleSchema schema)
    {
        if (models.Count == 0)
            return plans;
        var unknown = models.Where(m => schema.Find(m) is null).Select(m => $"--model {m}: {schema.WhyUnknown(m)}").ToList();
        if (unknown.Count > 0)
            throw new UsageException(string.Join("\n", unknown));
        var chosen = plans.Where(p => p.Models.Any(m => models.Contains(m.Name, StringComparer.Ordinal))).ToList();
        return chosen.Count > 0
            ? chosen
            : throw new NothingToJudgeException($"no example builds {string.Join(" or ", models)}: expected a scenario with 'When {models[0]} is built'");
    }
}
