using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;
using static ShopStream.Quality.Dialects.Sql;

namespace ShopStream.Pipeline.FailingRows;

/// <summary>The failing rows of the latest runs as a table of the warehouse, for dashboards. Only a run writes it, under the lock that it holds.</summary>
public static class FailuresTable
{
    /// <summary>Its name in the warehouse.</summary>
    public const string Name = "meta.failures";

    /// <summary>Whether the warehouse is one that the run may write to. Snowflake and the warehouses of other tools have no such table.</summary>
    public static bool IsIn(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Attached is null && options.Snowflake is null;
    }

    /// <summary>Adds the rows of a run, and removes those of old runs, in one transaction.</summary>
    /// <param name="options">The warehouse; nothing else has it open.</param>
    /// <param name="file">The file of the run's failing rows.</param>
    /// <param name="runId">Identifier of the run.</param>
    /// <param name="keep">Number of runs whose rows the table keeps, from 1; runs without failing rows do not count.</param>
    /// <param name="cancellationToken">Cancels it; the table stays as it was.</param>
    /// <exception cref="InfrastructureException">Another process has the warehouse open, or its disk is full.</exception>
    public static async Task AddAsync(PipelineOptions options, string file, string runId, int keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = DuckWarehouse.Settings(options) with { Deadline = options.BuildDeadline, DeadlineSetting = DuckWarehouse.BuildSetting };
        using var database = DuckDatabase.OpenFile(options.WarehousePath, settings, readOnly: false);
        using var connection = database.Connect();
        var rows = await FailingRowFile.RowsInAsync(file, cancellationToken);
        var columns = string.Join(", ", FailingRowFile.Columns);
        var runs = keep.ToString(CultureInfo.InvariantCulture);
        try
        {
            await database.ExecuteAsync(connection, "BEGIN", cancellationToken);
            await database.ExecuteAsync(
                connection,
                $"CREATE SCHEMA IF NOT EXISTS meta; CREATE TABLE IF NOT EXISTS {Name} ("
                    + string.Join(", ", FailingRowFile.Columns.Select(c => $"{c} {(c is "line" ? "INTEGER" : "VARCHAR")}"))
                    + $"); DELETE FROM {Name} WHERE run_id = {Literal(runId)}; INSERT INTO {Name} ({columns}) SELECT {columns} FROM {rows}; "
                    // Identifiers of runs sort by time.
                    + $"DELETE FROM {Name} WHERE run_id NOT IN (SELECT DISTINCT run_id FROM {Name} ORDER BY run_id DESC LIMIT {runs})",
                cancellationToken
            );
            await database.ExecuteAsync(connection, "COMMIT", cancellationToken);
        }
        catch (Exception e) when (e is DuckDBException or TimeoutException)
        {
            // Closing the connection rolls back.
            throw new InfrastructureException(
                $"{Name} in {options.WarehousePath} cannot be written: {(e is DuckDBException d ? DuckFailure.Explain(d, "") : e.Message)}",
                e
            );
        }
    }
}
