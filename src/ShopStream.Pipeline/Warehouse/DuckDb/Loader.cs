using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>
/// Loads the lake into tables beside those of raw. Every file is verified against the manifest before any is loaded, and every table after it.
/// <see cref="Exchange"/> makes them raw, together with their ledger rows, in the transaction that also swaps the models.
/// </summary>
internal sealed class Loader(DuckDatabase database, ILake lake, string scratch, IProgress<StageProgress>? progress)
{
    private const string Stage = "load";
    private readonly List<PartitionLoad> loads = [];

    /// <returns>Rows and bytes loaded.</returns>
    /// <exception cref="InfrastructureException">A file is missing or does not match the manifest, or the machine failed.</exception>
    /// <exception cref="UsageException">The warehouse cannot hold a value; table and column are named.</exception>
    public async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var files = new List<(PartitionLoad Load, IReadOnlyList<LocalCopy> Copies)>();
        try
        {
            await database.ExecuteAsync(
                $"""
                CREATE SCHEMA IF NOT EXISTS raw;
                CREATE SCHEMA IF NOT EXISTS meta;
                CREATE TABLE IF NOT EXISTS meta.loads ("table" VARCHAR NOT NULL, date DATE NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
                    bytes BIGINT NOT NULL, rows BIGINT NOT NULL, run_id VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL);
                {PartitionLoad.Ledger}
                """,
                cancellationToken
            );
            await DropNextAsync(cancellationToken);
            var planned = new List<PartitionLoad>();
            foreach (var table in manifest.Tables)
                planned.Add(await PartitionLoad.PlanAsync(database, table, cancellationToken));
            var copies = new Queue<LocalCopy>(await FetchVerifiedAsync([.. planned.SelectMany(l => l.Files)], cancellationToken));
            files.AddRange(planned.Select(l => (l, (IReadOnlyList<LocalCopy>)[.. l.Files.Select(_ => copies.Dequeue())])));
            return await LoadAsync(manifest, files, cancellationToken);
        }
        catch (Exception e) when (database.Explain(e) is { } problem)
        {
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"loading the lake of {manifest.Date:yyyy-MM-dd} failed, and the warehouse is unchanged: {problem.Reason}"
            );
            throw problem.Kind == MissingMeasurementKind.Refused ? new UsageException(message, e) : new InfrastructureException(message, e);
        }
        finally
        {
            foreach (var copy in files.SelectMany(f => f.Copies))
                copy.Dispose();
        }
    }

    private async Task<IReadOnlyList<LocalCopy>> FetchVerifiedAsync(IReadOnlyList<TableFile> files, CancellationToken cancellationToken)
    {
        var copies = new LocalCopy[files.Count];
        try
        {
            await lake.EachAsync(files.Index(), async (file, token) => copies[file.Index] = await FetchVerifiedAsync(file.Item, token), cancellationToken);
            return copies;
        }
        catch
        {
            foreach (var copy in copies)
                copy?.Dispose();
            throw;
        }
    }

    private async Task<LocalCopy> FetchVerifiedAsync(TableFile table, CancellationToken cancellationToken)
    {
        var copy =
            await lake.FetchAsync(table.Key, scratch, cancellationToken)
            ?? throw new InfrastructureException($"{table.Key} is missing in {lake.Description}: nothing was loaded. Run again to extract it.");
        var mismatch =
            copy.Bytes != table.Bytes ? $"has {copy.Bytes} bytes, expected {table.Bytes} (manifest)"
            : string.Equals(copy.Sha256, table.Sha256, StringComparison.Ordinal) ? null
            : $"has SHA-256 {copy.Sha256}, expected {table.Sha256} (manifest)";
        if (mismatch is null)
            return copy;
        copy.Dispose();
        throw new InfrastructureException(
            $"{table.Key} in {lake.Description} {mismatch}: it was changed after the extraction, and nothing was loaded. Run again to extract it."
        );
    }

    /// <summary>Statements that make the loaded tables raw and write their ledger rows: one per table; loading it again replaces its row.</summary>
    /// <param name="manifest">The manifest that was loaded, by this loader.</param>
    /// <param name="loadedAt">Recorded in the ledger, in UTC.</param>
    public IReadOnlyList<string> Exchange(Manifest manifest, DateTimeOffset loadedAt) =>
        [
            .. loads.SelectMany(load =>
            {
                var table = load.Table;
                return new[]
                {
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"""DELETE FROM meta.loads WHERE "table" = {Sql.Literal(table.Table)} """
                            + $"AND date = '{manifest.Date:yyyy-MM-dd}' AND sha256 = '{table.Sha256}'"
                    ),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        INSERT INTO meta.loads VALUES ({Sql.Literal(table.Table)}, '{manifest.Date:yyyy-MM-dd}', {Sql.Literal(table.Key)}, '{table.Sha256}',
                            {table.Bytes}, {table.Rows}, {Sql.Literal(manifest.RunId)}, '{loadedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}')
                        """
                    ),
                }.Prepend(load.Exchange());
            }),
        ];

    private async Task<(long Rows, long Bytes)> LoadAsync(
        Manifest manifest,
        List<(PartitionLoad Load, IReadOnlyList<LocalCopy> Copies)> files,
        CancellationToken cancellationToken
    )
    {
        long rows = 0,
            bytes = 0;
        // All tables of one file are loaded again, not only those whose file has changed, so that a table that was changed by hand is repaired.
        foreach (var (load, copies) in files)
        {
            var table = load.Table;
            progress?.Report(new StageProgress(Stage, table.Table, rows, files.Sum(f => f.Load.Rows)));
            try
            {
                loads.Add(await LoadAsync(load, copies, cancellationToken));
            }
            // The file is as it was extracted, so that the fault is in a value.
            catch (DuckDBException e) when (DuckFailure.Of(e).Fault == DuckFault.Statement)
            {
                throw UnloadableColumn.Problem(manifest.Date, table, e);
            }
            catch (Exception e) when (FailurePlace.Note(e, table: table.Table))
            {
                throw;
            }
            (rows, bytes) = (rows + loads[^1].Rows, bytes + loads[^1].Files.Sum(f => f.Bytes));
        }
        return (rows, bytes);
    }

    // What a killed run has left.
    private async Task DropNextAsync(CancellationToken cancellationToken)
    {
        using var connection = await ModelConnection.OpenAsync(database.Connect, database.Deadline, cancellationToken);
        await ModelSwap.DropNextAsync(connection, [Layer.Raw], cancellationToken);
    }

    // What was done: a table that does not have the rows that its ledger says is loaded whole.
    private async Task<PartitionLoad> LoadAsync(PartitionLoad load, IReadOnlyList<LocalCopy> copies, CancellationToken cancellationToken)
    {
        foreach (var sql in load.Statements(copies))
            await database.ExecuteAsync(sql, cancellationToken);
        var differences = await DifferencesAsync(load.Table, cancellationToken);
        if (differences.Count == 0)
            return load;
        if (!load.IsWhole)
        {
            await DropNextAsync(load.Table, cancellationToken);
            var whole = PartitionLoad.Whole(load.Table);
            var all = await FetchVerifiedAsync(whole.Files, cancellationToken);
            try
            {
                return await LoadAsync(whole, all, cancellationToken);
            }
            finally
            {
                foreach (var copy in all)
                    copy.Dispose();
            }
        }
        var list = string.Join("; ", differences.Select(o => $"{o.What}: the snapshot had {o.Expected ?? "null"}, the loaded table has {o.Found ?? "null"}"));
        throw new InfrastructureException(
            $"{load.Table.Key} was loaded, but its control totals differ ({list}). "
                + "The warehouse is unchanged; the source's types may differ from the manifest's."
        );
    }

    private async Task<List<(string What, string? Expected, string? Found)>> DifferencesAsync(ManifestTable table, CancellationToken cancellationToken)
    {
        var raw = table.As(Layer.Raw);
        var metrics = ControlTotals.Of(raw);
        var sql = AggregateMetric.ToSql(new SqlText(Dialect.DuckDb), new Relation(ModelNames.Next(raw.Dataset)), [.. metrics.Select(f => f.Aggregate)]);
        var totals = await database.ReadAsync(sql, cancellationToken);
        var found = metrics.Select((f, i) => (ControlTotals.NameOf(f), totals.Rows[0][i])).ToDictionary(StringComparer.Ordinal);
        return [.. ControlTotals.Differences(table.Totals, found)];
    }

    private Task DropNextAsync(ManifestTable table, CancellationToken cancellationToken) =>
        database.ExecuteAsync($"DROP VIEW {PartitionLoad.Next(table)}; DROP TABLE {PartitionLoad.Changed(table)}", cancellationToken);
}
