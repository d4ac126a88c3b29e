using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Rebuilds the warehouse from a date of the lake: load and models, without the source.</summary>
/// <param name="options">Locations and limits.</param>
/// <param name="clock">Supplies the current time.</param>
/// <param name="stages">Records the stages' durations.</param>
/// <param name="progress">Receives progress updates.</param>
/// <param name="locks">The work folder's lock, held by the caller.</param>
internal sealed class LakeRebuild(PipelineOptions options, TimeProvider clock, Stages stages, IProgress<StageProgress>? progress, DataLocks locks)
{
    /// <inheritdoc cref="ShopPipeline.Gate"/>
    public Func<IReadOnlyList<TableInfo>, CancellationToken, Task>? Gate { get; init; }

    /// <param name="date">The date to load; null for the newest of the lake.</param>
    /// <param name="cancellationToken">Cancels the rebuild; the last good state remains.</param>
    /// <returns>The manifest, and the file to which a damaged warehouse was moved; null if it was not damaged.</returns>
    /// <exception cref="NothingToJudgeException">The lake has no run, or none of this date.</exception>
    /// <exception cref="UsageException">A file of the lake is missing or was changed: a retry does not bring it back.</exception>
    /// <exception cref="InfrastructureException">The machine failed.</exception>
    public async Task<(Manifest Manifest, string? Kept)> RunAsync(DateOnly? date, CancellationToken cancellationToken)
    {
        await using var lake = Lakes.Open(options.Lake, clock);
        var manifest = await stages.PartAsync(
            Stages.Load,
            async () =>
            {
                var day = date ?? await NewestAsync(lake, cancellationToken);
                // A date without a run is not leased.
                await RunData.ManifestAsync(lake, day, null, cancellationToken);
                await locks.ShareAsync(day, cancellationToken);
                return await RunData.ManifestAsync(lake, day, null, cancellationToken);
            }
        );
        var files = NextLake.Of(lake, manifest);
        await stages.PartAsync(Stages.Load, () => RequireWholeAsync(manifest, files, cancellationToken));
        var kept = await IsDamagedAsync(cancellationToken) ? MoveAside() : null;
        try
        {
            await LoadAndBuildAsync(manifest, files, cancellationToken);
            return (manifest, kept);
        }
        catch (UsageException e)
            when (kept is null && options.Snowflake is null && e.InnerException is DuckDBException engine && DuckFailure.Of(engine).Fault == DuckFault.Damaged)
        {
            // Damaged where nothing was read before.
            kept = MoveAside();
            await LoadAndBuildAsync(manifest, files, cancellationToken);
            return (manifest, kept);
        }
    }

    // Before anything is moved or loaded. In a run, the loader finds the same, and the next run extracts the file again.
    private static async Task<bool> RequireWholeAsync(Manifest manifest, ILake lake, CancellationToken cancellationToken)
    {
        await lake.EachAsync(manifest.Tables.SelectMany(t => t.Files), (file, token) => RequireWholeAsync(file, manifest.Date, lake, token), cancellationToken);
        return true;
    }

    private static async Task RequireWholeAsync(TableFile file, DateOnly date, ILake lake, CancellationToken cancellationToken)
    {
        var found = await lake.HashAsync(file.Key, cancellationToken);
        if (string.Equals(found?.Sha256, file.Sha256, StringComparison.Ordinal))
            return;
        throw new UsageException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{file.Key} in {lake.Description} "
                    + $"{(found is null ? "is missing" : $"does not match its manifest (SHA-256 {found.Sha256}, expected {file.Sha256})")}: "
                    + $"nothing was loaded. "
                    + $"Restore it, name another date with --date, or extract that date again: shopstream run --date {date:yyyy-MM-dd}"
            )
        );
    }

    private async Task<bool> IsDamagedAsync(CancellationToken cancellationToken)
    {
        if (options.Snowflake is not null || !DiskProblem.Exists(options.WarehousePath))
            return false;
        try
        {
            await using var warehouse = Warehouses.Open(options, clock, readOnly: true);
            await warehouse.LoadedAsync(cancellationToken);
            return false;
        }
        catch (UsageException)
        {
            return true;
        }
    }

    private async Task LoadAndBuildAsync(Manifest manifest, ILake lake, CancellationToken cancellationToken)
    {
        await using var warehouse = Warehouses.Open(options, clock, readOnly: false);
        var raw = manifest.Tables.Select(t => t.As(Layer.Raw)).ToList();
        var models = await stages.PartAsync(
            null,
            async () =>
            {
                var project = await ShopPipeline.ModelsAsync(options, [.. raw.Select(t => t.Dataset.Table)], warehouse.Dialect, cancellationToken);
                await warehouse.DryBuildAsync(project, raw, cancellationToken);
                if (Gate is not null)
                    await Gate(raw, cancellationToken);
                return project;
            }
        );
        await stages.RunAsync(Stages.Load, () => warehouse.LoadAsync(manifest, lake, progress, cancellationToken), r => r);
        await stages.RunAsync(Stages.Transform, () => warehouse.BuildAsync(models, cancellationToken), r => (r.Sum(m => m.Rows ?? 0), null));
    }

    private static async Task<DateOnly> NewestAsync(ILake lake, CancellationToken cancellationToken) =>
        await LakeLayout.ListDatesAsync(lake, cancellationToken) is { Count: > 0 } dates
            ? dates[^1]
            : throw new NothingToJudgeException(
                $"there is no run in {lake.Description} from which the warehouse could be rebuilt. Run the pipeline first: shopstream run"
            );

    // The damaged file is evidence, and may hold tables that somebody made beside the models.
    private string MoveAside()
    {
        var kept = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.ChangeExtension(options.WarehousePath, null)}.damaged-{clock.GetUtcNow():yyyyMMdd-HHmmss}.duckdb"
        );
        return DiskProblem.Translate(
            options.WarehousePath,
            "move it aside",
            () =>
            {
                File.Move(options.WarehousePath, kept);
                if (File.Exists(options.WarehousePath + ".wal"))
                    File.Move(options.WarehousePath + ".wal", kept + ".wal");
                return kept;
            }
        );
    }
}
