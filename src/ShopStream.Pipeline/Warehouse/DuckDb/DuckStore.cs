using System.Globalization;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Runs queries on a DuckDB database: the warehouse, or the lake's files behind views.</summary>
/// <param name="id">Warehouse or lake.</param>
/// <param name="database">Opened read-only; disposed with the store.</param>
/// <param name="catalog">Tables with their keys and column types.</param>
/// <param name="dialect">DuckDB's, with the places of tables; null where layers are schemas.</param>
internal sealed class DuckStore(StoreId id, DuckDatabase database, Catalog catalog, Dialect? dialect = null) : IStore
{
    // DuckDB runs one query on all cores: more than two at a time would only compete for memory.
    private QueryGate gate = new(2);

    public StoreId Id => id;

    public SqlText Sql { get; private init; } = new(dialect ?? Dialect.DuckDb, catalog);

    /// <summary>The same store with other SQL, such as that of views. Only this one is disposed.</summary>
    public DuckStore With(SqlText sql) => new(id, database, catalog) { Sql = sql, gate = gate };

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.RunAsync(
                async () =>
                {
                    using var connection = await ConnectAsync(query, cancellationToken);
                    return await database.ReadAsync(connection, query.Sql, cancellationToken);
                },
                // Beside another query, each has a part of the memory.
                IsOutOfMemory,
                cancellationToken
            );
        }
        catch (Exception e) when (database.Explain(e, query.Sql) is { } reason)
        {
            return Measurement.None(reason);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // It has a place until its first value, for which all of them are sorted: two that are merged would wait for each other.
        await using var reading = await gate.RunAsync(
            () => ValueReading.BeginAsync(this, database, values.ToSql(Sql), cancellationToken),
            IsOutOfMemory,
            cancellationToken
        );
        for (; reading.HasValue; reading.Next())
            yield return reading.Value;
    }

    public async Task<RowDigest?> DigestAsync(RowReading reading, CancellationToken cancellationToken)
    {
        var types = await MeasureAsync(new PlannedQuery(id, DuckDigest.TypesSql(Sql, reading), []), cancellationToken);
        var buckets = await MeasureAsync(new PlannedQuery(id, DuckDigest.ToSql(Sql, reading), []), cancellationToken);
        return (types.Missing ?? buckets.Missing) is { } missing ? throw new StoreException(missing) : DuckDigest.Of(types, buckets);
    }

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        var read = new CountedRows(sink);
        return AloneIfNothingWasReadAsync(() => ReadRowsOnceAsync(reading, read, cancellationToken), () => read.Count, cancellationToken);
    }

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        var read = new CountedText(rows);
        return AloneIfNothingWasReadAsync(() => ReadTextOnceAsync(query, read, cancellationToken), () => read.Count, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    // Who reads rows cannot give them back: what has passed rows on does not run again.
    private async Task AloneIfNothingWasReadAsync(Func<Task<bool>> read, Func<long> count, CancellationToken cancellationToken)
    {
        try
        {
            await gate.RunAsync(read, e => count() == 0 && IsOutOfMemory(e), cancellationToken);
        }
        catch (StoreException e) when (count() > 0 && IsOutOfMemory(e))
        {
            var reason = string.Create(
                CultureInfo.InvariantCulture,
                $"{e.Reason.Reason} {count():#,##0} rows had been read, so that it was not tried again alone."
            );
            throw new StoreException(e.Reason with { Reason = reason }, e);
        }
    }

    private static bool IsOutOfMemory(Exception e) =>
        e is StoreException { InnerException: DuckDBException inner } ? DuckFailure.IsOutOfMemory(inner)
        : e is StoreException { Reason: var reason } ? DuckFailure.IsOutOfMemory(reason.Reason)
        : e is DuckDBException d && DuckFailure.IsOutOfMemory(d);

    private async Task<bool> ReadRowsOnceAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
    {
        using var connection = database.Connect();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(database.Deadline.Span);
        await using var interruption = limit.Token.Register(() => NativeMethods.Startup.DuckDBInterrupt(connection.NativeConnection));
        List<RowCell> cells = [.. reading.Cells];
        var sql = DuckDigest.Rows(Sql, reading);
        var error = await Task.Run(
            () =>
                Guarded(
                    () => ChunkRows.Read(connection.NativeConnection, sql, cells, new CanonicalRow(sink, reading.Keys.Count), limit.Token),
                    sql,
                    limit.Token,
                    cancellationToken
                ),
            CancellationToken.None
        );
        if (error is null)
            return true;
        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
            throw new StoreException(database.Explain(database.Deadline.Exceeded(new TimeoutException()))!);
        throw new StoreException(database.Explain(error, sql));
    }

    // The driver cannot read every value of every type: DuckDB converts them to text.
    private async Task<bool> ReadTextOnceAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        using var connection = await Explained(() => ConnectAsync(query, cancellationToken), query.Sql);
        var columns = (
            await Explained(() => database.ReadAsync(connection, $"SELECT * FROM (\n{query.Sql}\n) AS found LIMIT 0", cancellationToken), query.Sql)
        ).Columns;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\n{query.Sql}\n) AS found";
        command.UseStreamingMode = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(database.Deadline.Span);
        await using var interruption = limit.Token.Register(command.Cancel);
        return await Task.Run(
            () =>
                Guarded(
                    () =>
                    {
                        using var reader = command.ExecuteReader();
                        rows.Begin(columns);
                        var cells = new string?[columns.Count];
                        while (reader.Read())
                        {
                            limit.Token.ThrowIfCancellationRequested();
                            for (var i = 0; i < cells.Length; i++)
                                cells[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
                            rows.Add(cells);
                        }
                        return true;
                    },
                    query.Sql,
                    limit.Token,
                    cancellationToken
                ),
            CancellationToken.None
        );
    }

    private async Task<DuckDBConnection> ConnectAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var connection = database.Connect();
        // Unqualified table names in custom SQL refer to its layer.
        if (query.Metrics.Select(m => m.CustomSql).FirstOrDefault(q => q is not null) is { } custom)
            await database.ExecuteAsync(connection, $"USE {Quality.Dialects.Sql.Quote(Sql.Dialect.Schema(custom.Layer))}", cancellationToken);
        return connection;
    }

    private async Task<T> Explained<T>(Func<Task<T>> step, string sql)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (database.Explain(e, sql) is { } reason)
        {
            throw new StoreException(reason, e);
        }
    }

    private T Guarded<T>(Func<T> step, string sql, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            limit.ThrowIfCancellationRequested();
            return step();
        }
        catch (Exception e) when (limit.IsCancellationRequested && e is DuckDBException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreException(database.Explain(database.Deadline.Exceeded(e))!, e);
        }
        catch (OperationCanceledException e)
        {
            throw new StoreException(database.EndedByItself, e);
        }
        catch (DuckDBException e) when (database.Explain(e, sql) is { } reason)
        {
            throw new StoreException(reason, e);
        }
    }

    /// <summary>Values that are read one by one, from the first on.</summary>
    private sealed class ValueReading : IAsyncDisposable
    {
        private readonly DuckStore store;
        private readonly DuckDBConnection connection;
        private readonly DuckDBCommand command;
        private readonly CancellationTokenSource limit;
        private readonly CancellationTokenRegistration interruption;
        private readonly CancellationToken cancellationToken;
        private DuckDBDataReader? reader;

        private ValueReading(DuckStore store, DuckDatabase database, string sql, CancellationToken cancellationToken)
        {
            (this.store, this.cancellationToken) = (store, cancellationToken);
            connection = database.Connect();
            command = connection.CreateCommand();
            command.CommandText = sql;
            command.UseStreamingMode = true;
            limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(database.Deadline.Span);
            interruption = limit.Token.Register(command.Cancel);
        }

        public bool HasValue { get; private set; }

        public string Value => reader!.GetString(0);

        public static async Task<ValueReading> BeginAsync(DuckStore store, DuckDatabase database, string sql, CancellationToken cancellationToken)
        {
            var reading = new ValueReading(store, database, sql, cancellationToken);
            try
            {
                await Task.Run(
                    () =>
                    {
                        reading.reader = reading.Guarded(reading.command.ExecuteReader);
                        reading.Next();
                    },
                    CancellationToken.None
                );
                return reading;
            }
            catch
            {
                await reading.DisposeAsync();
                throw;
            }
        }

        public void Next() => HasValue = Guarded(reader!.Read);

        public async ValueTask DisposeAsync()
        {
            await interruption.DisposeAsync();
            limit.Dispose();
            reader?.Dispose();
            command.Dispose();
            connection.Dispose();
        }

        private T Guarded<T>(Func<T> step) => store.Guarded(step, command.CommandText, limit.Token, cancellationToken);
    }

    private sealed class CountedRows(IRowSink sink) : IRowSink
    {
        public long Count { get; private set; }

        public bool TakesJsonAsWritten => sink.TakesJsonAsWritten;

        public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
        {
            Count++;
            sink.Add(row, keyLength, keyHasNull);
        }
    }

    private sealed class CountedText(ITextRows rows) : ITextRows
    {
        private bool hasBegun;

        public long Count { get; private set; }

        public void Begin(IReadOnlyList<string> columns)
        {
            if (!hasBegun)
                rows.Begin(columns);
            hasBegun = true;
        }

        public void Add(ReadOnlySpan<string?> cells)
        {
            Count++;
            rows.Add(cells);
        }
    }
}
