using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Options of mutation testing.</summary>
/// <param name="Seed">Determines the sampled rows and mutants.</param>
/// <param name="MutantCount">Number of mutants; null for all.</param>
/// <param name="Jobs">Number of parallel workspaces, at least 1.</param>
public sealed record MutationOptions(int Seed, int? MutantCount, int Jobs)
{
    /// <summary>Which of the possible mutants count; null for all.</summary>
    public Func<Mutant, bool>? Only { get; init; }
}

/// <summary>Copies of a run's data in which mutants are planted. Disposing deletes them.</summary>
public sealed class MutationWorkspaces : IAsyncDisposable
{
    private readonly string scratch;
    private readonly ILake lake;
    private readonly FetchedFiles fetched;
    private readonly List<IMutationEngine> engines = [];
    private readonly List<MutationWorkspace> opened = [];

    private MutationWorkspaces(string scratch, ILake lake) => (this.scratch, this.lake, fetched) = (scratch, lake, new FetchedFiles(lake, scratch));

    /// <summary>The workspaces, one per parallel job.</summary>
    public IReadOnlyList<IMutationWorkspace> Workspaces => opened;

    /// <summary>The sampled mutants.</summary>
    public IReadOnlyList<Mutant> Mutants { get; private set; } = [];

    /// <summary>Number of possible mutants.</summary>
    public int Possible { get; private set; }

    /// <summary>Number of possible mutants, those that were left out by <see cref="MutationOptions.Only"/> included.</summary>
    public int PossibleInAll { get; private set; }

    /// <summary>Suggests the check of last resort for a mutant; null for a dataset that no model builds.</summary>
    public Func<Mutant, CandidateSentence?> LastResort { get; private set; } = _ => null;

    /// <param name="options">Names the warehouse, which is copied or cloned but not changed.</param>
    /// <param name="manifest">Manifest of the tested date.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="mutation">Which mutants to plant.</param>
    /// <param name="cancellationToken">Cancels copying.</param>
    /// <exception cref="UsageException">The models cannot be read, or Snowflake has no database for mutation testing.</exception>
    /// <exception cref="InfrastructureException">The warehouse cannot be copied.</exception>
    public static async Task<MutationWorkspaces> OpenAsync(
        PipelineOptions options,
        Manifest manifest,
        Catalog catalog,
        MutationOptions mutation,
        CancellationToken cancellationToken
    )
    {
        var tables = manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellationToken);
        var workspaces = new MutationWorkspaces(Path.Combine(options.Scratch, $"prove-{Guid.NewGuid():n}"), NextLake.Of(Lakes.Open(options.Lake), manifest));
        try
        {
            await workspaces.CopyAsync(options, mutation.Jobs, cancellationToken);
            var sampler = new MutantSampler(workspaces.engines[0].TryReadAsync, workspaces.engines[0].Dialect, mutation.Seed);
            var plans = new Dictionary<string, MutantPlan>(StringComparer.Ordinal);
            foreach (var (i, engine) in workspaces.engines.Index())
            {
                var memory = DuckWarehouse.Settings(options).OfJob(mutation.Jobs);
                var files = new MutatedFiles(manifest, workspaces.fetched, Path.Combine(workspaces.scratch, $"{i}"), memory.OfLake);
                workspaces.opened.Add(await MutationWorkspace.OpenAsync(engine, files, tables, project.Models, plans, catalog, cancellationToken));
            }
            var (sampled, possible, inAll) = await SampleAsync(sampler, project, catalog, manifest, mutation, cancellationToken);
            foreach (var plan in sampled.SelectMany(p => p.Parts.Append(p)))
                plans[plan.Mutant.Id] = plan;
            workspaces.LastResort = mutant =>
                project.Models.Any(m => m.Dataset == mutant.Dataset)
                    ? new CandidateSentence($"{mutant.Dataset} has exactly the rows that its model builds", new HasModelRows(mutant.Dataset))
                    : null;
            (workspaces.Mutants, workspaces.Possible, workspaces.PossibleInAll) = ([.. sampled.Select(p => p.Mutant)], possible, inAll);
            return workspaces;
        }
        catch (Exception e)
        {
            await workspaces.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException)
                throw new InfrastructureException($"the warehouse cannot be copied to {workspaces.scratch}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in opened)
            await workspace.DisposeAsync();
        foreach (var engine in engines)
            await engine.DisposeAsync();
        await fetched.DisposeAsync();
        await lake.DisposeAsync();
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }

    internal static async Task<(IReadOnlyList<MutantPlan> Drawn, int Possible, int InAll)> SampleAsync(
        MutantSampler sampler,
        ModelProject project,
        Catalog catalog,
        Manifest manifest,
        MutationOptions mutation,
        CancellationToken cancellationToken
    )
    {
        var raw = manifest.Tables.Select(t => catalog.Find(new Dataset(Layer.Raw, t.Table))).OfType<TableInfo>().ToList();
        var all = await sampler.PossibleAsync(
            raw,
            [.. project.Models.Select(m => catalog.Find(m.Dataset)).OfType<TableInfo>()],
            project.Models,
            cancellationToken
        );
        var possible = mutation.Only is { } only ? [.. all.Where(p => only(p.Mutant))] : all;
        return (sampler.Sample(possible, mutation.MutantCount), possible.Count, all.Count);
    }

    // The caller holds the work folder's lock, so that no run changes the warehouse while it is copied.
    private async Task CopyAsync(PipelineOptions options, int jobs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(scratch);
        if (options.Snowflake is { } snowflake)
        {
            engines.Add(await SnowflakeMutationEngine.OpenAsync(snowflake(), options, cancellationToken));
            return;
        }
        var copy = Path.Combine(scratch, "warehouse.duckdb");
        File.Copy(options.WarehousePath, copy);
        for (var i = 0; i < jobs; i++)
            engines.Add(await DuckDbMutationEngine.OpenAsync(copy, DuckWarehouse.Settings(options).OfJob(jobs).OfWarehouse, cancellationToken));
    }
}
