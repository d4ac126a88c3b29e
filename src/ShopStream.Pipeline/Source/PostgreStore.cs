using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Source;

/// <summary>Runs queries on the source, in a snapshot or live, depending on the rented connections.</summary>
/// <param name="address">The source's address, for messages and deadlines.</param>
/// <param name="rent">Rents a connection, which is returned when the lease is disposed.</param>
/// <param name="catalog">Tables with their keys and column types.</param>
internal sealed class PostgreStore(SourceAddress address, Func<CancellationToken, Task<Lease>> rent, Catalog catalog) : IStore
{
    private readonly Dialect dialect = address.Dialect;
    private SqlText? rendered;

    /// <summary>The source, or a warehouse.</summary>
    public StoreId Id { get; init; } = StoreId.Source;

    /// <summary>PostgreSQL's dialect, with the places of tables; default: all tables are in the schema of the address.</summary>
    public Dialect Dialect
    {
        get => dialect;
        init => dialect = value;
    }

    public SqlText Sql => rendered ??= new SqlText(Dialect, catalog);

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var custom = CustomSqlPrivileges.AppliesTo(query);
        if (custom && CustomSqlPrivileges.Refuse(query) is { } refusal)
            return Measurement.None(refusal);
        await using var lease = await rent(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var measurement = await lease.WithinDeadlineAsync(
                query.Sql,
                token => ReadAsync(lease, query, custom, r => CellText.ReadTextAsync(r, token), token),
                cancellationToken
            );
            // Restores the privileges and discards any setting the query changed.
            if (custom)
                await lease.RollbackAsync(cancellationToken);
            return measurement with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
        catch (Exception e) when (SourceFailure.Is(e, lease))
        {
            return Measurement.None(await ExplainAsync(e, lease, query.Sql, cancellationToken, custom)) with
            {
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
        }
    }

    public async Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        var custom = CustomSqlPrivileges.AppliesTo(query);
        if (custom && CustomSqlPrivileges.Refuse(query) is { } refusal)
            throw new StoreException(refusal);
        await using var lease = await rent(cancellationToken);
        try
        {
            await lease.WithinDeadlineAsync(query.Sql, token => ReadAsync(lease, query, custom, ReadAllAsync, token), cancellationToken);
            if (custom)
                await lease.RollbackAsync(cancellationToken);
        }
        catch (Exception e) when (SourceFailure.Is(e, lease))
        {
            throw new StoreException(await ExplainAsync(e, lease, query.Sql, cancellationToken, custom), e);
        }

        async Task<bool> ReadAllAsync(NpgsqlDataReader reader)
        {
            await CellText.ReadTextAsync(reader, rows, cancellationToken);
            return true;
        }
    }

    private async Task<T> ReadAsync<T>(Lease lease, PlannedQuery query, bool custom, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var command = await lease.BeginAsync(query.Sql, cancellationToken);
        command.AllResultTypesAreUnknown = true;
        // Unqualified table names in custom SQL refer to its layer.
        if (Id == StoreId.Warehouse && query.Metrics.Select(m => m.CustomSql).FirstOrDefault(q => q is not null) is { } ofLayer)
        {
            await using var path = new NpgsqlCommand($"SET LOCAL search_path = {Quality.Dialects.Sql.Quote(Dialect.Schema(ofLayer.Layer))}", lease.Connection);
            await path.ExecuteNonQueryAsync(cancellationToken);
        }
        if (custom)
            await CustomSqlPrivileges.DropPrivilegesAsync(lease.Connection, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await read(reader);
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = values.ToSql(Sql);
        await using var lease = await rent(cancellationToken);
        await using var command = await Guarded(lease, sql, null, () => lease.BeginAsync(sql, cancellationToken), cancellationToken);
        await using var reader = await Guarded(lease, sql, null, () => command.ExecuteReaderAsync(cancellationToken), cancellationToken);
        while (await Guarded(lease, sql, reader, () => reader.ReadAsync(cancellationToken), cancellationToken))
            yield return reader.GetString(0);
    }

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        var sql = $"COPY (\n{Sql.Rows(reading)}\n) TO STDOUT (FORMAT binary)";
        await using var lease = await rent(cancellationToken);
        try
        {
            await lease.WithinDeadlineAsync(sql, token => ReadRowsAsync(lease, sql, reading, sink, token), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The server has ended the COPY, and with it the transaction's statements since the savepoint.
            await lease.RollbackAsync(CancellationToken.None);
            throw;
        }
        catch (Exception e) when (SourceFailure.Is(e, lease))
        {
            throw new StoreException(await ExplainAsync(e, lease, sql, cancellationToken), e);
        }
    }

    private static async Task<bool> ReadRowsAsync(Lease lease, string sql, RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Npgsql would close the connection if it were cancelled here, and other metrics need it: the server answers at once, and the deadline bounds it.
        await using var command = await lease.BeginAsync(sql, CancellationToken.None);
        await using var copy = await lease.Connection.BeginRawBinaryCopyAsync(sql, CancellationToken.None);
        copy.ReadTimeout = command.CommandTimeout * 1000;
        try
        {
            await Task.Run(
                () => new BinaryRows(copy, [.. reading.Cells], new CanonicalRow(sink, reading.Keys.Count)).Read(cancellationToken),
                CancellationToken.None
            );
            return true;
        }
        catch
        {
            await CopyOut.EndAsync(copy);
            throw;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Guarded<T>(Lease lease, string sql, NpgsqlDataReader? open, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (SourceFailure.Is(e, lease))
        {
            // A connection runs one command at a time: close the reader first.
            if (open is not null)
                await open.DisposeAsync();
            throw new StoreException(await ExplainAsync(e, lease, sql, cancellationToken), e);
        }
    }

    private async Task<MissingMeasurement> ExplainAsync(Exception e, Lease lease, string sql, CancellationToken cancellationToken, bool custom = false)
    {
        if (SourceAddress.IsCancellation(e, cancellationToken))
            throw new OperationCanceledException($"cancelled: a query on {address.Description}", e, cancellationToken);
        // A rejected query must not leave the snapshot's transaction aborted.
        await lease.RollbackAsync(cancellationToken);
        return e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => Unavailable(
                await TableLocks.FindLockHoldersAsync(lease, sql, cancellationToken)
            ),
            PostgresException p when RowSecurity.IsRefusal(p) => new MissingMeasurement(
                $"{address.Description}: {RowSecurity.Explain(address, [])} ({p.MessageText})"
                    + $"{(custom ? " Custom SQL of a member of pg_read_all_data runs as that role: sign in as a role that is not a member." : "")}",
                MissingMeasurementKind.Refused
            ),
            // statement_timeout, or no response at all.
            _ when SourceFailure.IsDeadline(e) => Unavailable($"did not respond {address.Within(sql)}; run again, or raise the deadline."),
            _ => SourceFailure.Missing(address.Description, e, sql),
        };
    }

    private MissingMeasurement Unavailable(string reason) => new($"{address.Description}: {reason}", MissingMeasurementKind.Unavailable);
}
