using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>The statements of one mutant.</summary>
/// <param name="Mutant">The mutant; null for statements sent once, before or after all mutants.</param>
/// <param name="Statements">Statements in order, without semicolons.</param>
public sealed record MutantStatements(Mutant? Mutant, IReadOnlyList<string> Statements);

/// <summary>The statements of mutation testing, for review: those that planting sends, recorded. Nothing is planted; the warehouse is only read.</summary>
public static class MutationSql
{
    /// <param name="options">Names the warehouse.</param>
    /// <param name="runData">The data of the last run.</param>
    /// <param name="mutation">Which mutants to plant.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    /// <exception cref="InfrastructureException">The warehouse does not respond.</exception>
    public static async Task<IReadOnlyList<MutantStatements>> OfAsync(
        PipelineOptions options,
        RunData runData,
        MutationOptions mutation,
        CancellationToken cancellationToken
    )
    {
        var tables = runData.Manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellationToken);
        var dialect = options.Snowflake is null ? MutationDialect.DuckDb : MutationDialect.Snowflake;
        var warehouse = runData.Stores[StoreId.Warehouse];
        var sampler = new MutantSampler(ReadAsync, dialect, mutation.Seed);
        var (sampled, _, _) = await MutationWorkspaces.SampleAsync(sampler, project, runData.Catalog, runData.Manifest, mutation, cancellationToken);
        var (before, after) = options.Snowflake?.Invoke() is { } settings
            ? (SnowflakeMutationEngine.Clones(settings), SnowflakeMutationEngine.Drops(settings))
            : (DuckDbMutationEngine.Copies(options.WarehousePath), []);
        var engine = new RecordingMutationEngine(dialect, options.Snowflake is null ? DuckDbMutationEngine.OriginalName : SnowflakeMutationEngine.OriginalName);
        var plans = sampled
            .SelectMany(p => p.Parts.Append(p))
            .DistinctBy(p => p.Mutant.Id, StringComparer.Ordinal)
            .ToDictionary(p => p.Mutant.Id, StringComparer.Ordinal);
        await using var workspace = await MutationWorkspace.OpenAsync(engine, null, tables, project.Models, plans, runData.Catalog, cancellationToken);
        var parts = new List<MutantStatements> { new(null, [.. before, .. engine.Take()]) };
        foreach (var plan in sampled)
        {
            await workspace.PlantAsync(plan.Mutant, cancellationToken);
            await workspace.RestoreAsync(cancellationToken);
            parts.Add(new MutantStatements(plan.Mutant, engine.Take()));
        }
        parts.Add(new MutantStatements(null, [.. after]));
        return parts;

        async Task<Measurement?> ReadAsync(string sql, CancellationToken token)
        {
            var measurement = await warehouse.MeasureAsync(new PlannedQuery(StoreId.Warehouse, sql, []), token);
            return measurement.Missing switch
            {
                null => measurement,
                { Kind: MissingMeasurementKind.Refused } => null,
                var missing => throw new InfrastructureException(missing.Reason),
            };
        }
    }
}
