using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Comparing;

/// <summary>
/// The rows that the base is built from: the head's, those of another warehouse, or those of another date of the lake, loaded into a scratch folder.
/// </summary>
internal sealed class BaseRows : IAsyncDisposable
{
    private readonly string? scratch;

    private BaseRows(string? warehouse, string? note, string? scratch) => (Warehouse, Note, this.scratch) = (warehouse, note, scratch);

    /// <summary>Path of the warehouse that has them; null for the head's.</summary>
    public string? Warehouse { get; }

    /// <summary>What a reader should know; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>Validates what the command line says about the base's rows.</summary>
    /// <exception cref="UsageException">The rows are named twice, are not there, or cannot be had in this warehouse.</exception>
    public static void Require(CompareRequest request)
    {
        if (request is { BaseWarehouse: not null, BaseDate: not null })
            throw new UsageException("--base-warehouse and --base-date both name the base's rows: leave one out");
        if (request.Settings.Pipeline.Snowflake is not null)
        {
            if (request.BaseDate is not null)
                throw new UsageException(
                    "--base-date loads another date into a scratch warehouse, which needs the loader's rights in Snowflake: "
                        + "compare the dates in DuckDB with --warehouse duckdb, or name a database that holds the date with --base-warehouse"
                );
            if (request.BaseWarehouse is { } database && database.AsSpan().IndexOfAny("/\\.") >= 0)
                throw new UsageException($"--base-warehouse is '{database}': expected the name of a database of the Snowflake account, such as SHOPSTREAM_DWH");
        }
        else if (request.BaseWarehouse is { } other && !File.Exists(other))
            throw new UsageException($"there is no warehouse '{other}': --base-warehouse expects the file warehouse.duckdb of another work folder");
    }

    /// <param name="request">Names a warehouse, a date, or neither.</param>
    /// <param name="base">The models of the base.</param>
    /// <param name="options">The options of the head: its lake and its limits.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    /// <exception cref="NothingToJudgeException">The lake has no run of the date.</exception>
    public static async Task<BaseRows> OpenAsync(
        CompareRequest request,
        PipelineOptions @base,
        PipelineOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (request.BaseWarehouse is { } warehouse)
            return new BaseRows(warehouse, $"The base is built from the rows of {warehouse}, the head from those of the last run.", null);
        if (request.BaseDate is not { } date)
            return new BaseRows(null, null, null);
        var folder = Path.Combine(options.TempFolder ?? Path.Combine(options.WorkFolder, "tmp"), $"compare-{Guid.NewGuid():n}");
        try
        {
            var pipeline = new ShopPipeline(
                options with
                {
                    WorkFolder = folder,
                    ModelsFolder = @base.ModelsFolder,
                    BusinessMetrics = @base.BusinessMetrics,
                },
                clock,
                new Stages(null),
                null
            );
            await pipeline.RebuildAsync(date, cancellationToken);
            return new BaseRows(
                Path.Combine(folder, "warehouse.duckdb"),
                string.Create(CultureInfo.InvariantCulture, $"The base is built from the rows of {date:yyyy-MM-dd}, the head from those of the last run."),
                folder
            );
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Remove(scratch);
        return ValueTask.CompletedTask;
    }

    private static void Remove(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
