using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Proving;

/// <summary>Copies of what a run left, for faults to be planted in; gone when it is disposed.</summary>
public sealed class ProvingGrounds : IAsyncDisposable
{
    private readonly string folder;

    private ProvingGrounds(string folder, IReadOnlyList<IProvingGround> grounds, IReadOnlyList<Fault> faults, int possible) =>
        (this.folder, Grounds, Faults, Possible) = (folder, grounds, faults, possible);

    /// <summary>As many as work side by side.</summary>
    public IReadOnlyList<IProvingGround> Grounds { get; }

    /// <summary>Those that were drawn.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>How many there could be.</summary>
    public int Possible { get; }

    /// <param name="options">Where the run left its warehouse; it is copied, and not touched.</param>
    /// <param name="catalog">Over all stores.</param>
    /// <param name="tables">Those that are extracted.</param>
    /// <param name="seed">Chooses rows and faults.</param>
    /// <param name="faults">How many; null for all.</param>
    /// <param name="jobs">From 1.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    /// <exception cref="InfrastructureException">The copy cannot be made.</exception>
    public static async Task<ProvingGrounds> OpenAsync(PipelineOptions options, Catalog catalog, IReadOnlyList<string> tables, int seed, int? faults, int jobs, CancellationToken cancellation)
    {
        var project = await ShopPipeline.ModelsAsync(options, tables, cancellation);
        var scratch = Path.Combine(options.Scratch, $"prove-{Guid.NewGuid():n}");
        var open = new List<DuckGround>();
        try
        {
            var copy = Path.Combine(scratch, "warehouse.duckdb");
            using (WorkLock.Take(options.WorkFolder))
            {
                Directory.CreateDirectory(scratch);
                File.Copy(options.WarehousePath, copy);
            }
            var plans = new Dictionary<string, FaultPlan>(StringComparer.Ordinal);
            for (var i = 0; i < jobs; i++)
                open.Add(await DuckGround.OpenAsync(copy, tables, project.Models, plans, catalog.KeyOf, DuckWarehouse.Settings(options), cancellation));
            var raw = tables.Select(t => catalog.Find(new Dataset(Layer.Raw, t))).OfType<TableInfo>().ToList();
            var drawing = new FaultDrawing(open[0], seed);
            var possible = await drawing.PossibleAsync(
                [.. raw.Select(t => t with { Dataset = t.Dataset with { Layer = Layer.Source } }), .. raw.Select(t => t with { Dataset = t.Dataset with { Layer = Layer.Lake } }), .. raw, .. project.Models.Select(m => catalog.Find(m.Dataset)).OfType<TableInfo>()],
                project.Models, cancellation);
            var drawn = drawing.Draw(possible, faults);
            foreach (var plan in drawn) plans[plan.Fault.Id] = plan;
            return new ProvingGrounds(scratch, open, [.. drawn.Select(p => p.Fault)], possible.Count);
        }
        catch (Exception e)
        {
            foreach (var ground in open) await ground.DisposeAsync();
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
            if (e is IOException or UnauthorizedAccessException) throw new InfrastructureException($"the warehouse cannot be copied to {scratch}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var ground in Grounds) await ground.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
