using DuckDB.NET.Data;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Changes;

/// <summary>What to compare.</summary>
public sealed record ComparisonRequest
{
    /// <summary>Models, metric definitions and warehouse of the head.</summary>
    public required PipelineOptions Head { get; init; }

    /// <summary>Models and metric definitions of the base.</summary>
    public required PipelineOptions Base { get; init; }

    /// <summary>The base in words, for messages.</summary>
    public required string BaseName { get; init; }

    /// <summary>
    /// Another warehouse that the base is built from: the path of a file of DuckDB, or a database of the Snowflake account. Null for the head's.
    /// </summary>
    public string? BaseWarehouse { get; init; }

    /// <summary>The extracted tables, whose rows are cloned in Snowflake. DuckDB's file says by itself which it has.</summary>
    public IReadOnlyList<string> RawTables { get; init; } = [];

    /// <summary>Supplies the current time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What is shown of rows.</summary>
    public required RedactionPolicy Redaction { get; init; }

    /// <summary>Keys besides those of the models and the metric definitions, such as those of uniqueness checks.</summary>
    public Func<Dataset, IEnumerable<CandidateKey>> Keys { get; init; } = static _ => [];

    /// <summary>Receives the model or table in work; null for nobody.</summary>
    public Action<string>? Progress { get; init; }
}

/// <summary>
/// Builds the models of two sides from the same rows, in scratch copies, and compares every table that differs. Nothing that is kept is written.
/// </summary>
public static class ModelComparison
{
    /// <param name="request">What to compare.</param>
    /// <param name="cancellationToken">Cancels the builds and queries.</param>
    /// <exception cref="UsageException">Models cannot be read or built; the message names the side.</exception>
    /// <exception cref="InfrastructureException">DuckDB ran out of memory, disk or time.</exception>
    public static async Task<FoundChanges> RunAsync(ComparisonRequest request, CancellationToken cancellationToken)
    {
        if (request.Head.Snowflake is { } snowflake)
        {
            await using var clones = await SnowflakeComparison.OpenAsync(snowflake(), request, cancellationToken);
            return await RunAsync(clones, request, cancellationToken);
        }
        var settings = DuckWarehouse.Settings(request.Head) with { Deadline = request.Head.BuildDeadline, DeadlineSetting = DuckWarehouse.BuildSetting };
        await using var database = await DuckDbComparison.OpenAsync(request.Head.WarehousePath, request.BaseWarehouse, settings, cancellationToken);
        try
        {
            return await RunAsync(database, request, cancellationToken);
        }
        catch (Exception e) when (e is DuckDBException or TimeoutException)
        {
            throw database.Explain(e) ?? new InfrastructureException(e.Message, e);
        }
    }

    private static async Task<FoundChanges> RunAsync(ComparisonDatabase database, ComparisonRequest request, CancellationToken cancellationToken)
    {
        var head = await SideAsync(request.Head, database, ComparisonDatabase.HeadSide, cancellationToken);
        var @base = await BaseAsync(request, database, cancellationToken);
        var comparer = new ChangeComparer(database, @base, head, ChangedModels.Of(@base, head, database.Dialect), request.BaseName)
        {
            Progress = request.Progress,
            Keys = request.Keys,
            Redaction = request.Redaction,
            HasTwoWarehouses = request.BaseWarehouse is not null,
        };
        return await comparer.RunAsync(cancellationToken);
    }

    private static async Task<ModelSide> SideAsync(PipelineOptions options, ComparisonDatabase database, string side, CancellationToken cancellationToken) =>
        new(await ShopPipeline.ModelsAsync(options, database.RawTables(side), database.Dialect, cancellationToken), options.BusinessMetrics);

    private static async Task<ModelSide> BaseAsync(ComparisonRequest request, ComparisonDatabase database, CancellationToken cancellationToken)
    {
        // A commit before the first model: all of them are new.
        if (!Directory.Exists(request.Base.ModelsFolder))
            return new ModelSide(ModelProject.Empty(request.Base.ModelsFolder), request.Base.BusinessMetrics);
        try
        {
            return await SideAsync(request.Base, database, ComparisonDatabase.BaseSide, cancellationToken);
        }
        catch (UsageException e)
        {
            throw new UsageException($"at the base ({request.BaseName}): {e.Message}", e);
        }
    }
}
