using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Proving;

/// <param name="Fault">Which one is planted; null for what is sent once, before and after all.</param>
/// <param name="Statements">In their order, without semicolons.</param>
public sealed record ProofStatements(Fault? Fault, IReadOnlyList<string> Statements);

/// <summary>What a proof would send, to be reviewed: nothing is planted, and the warehouse is only read.</summary>
public static class ProofSql
{
    /// <param name="options">Where the warehouse is.</param>
    /// <param name="judgeable">What the last run left.</param>
    /// <param name="proving">Which faults to plant.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    /// <exception cref="InfrastructureException">The warehouse does not answer.</exception>
    public static async Task<IReadOnlyList<ProofStatements>> OfAsync(PipelineOptions options, Judgeable judgeable, ProvingOptions proving, CancellationToken cancellation)
    {
        var tables = judgeable.Manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellation);
        var dialect = options.Snowflake is null ? FaultDialect.DuckDb : FaultDialect.Snowflake;
        var warehouse = judgeable.Stores[StoreId.Warehouse];
        var drawing = new FaultDrawing(ReadAsync, dialect, proving.Seed);
        var (drawn, _) = await ProvingGrounds.DrawAsync(drawing, project, judgeable.Catalog, judgeable.Manifest, proving, cancellation);
        var (before, after) = options.Snowflake?.Invoke() is { } settings ? (SnowflakeEngine.Clones(settings), SnowflakeEngine.Drops(settings)) : (DuckEngine.Copies(options.WarehousePath), []);
        Func<Dataset, string> good = options.Snowflake is null ? DuckEngine.GoodOf : SnowflakeEngine.GoodOf;
        return
        [
            new ProofStatements(null, [.. before, .. Ground.Views(tables, project.Models, dialect, good)]),
            .. drawn.Select(p => new ProofStatements(p.Fault, [.. Ground.Statements(p, project.Models, dialect, good)])),
            new ProofStatements(null, [.. after]),
        ];

        async Task<Answer> ReadAsync(string sql, CancellationToken token)
        {
            var answer = await warehouse.AskAsync(new PlannedQuery(StoreId.Warehouse, sql, []), token);
            return answer.Missing is { } missing ? throw new InfrastructureException(missing.Reason) : answer;
        }
    }
}
