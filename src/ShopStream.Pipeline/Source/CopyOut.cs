using Npgsql;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>Streams COPY's bytes to the lake without parsing them or holding a table in memory.</summary>
internal static class CopyOut
{
    private const int ExactDigitsOfDouble = 15;

    /// <summary>COPY of a table as CSV with a header (NULL is an empty field, '' is ""), or as one JSON object per line.</summary>
    public static string TableSql(TableInfo table, SourcePlace place, bool json)
    {
        var from = $"SELECT {Columns(table, json)} FROM {Sql.Quote(place)}";
        return json ? JsonLines($"SELECT row_to_json(line) FROM ({from}) AS line") : Csv(from);
    }

    /// <summary>The same, of some partitions, ordered by their label, which is the first field of every line: in JSON, U+0002 ends it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="json">Whether the lines have JSON objects.</param>
    /// <param name="label">SQL of the label.</param>
    /// <param name="where">Condition of the partitions' rows; null for all rows.</param>
    public static string PartitionsSql(TableInfo table, SourcePlace place, bool json, string label, string? where)
    {
        var rows = $"{Sql.Quote(place)}{(where is null ? "" : $"\nWHERE {where}")}";
        return json
            ? JsonLines($"SELECT {label}, row_to_json(line) FROM (SELECT {Columns(table, json)} FROM {rows}) AS line ORDER BY 1")
            : Csv($"SELECT {label} AS partition, {Columns(table, json)} FROM {rows}\nORDER BY 1");
    }

    private static string Columns(TableInfo table, bool json) => string.Join(", ", table.Columns.Select(c => json ? JsonColumn(c) : Column(c)));

    // A char without its padding, which is not part of its value.
    private static string Column(ColumnInfo column) =>
        ColumnType.Parse(column.Type).Word is "char" or "bpchar" ? As(column, $"CAST({Sql.Quote(column.Name)} AS text)") : Sql.Quote(column.Name);

    // In JSON an array, an hstore or a composite would be JSON, and a reader takes a number of many digits for a double: they are written as text, as in CSV.
    private static string JsonColumn(ColumnInfo column) =>
        ColumnType.Parse(column.Type) switch
        {
            { IsDecimal: true, Size: null or > ExactDigitsOfDouble } => As(column, $"CAST({Sql.Quote(column.Name)} AS text)"),
            { Kind: ValueKind.Text, IsText: false } type => As(column, Dialect.PostgreSql().Equatable(Sql.Quote(column.Name), type)),
            _ => Column(column),
        };

    private static string As(ColumnInfo column, string value) => $"{value} AS {Sql.Quote(column.Name)}";

    /// <summary>COPY of a query's rows as CSV with a header.</summary>
    public static string Csv(string select) => $"COPY (\n{select}\n) TO STDOUT WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')";

    /// <summary>COPY of a query with one JSON column, one value per line. JSON contains no control characters, so no line is ever quoted.</summary>
    public static string JsonLines(string select) => $"COPY ({select}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8')";

    /// <param name="lease">The connection.</param>
    /// <param name="copy">The statement.</param>
    /// <param name="lake">Receives the file.</param>
    /// <param name="key">The file's key.</param>
    /// <param name="table">The table that is read; null for recorded values or rows.</param>
    /// <param name="progress">Receives the bytes so far.</param>
    /// <param name="cancellationToken">Cancels the COPY.</param>
    /// <exception cref="UsageException">PostgreSQL rejected the COPY.</exception>
    /// <exception cref="InfrastructureException">The source did not send the data in time, or the connection broke.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<LakeFile> ToLakeAsync(
        Lease lease,
        string copy,
        ILake lake,
        string key,
        string? table,
        Action<long> progress,
        CancellationToken cancellationToken
    ) => ReadAsync(lease, copy, key, table, progress, (content, token) => lake.WriteAsync(key, content, token), cancellationToken);

    /// <param name="lease">The connection.</param>
    /// <param name="copy">The statement.</param>
    /// <param name="key">The file's key, or the prefix of those of several files; for messages.</param>
    /// <param name="table">The table that is read; null for recorded values or rows.</param>
    /// <param name="progress">Receives the bytes so far.</param>
    /// <param name="read">Reads what the source sends, to its end.</param>
    /// <param name="cancellationToken">Cancels the COPY.</param>
    /// <inheritdoc cref="ToLakeAsync"/>
    public static async Task<T> ReadAsync<T>(
        Lease lease,
        string copy,
        string key,
        string? table,
        Action<long> progress,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        CountingStream? sent = null;
        try
        {
            // What the lake takes has a deadline of its own.
            return await lease.WithinDeadlineAsync(
                copy,
                token => CopyAsync(lease, copy, raw => read(sent = new CountingStream(raw, progress), token), token),
                cancellationToken,
                () => sent?.Waited ?? TimeSpan.Zero
            );
        }
        catch (Exception e) when (SourceAddress.IsCancellation(e, cancellationToken))
        {
            throw new OperationCanceledException($"cancelled: {key}", e, cancellationToken);
        }
        catch (PostgresException e) when (RowSecurity.IsRefusal(e))
        {
            throw new UsageException($"{key}: {lease.Address.Description}: {RowSecurity.Explain(lease.Address, [])} ({e.MessageText})", e);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            await lease.RollbackAsync(cancellationToken);
            throw new InfrastructureException(
                $"{key}: {lease.Address.Description}: {await TableLocks.FindLockHoldersAsync(lease, copy, cancellationToken)}",
                e
            );
        }
        catch (Exception e) when (SourceFailure.IsDeadline(e))
        {
            throw new InfrastructureException(
                $"{key}: {lease.Address.Description} did not send it {lease.Address.Within(copy)}{Rate(sent)}. Run again, or raise the deadline.",
                e
            );
        }
        catch (Exception e) when (SourceFailure.Is(e, lease))
        {
            if (!SourceFailure.IsRetryable(e))
                throw SourceFailure.Problem($"{key}: PostgreSQL rejects the COPY", e, copy, table);
            throw new InfrastructureException($"{key}: {lease.Address.Description}: the extraction broke off: {SourceFailure.Explain(e, copy, table)}", e);
        }
    }

    private static async Task<T> CopyAsync<T>(Lease lease, string copy, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var command = await lease.BeginAsync(copy, cancellationToken);
        using var reader = (StreamReader)await lease.Connection.BeginTextExportAsync(copy, cancellationToken);
        var raw = (NpgsqlRawCopyStream)reader.BaseStream;
        raw.ReadTimeout = command.CommandTimeout * 1000;
        try
        {
            return await read(raw);
        }
        catch
        {
            await EndAsync(raw);
            throw;
        }
    }

    private static string Rate(CountingStream? sent) =>
        sent is { Waited.TotalSeconds: > 0 }
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $", but {sent.Total / 1e6:#,##0.0} MB in {sent.Waited.TotalSeconds:#,##0.0} s ({sent.Total / 1e3 / sent.Waited.TotalSeconds:#,##0.0} kB/s)"
            )
            : "";

    // Dispose alone would first read the rest of the table.
    internal static async Task EndAsync(NpgsqlRawCopyStream copy)
    {
        try
        {
            await copy.CancelAsync();
        }
        catch (Exception e) when (e is ObjectDisposedException or NpgsqlException)
        {
            // A cancelled read has already ended the COPY.
        }
    }
}
