using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Loads the lake into RAW: COPY INTO transient tables beside the old ones, verifies each against the manifest, then exchanges all of them
/// together with their ledger rows. The tables are new every time, so Snowflake's load metadata (kept 64 days per table) never skips a file.
/// </summary>
internal sealed class SnowflakeLoader(SnowflakeSessions sessions, SnowflakeSettings settings, TimeProvider clock, IProgress<StageProgress>? progress)
{
    private const string Stage = "load";
    private static readonly Dialect Dialect = Dialect.Snowflake;

    /// <returns>Rows and bytes loaded.</returns>
    /// <exception cref="InfrastructureException">A file is missing or does not match the manifest.</exception>
    public async Task<(long Rows, long Bytes)> LoadAsync(Manifest manifest, ILake lake, CancellationToken cancellationToken)
    {
        await sessions.UseAsync(s => SnowflakeUnbuilt.RequireAsync(s, cancellationToken), cancellationToken);
        await RequireFilesAsync(manifest, lake, cancellationToken);
        progress?.Report(new StageProgress(Stage, manifest.Tables[0].Table, 0, manifest.Tables.Sum(t => t.Rows)));
        long rows = 0;
        // All at once, limited by the number of sessions. The first failure stops the others.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = manifest.Tables.Count, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            manifest.Tables,
            parallel,
            async (table, stop) =>
            {
                await sessions.UseAsync(s => LoadAsync(s, table, lake.StoredKey(table.Key), stop), stop);
                progress?.Report(new StageProgress(Stage, table.Table, Interlocked.Add(ref rows, table.Rows), manifest.Tables.Sum(t => t.Rows)));
            }
        );
        var loadedAt = clock.GetUtcNow();
        await sessions.UseAsync(
            s =>
                SnowflakeExchange.RunAsync(
                    s,
                    [.. manifest.Tables.Select(Exchanged)],
                    [
                        .. SnowflakeUnbuilt.Mark(manifest.RunId),
                        .. manifest.Tables.SelectMany(t =>
                            Ledger(
                                t,
                                string.Create(CultureInfo.InvariantCulture, $"{manifest.Date:yyyy-MM-dd}"),
                                Text(t.Bytes),
                                Text(t.Rows),
                                manifest.RunId,
                                string.Create(CultureInfo.InvariantCulture, $"{loadedAt:yyyy-MM-dd HH:mm:ss.ffffff}")
                            )
                        ),
                    ],
                    cancellationToken
                ),
            cancellationToken
        );
        return (manifest.Tables.Sum(t => t.Rows), manifest.Tables.Sum(t => t.Bytes));
    }

    /// <summary>The statements that load a table, for review.</summary>
    public static IReadOnlyList<string> Statements(ManifestTable table, string stage)
    {
        var name = Dialect.Table(StagingTable(table));
        var columns = table.Columns.Select(c => $"{Dialect.Quote(c.Name)} {SnowflakeTypes.ToSnowflake(c.Type)}");
        return [$"CREATE OR REPLACE TRANSIENT TABLE {name} (\n  {string.Join(",\n  ", columns)}\n)", Copy(table, stage)];
    }

    /// <summary>The load ledger: one row per file; rows of files that are in RAW now are current.</summary>
    internal const string LedgerTable =
        """CREATE TABLE IF NOT EXISTS "META"."LOADS" ("TABLE" VARCHAR NOT NULL, "DATE" DATE NOT NULL, """
        + "\"FILE\" VARCHAR NOT NULL, \"SHA256\" VARCHAR NOT NULL,\n"
        + """  "BYTES" NUMBER(19, 0) NOT NULL, "ROWS" NUMBER(19, 0) NOT NULL, "RUN_ID" VARCHAR NOT NULL, """
        + "\"LOADED_AT\" TIMESTAMP_NTZ(6) NOT NULL, \"IS_CURRENT\" BOOLEAN NOT NULL)";

    /// <summary>A raw table, and the table loaded beside it.</summary>
    public static (Dataset Table, Dataset Next) Exchanged(ManifestTable table) => (table.As(Layer.Raw).Dataset, StagingTable(table));

    /// <summary>Statements that write a file's ledger row; loading the file again replaces the row.</summary>
    public static IEnumerable<string> Ledger(ManifestTable table, string date, string bytes, string rows, string runId, string loadedAt)
    {
        var (name, sha, day) = (Dialect.Literal(table.Table), Dialect.Literal(table.Sha256), Dialect.Literal(date));
        yield return $"""UPDATE "META"."LOADS" SET "IS_CURRENT" = FALSE WHERE "TABLE" = {name}""";
        yield return $"""DELETE FROM "META"."LOADS" WHERE "TABLE" = {name} AND "DATE" = {day} AND "SHA256" = {sha}""";
        yield return $"""INSERT INTO "META"."LOADS" VALUES ({name}, {day}, {Dialect.Literal(table.Key)}, """
            + $"{sha}, {bytes}, {rows}, {Dialect.Literal(runId)}, {Dialect.Literal(loadedAt)}, TRUE)";
    }

    private static string Copy(ManifestTable table, string stageName)
    {
        var name = Dialect.Table(StagingTable(table));
        var stage = $"@{Dialect.Quote("raw")}.{Dialect.Quote(SnowflakeNames.Unfolded(stageName))}";
        var isJson = table.IsJson;
        var from = isJson ? $"(\n  SELECT {string.Join(",\n         ", table.Columns.Select(Field))}\n  FROM {stage}\n)" : stage;
        var format = $"{Dialect.Quote("raw")}.{Dialect.Quote(isJson ? "shopstream_json" : "shopstream_csv")}";
        return $"COPY INTO {name}\nFROM {from}\nFILES = ({Dialect.Literal(InStage(table.Key))})\n"
            + $"FILE_FORMAT = (FORMAT_NAME = {Dialect.Literal(format)})\nON_ERROR = ABORT_STATEMENT";
    }

    // A JSON null becomes NULL, as in DuckDB; as text it is NULL. COPY knows CASE and casts, but not STRIP_NULL_VALUE, and STRIP_NULL_VALUES of a
    // file format would also drop the nulls inside.
    private static string Field(ColumnInfo column)
    {
        var field = $"$1:{Sql.Quote(column.Name)}";
        var type = SnowflakeTypes.ToSnowflake(column.Type);
        return type is "VARIANT" ? $"CASE WHEN {field}::VARCHAR IS NOT NULL THEN {field} END" : $"{field}::{type}";
    }

    // The stage points to the lake's raw/ folder.
    private static string InStage(string key) => key.StartsWith("raw/", StringComparison.Ordinal) ? key["raw/".Length..] : key;

    private static Dataset StagingTable(ManifestTable table) => Models.ModelNames.Next(table.As(Layer.Raw).Dataset);

    // Compares only sizes: the files are not downloaded, and their contents are verified after loading.
    private static async Task RequireFilesAsync(Manifest manifest, ILake lake, CancellationToken cancellationToken)
    {
        foreach (var table in manifest.Tables)
        {
            long? found = null;
            await foreach (var entry in lake.ListAsync(table.Key, cancellationToken))
                if (string.Equals(entry.Key, table.Key, StringComparison.Ordinal))
                    found = entry.Bytes;
            if (found is null)
                throw new InfrastructureException($"{table.Key} is missing in {lake.Description}: nothing was loaded. Run again to extract it.");
            if (found != table.Bytes)
                throw new InfrastructureException(
                    $"{table.Key} in {lake.Description} has {found} bytes, expected {table.Bytes} (manifest): "
                        + "it was changed after the extraction, and nothing was loaded. Run again to extract it."
                );
        }
    }

    private async Task LoadAsync(SnowflakeSession session, ManifestTable table, string storedKey, CancellationToken cancellationToken)
    {
        foreach (var sql in Statements(table, settings.Stage).SkipLast(1))
            await session.ExecuteAsync(sql, cancellationToken);
        var copied = await session.ReadAsync(Copy(table with { Key = storedKey }, settings.Stage), cancellationToken);
        var loaded =
            copied.Columns.Contains("rows_loaded", StringComparer.Ordinal) && copied.Rows.Count > 0
                ? copied.Rows[0][copied.Columns.ToList().IndexOf("rows_loaded")]
                : null;
        if (loaded is null || long.Parse(loaded, CultureInfo.InvariantCulture) != table.Rows)
            throw new InfrastructureException(
                $"{table.Key}: COPY INTO loaded {loaded ?? "no"} rows, expected {table.Rows} (manifest); nothing was changed. "
                    + $"Check that the stage {settings.Stage} points to the lake's raw/ folder, then run again."
            );
        var metrics = ControlTotals.Of(table.As(Layer.Raw));
        var totals = await session.ReadAsync(
            AggregateMetric.ToSql(new SqlText(Dialect), new Relation(StagingTable(table)), [.. metrics.Select(f => f.Aggregate)]),
            cancellationToken
        );
        var differences = ControlTotals
            .Differences(table.Totals, metrics.Select((f, i) => (ControlTotals.NameOf(f), totals.Rows[0][i])).ToDictionary(StringComparer.Ordinal))
            .ToList();
        if (differences.Count > 0)
        {
            var list = string.Join(
                "; ",
                differences.Select(o => $"{o.What}: the snapshot had {o.Expected ?? "null"}, the loaded table has {o.Found ?? "null"}")
            );
            throw new InfrastructureException(
                $"{table.Key} was loaded, but its control totals differ ({list}). Nothing was changed; "
                    + "the file may have been changed after the extraction, or the source's types may differ from the manifest's. Run again to extract it."
            );
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
