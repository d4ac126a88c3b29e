using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Files;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using static ShopStream.Quality.Dialects.Sql;

namespace ShopStream.Pipeline.FailingRows;

/// <summary>
/// Collects the failing rows of a run in a temporary database, and writes them to one file. Memory is bounded, whatever the number of rows.
/// </summary>
public sealed class FailingRowFile : IAsyncDisposable
{
    /// <summary>Columns of the file, in their order.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "run_id",
        "feature",
        "line",
        "scenario",
        "sentence",
        "check_id",
        "dataset",
        "key",
        "column_name",
        "expected",
        "actual",
        "cause",
        "first_divergent_layer",
    ];

    private const int BytesOfMark = 4;

    private const string MemoryLimit = "128MB";

    // On processors with large caches, the collector would let the texts of very many rows pile up.
    private const int RowsOfCollection = 1 << 15;

    // A group of rows is held in memory until it is written.
    private const string RowGroup = "16MB";

    private const string TablesSql = """
        CREATE TABLE rows (number INTEGER, key VARCHAR, column_name VARCHAR, expected VARCHAR, actual VARCHAR, cause VARCHAR, first VARCHAR);
        CREATE TABLE checks (
          number INTEGER, feature VARCHAR, line INTEGER, scenario VARCHAR, sentence VARCHAR, id VARCHAR, dataset VARCHAR, expected VARCHAR, cause VARCHAR,
          first VARCHAR
        )
        """;

    private readonly ScratchFolder folder;
    private readonly DuckDatabase database;
    private readonly DuckDBConnection connection;
    private DuckDBAppender? appender;
    private long added;

    private FailingRowFile(ScratchFolder folder, DuckDatabase database) => (this.folder, this.database, connection) = (folder, database, database.Connect());

    /// <summary>Opens an empty file.</summary>
    /// <param name="options">The folder for temporary files.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="InfrastructureException">The folder cannot be written.</exception>
    public static async Task<FailingRowFile> OpenAsync(PipelineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scratch = ScratchFolder.Create(options.Scratch);
        var settings = new DuckSettings(MemoryLimit, scratch.Path, options.BuildDeadline)
        {
            // Rows are added by one thread, and each one that writes would hold a group of rows.
            Threads = 1,
            DeadlineSetting = DuckWarehouse.BuildSetting,
        };
        FailingRowFile? opened = null;
        try
        {
            var path = Path.Combine(scratch.Path, "failing-rows.duckdb");
            opened = new FailingRowFile(scratch, DuckDatabase.OpenOwn(path, "the temporary database of failing rows", settings));
            await opened.GuardAsync(() => opened.database.ReadAsync(TablesSql, cancellationToken));
            return opened;
        }
        catch
        {
            if (opened is null)
                scratch.Dispose();
            else
                await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>SQL that reads such a file in DuckDB.</summary>
    /// <param name="path">Parquet, or CSV with a line of names.</param>
    /// <param name="cancellationToken">Cancels the look at its first bytes.</param>
    /// <exception cref="IOException">It does not exist, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static async Task<string> RowsInAsync(string path, CancellationToken cancellationToken)
    {
        var first = new byte[BytesOfMark];
        await using var file = File.OpenRead(path);
        var read = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        var name = DuckPath.Literal(Path.GetFullPath(path));
        return first.AsSpan(0, read).SequenceEqual("PAR1"u8)
            ? $"read_parquet({name})"
            : $"read_csv({name}, header = true, all_varchar = true, nullstr = '', allow_quoted_nulls = false, delim = ',', quote = '\"', escape = '\"')";
    }

    /// <summary>Adds a row. Not thread-safe.</summary>
    /// <param name="check">Number of its check.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="InfrastructureException">The disk is full, or cannot be written.</exception>
    public void Add(int check, FailingRow row)
    {
        try
        {
            appender ??= connection.CreateAppender("rows");
            appender
                .CreateRow()
                .AppendValue(check)
                .AppendValue(row.Key)
                .AppendValue(row.Column)
                .AppendValue(row.Expected)
                .AppendValue(row.Actual)
                .AppendValue(row.Cause)
                .AppendValue(row.FirstDivergentLayer)
                .EndRow();
            if (++added % RowsOfCollection == 0)
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
        catch (DuckDBException e)
        {
            throw NotWritten(e);
        }
    }

    /// <summary>Ends the adding of rows.</summary>
    /// <param name="checks">The checks that the rows are of.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Number of rows of each check that has any, by its number.</returns>
    /// <exception cref="InfrastructureException">The disk is full, or cannot be written.</exception>
    public async Task<IReadOnlyDictionary<int, long>> CompleteAsync(IReadOnlyList<FailingCheck> checks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return await GuardAsync(async () =>
        {
            await Task.Run(Close, cancellationToken);
            using (var rows = connection.CreateAppender("checks"))
            {
                foreach (var check in checks)
                    rows.CreateRow()
                        .AppendValue(check.Number)
                        .AppendValue(check.File)
                        .AppendValue(check.Line)
                        .AppendValue(check.Scenario)
                        .AppendValue(check.Sentence)
                        .AppendValue(check.Id)
                        .AppendValue(check.Dataset)
                        .AppendValue(check.Expected)
                        .AppendValue(check.Cause)
                        .AppendValue(check.FirstDivergentLayer)
                        .EndRow();
            }
            var counts = await database.ReadAsync(connection, "SELECT number, COUNT(*) FROM rows GROUP BY 1", cancellationToken);
            return counts.Rows.ToDictionary(r => int.Parse(r[0]!, CultureInfo.InvariantCulture), r => long.Parse(r[1]!, CultureInfo.InvariantCulture));
        });
    }

    /// <summary>Writes the rows; call <see cref="CompleteAsync"/> first. On failure no file is left.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its form.</param>
    /// <param name="runId">Identifier of the run.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="InfrastructureException">The folder is not writable, or its disk is full.</exception>
    public async Task WriteAsync(string path, FailingRowFormat format, string runId, CancellationToken cancellationToken)
    {
        var form = format == FailingRowFormat.Csv ? "FORMAT csv, HEADER, NULLSTR ''" : $"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '{RowGroup}'";
        try
        {
            await AtomicFile.WriteAsync(
                path,
                unfinished => database.ExecuteAsync(connection, $"COPY (\n{AllSql(runId)}\n) TO {Literal(unfinished)} ({form})", cancellationToken)
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DuckDBException or TimeoutException)
        {
            throw new InfrastructureException(
                $"{path}: the failing rows cannot be written ({(e is DuckDBException d ? DuckMessage.FirstLine(d.Message) : e.Message)}); expected a writable "
                    + "folder with enough space: free disk space, fix its permissions, or name another folder with --out",
                e
            );
        }
    }

    /// <summary>Runs a statement in the temporary database, and reads what it returns.</summary>
    internal Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => database.ReadAsync(connection, sql, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        try
        {
            Close();
        }
        catch (DuckDBException)
        {
            // What could not be written is removed with the folder.
        }
        connection.Dispose();
        database.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string AllSql(string runId) =>
        $"SELECT {Literal(runId)} AS run_id, c.feature, c.line, c.scenario, c.sentence, c.id AS check_id, c.dataset, r.key, r.column_name,\n"
        + "  COALESCE(c.expected, r.expected) AS expected, r.actual, COALESCE(r.cause, c.cause) AS cause,\n"
        + "  COALESCE(r.first, c.first) AS first_divergent_layer\n"
        + "FROM rows AS r JOIN checks AS c USING (number)";

    private void Close()
    {
        var open = appender;
        appender = null;
        open?.Dispose();
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is DuckDBException or TimeoutException)
        {
            throw NotWritten(e);
        }
    }

    private InfrastructureException NotWritten(Exception e) =>
        new(
            $"the failing rows cannot be collected in {folder.Path} ({(e is DuckDBException d ? DuckMessage.FirstLine(d.Message) : e.Message)}): "
                + "free disk space, or name another folder with --work or the setting warehouse.temp_folder",
            e
        );
}
