using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Loads the lake into raw. Every file is verified against the manifest before any is loaded; tables and ledger rows appear together or not at all.</summary>
internal sealed class Loader(DuckDatabase database, ILake lake, string scratch, TimeProvider clock, IProgress<StageProgress>? progress)
{
    private const string Stage = "load";

    /// <returns>Rows and bytes loaded.</returns>
    /// <exception cref="InfrastructureException">A file is missing or does not match the manifest.</exception>
    public async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var files = new List<(ManifestTable Table, LocalCopy Copy)>();
        try
        {
            await database.ExecuteAsync("""
                CREATE SCHEMA IF NOT EXISTS raw;
                CREATE SCHEMA IF NOT EXISTS meta;
                CREATE TABLE IF NOT EXISTS meta.loads ("table" VARCHAR NOT NULL, date DATE NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
                    bytes BIGINT NOT NULL, rows BIGINT NOT NULL, run_id VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL);
                CREATE TABLE IF NOT EXISTS meta.unbuilt (run_id VARCHAR NOT NULL)
                """, cancellationToken);
            foreach (var table in manifest.Tables)
                files.Add((table, await FetchVerifiedAsync(table, cancellationToken)));
            return await LoadAsync(manifest, files, cancellationToken);
        }
        catch (Exception e) when (database.Explain(e) is { } problem)
        {
            throw new InfrastructureException($"loading the lake of {manifest.Date:yyyy-MM-dd} failed, and the warehouse is unchanged: {problem.Reason}", e);
        }
        finally
        {
            files.ForEach(f => f.Copy.Dispose());
        }
    }

    private async Task<LocalCopy> FetchVerifiedAsync(ManifestTable table, CancellationToken cancellationToken)
    {
        var copy = await lake.FetchAsync(table.Key, scratch, cancellationToken)
            ?? throw new InfrastructureException($"{table.Key} is missing in {lake.Description}: nothing was loaded. Run again to extract it.");
        var mismatch = copy.Bytes != table.Bytes
            ? $"has {copy.Bytes} bytes, expected {table.Bytes} (manifest)"
            : string.Equals(copy.Sha256, table.Sha256, StringComparison.Ordinal) ? null : $"has SHA-256 {copy.Sha256}, expected {table.Sha256} (manifest)";
        if (mismatch is null) return copy;
        copy.Dispose();
        throw new InfrastructureException($"{table.Key} in {lake.Description} {mismatch}: it was changed after the extraction, and nothing was loaded. Run again to extract it.");
    }

    private async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, List<(ManifestTable Table, LocalCopy Copy)> files, CancellationToken cancellationToken)
    {
        long rows = 0, bytes = 0;
        using var connection = database.Connect();
        await database.ExecuteAsync(connection, "BEGIN TRANSACTION", cancellationToken);
        try
        {
            foreach (var (table, copy) in files)
            {
                progress?.Report(new StageProgress(Stage, table.Table, rows, manifest.Tables.Sum(t => t.Rows)));
                await LoadAsync(connection, table, copy, cancellationToken);
                await LedgerAsync(connection, manifest, table, cancellationToken);
                (rows, bytes) = (rows + table.Rows, bytes + table.Bytes);
            }
            // The models still show the load before; building them removes the mark in its own transaction.
            await database.ExecuteAsync(connection, $"DELETE FROM meta.unbuilt; INSERT INTO meta.unbuilt VALUES ({Sql.Literal(manifest.RunId)})", cancellationToken);
            await database.ExecuteAsync(connection, "COMMIT", cancellationToken);
            return (rows, bytes);
        }
        catch
        {
            await RollbackAsync(connection);
            throw;
        }
    }

    private async Task RollbackAsync(DuckDBConnection connection)
    {
        try
        {
            await database.ExecuteAsync(connection, "ROLLBACK", CancellationToken.None);
        }
        catch (DuckDBException)
        {
            // DuckDB has already ended the transaction.
        }
    }

    private async Task LoadAsync(DuckDBConnection connection, ManifestTable table, LocalCopy copy, CancellationToken cancellationToken)
    {
        var raw = table.As(Layer.Raw);
        var name = Dialect.DuckDb.Table(raw.Dataset);
        await database.ExecuteAsync(connection,
            $"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {LakeReader.From(copy.Path, table.Columns, LakeLayout.IsJson(table.Table))}", cancellationToken);
        var metrics = ControlTotals.Of(raw);
        var sql = new SqlText(Dialect.DuckDb).Aggregates(new Relation(raw.Dataset), [.. metrics.Select(f => f.Aggregate)]);
        var totals = await database.ReadAsync(connection, sql, cancellationToken);
        var found = metrics.Select((f, i) => ($"{f.Aggregate}", totals.Rows[0][i])).ToDictionary(StringComparer.Ordinal);
        var differences = ControlTotals.Differences(table.Totals, found).ToList();
        if (differences.Count > 0)
        {
            var list = string.Join("; ", differences.Select(o => $"{o.What}: the snapshot had {o.Expected ?? "null"}, the loaded table has {o.Found ?? "null"}"));
            throw new InfrastructureException($"{table.Key} was loaded, but its control totals differ ({list}). The load was rolled back; the source's types may differ from the manifest's.");
        }
    }

    // One row per loaded file; loading the file again replaces the row. A file is loaded again rather than skipped, so that a table that
    // was changed by hand is repaired.
    private Task LedgerAsync(DuckDBConnection connection, Manifest manifest, ManifestTable table, CancellationToken cancellationToken) =>
        database.ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            DELETE FROM meta.loads WHERE "table" = {Sql.Literal(table.Table)} AND date = '{manifest.Date:yyyy-MM-dd}' AND sha256 = '{table.Sha256}';
            INSERT INTO meta.loads VALUES ({Sql.Literal(table.Table)}, '{manifest.Date:yyyy-MM-dd}', {Sql.Literal(table.Key)}, '{table.Sha256}',
                {table.Bytes}, {table.Rows}, {Sql.Literal(manifest.RunId)}, '{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.ffffff}')
            """), cancellationToken);
}
