using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <param name="Mutant">Which one is planted; null for what is sent once, before and after all.</param>
/// <param name="Statements">In their order, without semicolons.</param>
public sealed record MutantStatements(Mutant? Mutant, IReadOnlyList<string> Statements);

/// <summary>What a proof would send, to be reviewed: nothing is planted, and the warehouse is only read.</summary>
public static class MutationSql
{
    /// <param name="options">Where the warehouse is.</param>
    /// <param name="runData">What the last run left.</param>
    /// <param name="proving">Which faults to plant.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    /// <exception cref="InfrastructureException">The warehouse does not answer.</exception>
    public static async Task<IReadOnlyList<MutantStatements>> OfAsync(PipelineOptions options, RunData runData, MutationOptions proving, CancellationToken cancellationToken)
    {
        var tables = runData.Manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellationToken);
        var dialect = options.Snowflake is null ? MutationDialect.DuckDb : MutationDialect.Snowflake;
        var warehouse = runData.Stores[StoreId.Warehouse];
        var drawing = new MutantSampler(ReadAsync, dialect, proving.Seed);
        var (drawn, _) = await MutationWorkspaces.SampleAsync(drawing, project, runData.Catalog, runData.Manifest, proving, cancellationToken);
        var (before, after) = options.Snowflake?.Invoke() is { } settings ? (SnowflakeMutationEngine.Clones(settings), SnowflakeMutationEngine.Drops(settings)) : (DuckDbMutationEngine.Copies(options.WarehousePath), []);
        Func<Dataset, string> good = options.Snowflake is null ? DuckDbMutationEngine.OriginalName : SnowflakeMutationEngine.OriginalName;
        return
        [
            new MutantStatements(null, [.. before, .. MutationWorkspace.Views(tables, project.Models, dialect, good)]),
            .. drawn.Select(p => new MutantStatements(p.Mutant, [.. MutationWorkspace.Statements(p, project.Models, dialect, good)])),
            new MutantStatements(null, [.. after]),
        ];

        async Task<Measurement> ReadAsync(string sql, CancellationToken token)
        {
            var measurement = await warehouse.MeasureAsync(new PlannedQuery(StoreId.Warehouse, sql, []), token);
            return measurement.Missing is { } missing ? throw new InfrastructureException(missing.Reason) : measurement;
        }
    }
}
