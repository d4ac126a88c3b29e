using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Proving;

/// <summary>What a proof plants.</summary>
/// <param name="Seed">Chooses rows and faults.</param>
/// <param name="Faults">How many; null for all.</param>
/// <param name="Jobs">How many side by side, from 1.</param>
public sealed record ProvingOptions(int Seed, int? Faults, int Jobs);

/// <summary>Copies of what a run left, for faults to be planted in; gone when it is disposed.</summary>
public sealed class ProvingGrounds : IAsyncDisposable
{
    private readonly string scratch;
    private readonly ILake lake;
    private readonly List<IGroundEngine> engines = [];
    private readonly List<Ground> open = [];

    private ProvingGrounds(string scratch, ILake lake) => (this.scratch, this.lake) = (scratch, lake);

    /// <summary>As many as work side by side.</summary>
    public IReadOnlyList<IProvingGround> Grounds => open;

    /// <summary>Those that were drawn.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>How many there could be.</summary>
    public int Possible { get; private set; }

    /// <summary>The sentence that catches what happens to a model where no other does; null for what no model builds.</summary>
    public Func<Fault, CandidateSentence?> LastResort { get; private set; } = _ => null;

    /// <param name="options">Where the run left its warehouse; it is copied or cloned, and not touched.</param>
    /// <param name="manifest">Of the date.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="proving">Which faults to plant.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read, or Snowflake has no database of proofs.</exception>
    /// <exception cref="InfrastructureException">The copy cannot be made.</exception>
    public static async Task<ProvingGrounds> OpenAsync(PipelineOptions options, Manifest manifest, Catalog catalog, ProvingOptions proving, CancellationToken cancellation)
    {
        var tables = manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellation);
        var grounds = new ProvingGrounds(Path.Combine(options.Scratch, $"prove-{Guid.NewGuid():n}"), Lakes.Open(options.Lake));
        try
        {
            await grounds.CopyAsync(options, proving.Jobs, cancellation);
            var drawing = new FaultDrawing(grounds.engines[0].ReadAsync, grounds.engines[0].Dialect, proving.Seed);
            var plans = new Dictionary<string, FaultPlan>(StringComparer.Ordinal);
            foreach (var (i, engine) in grounds.engines.Index())
            {
                var files = new GroundFiles(manifest, grounds.lake, Path.Combine(grounds.scratch, $"{i}"), DuckWarehouse.Settings(options));
                grounds.open.Add(await Ground.OpenAsync(engine, files, tables, project.Models, plans, catalog, cancellation));
            }
            var (drawn, possible) = await DrawAsync(drawing, project, catalog, manifest, proving, cancellation);
            foreach (var plan in drawn) plans[plan.Fault.Id] = plan;
            grounds.LastResort = fault => ModelSentence.Of(fault, project.Models, catalog, grounds.engines[0].Dialect);
            (grounds.Faults, grounds.Possible) = ([.. drawn.Select(p => p.Fault)], possible);
            return grounds;
        }
        catch (Exception e)
        {
            await grounds.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException) throw new InfrastructureException($"the warehouse cannot be copied to {grounds.scratch}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var ground in open) await ground.DisposeAsync();
        foreach (var engine in engines) await engine.DisposeAsync();
        await lake.DisposeAsync();
        if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
    }

    internal static async Task<(IReadOnlyList<FaultPlan> Drawn, int Possible)> DrawAsync(
        FaultDrawing drawing, ModelProject project, Catalog catalog, Manifest manifest, ProvingOptions proving, CancellationToken cancellation)
    {
        var raw = manifest.Tables.Select(t => catalog.Find(new Dataset(Layer.Raw, t.Table))).OfType<TableInfo>().ToList();
        var possible = await drawing.PossibleAsync(raw, [.. project.Models.Select(m => catalog.Find(m.Dataset)).OfType<TableInfo>()], project.Models, cancellation);
        return (drawing.Draw(possible, proving.Faults), possible.Count);
    }

    // No run works here meanwhile: a copy of half a load would prove nothing.
    private async Task CopyAsync(PipelineOptions options, int jobs, CancellationToken cancellation)
    {
        using var held = WorkLock.Take(options.WorkFolder);
        Directory.CreateDirectory(scratch);
        if (options.Snowflake is { } snowflake)
        {
            engines.Add(await SnowflakeEngine.OpenAsync(snowflake(), options, cancellation));
            return;
        }
        var copy = Path.Combine(scratch, "warehouse.duckdb");
        File.Copy(options.WarehousePath, copy);
        for (var i = 0; i < jobs; i++) engines.Add(await DuckEngine.OpenAsync(copy, DuckWarehouse.Settings(options), cancellation));
    }
}
