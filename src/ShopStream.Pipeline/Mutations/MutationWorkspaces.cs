using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>What a proof plants.</summary>
/// <param name="Seed">Chooses rows and faults.</param>
/// <param name="MutantCount">How many; null for all.</param>
/// <param name="Jobs">How many side by side, from 1.</param>
public sealed record MutationOptions(int Seed, int? MutantCount, int Jobs);

/// <summary>Copies of what a run left, for faults to be planted in; gone when it is disposed.</summary>
public sealed class MutationWorkspaces : IAsyncDisposable
{
    private readonly string scratch;
    private readonly ILake lake;
    private readonly List<IMutationEngine> engines = [];
    private readonly List<MutationWorkspace> open = [];

    private MutationWorkspaces(string scratch, ILake lake) => (this.scratch, this.lake) = (scratch, lake);

    /// <summary>As many as work side by side.</summary>
    public IReadOnlyList<IMutationWorkspace> Workspaces => open;

    /// <summary>Those that were drawn.</summary>
    public IReadOnlyList<Mutant> Mutants { get; private set; } = [];

    /// <summary>How many there could be.</summary>
    public int Possible { get; private set; }

    /// <summary>The sentence that catches what happens to a model where no other does; null for what no model builds.</summary>
    public Func<Mutant, CandidateSentence?> LastResort { get; private set; } = _ => null;

    /// <param name="options">Where the run left its warehouse; it is copied or cloned, and not touched.</param>
    /// <param name="manifest">Of the date.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="proving">Which faults to plant.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read, or Snowflake has no database of proofs.</exception>
    /// <exception cref="InfrastructureException">The copy cannot be made.</exception>
    public static async Task<MutationWorkspaces> OpenAsync(PipelineOptions options, Manifest manifest, Catalog catalog, MutationOptions proving, CancellationToken cancellationToken)
    {
        var tables = manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellationToken);
        var workspaces = new MutationWorkspaces(Path.Combine(options.Scratch, $"prove-{Guid.NewGuid():n}"), Lakes.Open(options.Lake));
        try
        {
            await workspaces.CopyAsync(options, proving.Jobs, cancellationToken);
            var drawing = new MutantSampler(workspaces.engines[0].ReadAsync, workspaces.engines[0].Dialect, proving.Seed);
            var plans = new Dictionary<string, MutantPlan>(StringComparer.Ordinal);
            foreach (var (i, engine) in workspaces.engines.Index())
            {
                var files = new MutatedFiles(manifest, workspaces.lake, Path.Combine(workspaces.scratch, $"{i}"), DuckWarehouse.Settings(options));
                workspaces.open.Add(await MutationWorkspace.OpenAsync(engine, files, tables, project.Models, plans, catalog, cancellationToken));
            }
            var (drawn, possible) = await SampleAsync(drawing, project, catalog, manifest, proving, cancellationToken);
            foreach (var plan in drawn) plans[plan.Mutant.Id] = plan;
            workspaces.LastResort = mutant => ModelQuerySentence.Of(mutant, project.Models, catalog, workspaces.engines[0].Dialect);
            (workspaces.Mutants, workspaces.Possible) = ([.. drawn.Select(p => p.Mutant)], possible);
            return workspaces;
        }
        catch (Exception e)
        {
            await workspaces.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException) throw new InfrastructureException($"the warehouse cannot be copied to {workspaces.scratch}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in open) await workspace.DisposeAsync();
        foreach (var engine in engines) await engine.DisposeAsync();
        await lake.DisposeAsync();
        if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
    }

    internal static async Task<(IReadOnlyList<MutantPlan> Drawn, int Possible)> SampleAsync(
        MutantSampler drawing, ModelProject project, Catalog catalog, Manifest manifest, MutationOptions proving, CancellationToken cancellationToken)
    {
        var raw = manifest.Tables.Select(t => catalog.Find(new Dataset(Layer.Raw, t.Table))).OfType<TableInfo>().ToList();
        var possible = await drawing.PossibleAsync(raw, [.. project.Models.Select(m => catalog.Find(m.Dataset)).OfType<TableInfo>()], project.Models, cancellationToken);
        return (drawing.Sample(possible, proving.MutantCount), possible.Count);
    }

    // No run works here meanwhile: a copy of half a load would prove nothing.
    private async Task CopyAsync(PipelineOptions options, int jobs, CancellationToken cancellationToken)
    {
        using var held = WorkLock.Take(options.WorkFolder);
        Directory.CreateDirectory(scratch);
        if (options.Snowflake is { } snowflake)
        {
            engines.Add(await SnowflakeMutationEngine.OpenAsync(snowflake(), options, cancellationToken));
            return;
        }
        var copy = Path.Combine(scratch, "warehouse.duckdb");
        File.Copy(options.WarehousePath, copy);
        for (var i = 0; i < jobs; i++) engines.Add(await DuckDbMutationEngine.OpenAsync(copy, DuckWarehouse.Settings(options), cancellationToken));
    }
}
