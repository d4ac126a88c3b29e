using System.Text.Json;
using ShopStream.Pipeline.Attached;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>The tables of a run and, if the work folder has an extraction, their columns. Read without connecting to anything.</summary>
/// <param name="Datasets">Every dataset of a run.</param>
/// <param name="Tables">Tables with their columns, from the last manifest and the models built on it; null when there is no extraction to read.</param>
/// <param name="NotVisibleReason">Why the columns are unknown; null when they are known.</param>
public sealed record KnownTables(IReadOnlyList<Dataset> Datasets, IReadOnlyList<TableInfo>? Tables, string? NotVisibleReason)
{
    /// <param name="options">Names the lake and the models.</param>
    /// <param name="tables">The extracted tables.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="UsageException">The models cannot be read, or their SQL is wrong.</exception>
    public static async Task<KnownTables> ReadAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        if (options.Attached is { } attached)
        {
            await using var warehouse = await AttachedWarehouses.OpenAsync(options, attached, cancellationToken);
            return new KnownTables([.. warehouse.Tables.Tables.Select(t => t.Dataset)], warehouse.Tables.Tables, null);
        }
        var datasets = await ShopPipeline.DatasetsAsync(options, tables, cancellationToken);
        if (options.Lake.Folder is not { } folder)
            return new KnownTables(datasets, null, $"the lake is {options.Lake}, and this command does not connect to it");
        if (!DiskProblem.Exists(folder))
            return new KnownTables(datasets, null, $"there is no extraction in {folder} yet: shopstream run creates one");
        await using var lake = Lakes.Open(options.Lake);
        var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
        if (dates.Count == 0 || await lake.TryReadAsync(LakeLayout.ManifestKey(dates[^1]), cancellationToken) is not { } json)
            return new KnownTables(datasets, null, $"there is no extraction in {folder} yet: shopstream run creates one");
        try
        {
            var extracted = Manifest.FromJson(json, dates[^1]).Tables;
            var raw = extracted.Select(t => t.As(Layer.Raw)).ToList();
            var models = await ShopPipeline.ModelsAsync(options, [.. extracted.Select(t => t.Table)], Dialect.DuckDb, cancellationToken);
            var known = extracted
                .Select(t => t.As(Layer.Source))
                .Concat(extracted.Select(t => t.As(Layer.Lake)))
                .Concat(raw)
                .Concat(await models.DryBuildAsync(raw, options.BuildDeadline, cancellationToken));
            return new KnownTables(datasets, [.. known.Where(t => datasets.Contains(t.Dataset))], null);
        }
        catch (JsonException e)
        {
            return new KnownTables(datasets, null, $"the manifest of {dates[^1]:yyyy-MM-dd} in {folder} cannot be read: {e.Message}");
        }
    }
}
