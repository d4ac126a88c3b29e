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
                e => e is DuckDBException d && DuckFailure.IsOutOfMemory(d),
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
        using var connection = database.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = values.ToSql(Sql);
        command.UseStreamingMode = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(database.Deadline.Span);
        await using var interruption = limit.Token.Register(command.Cancel);
        using var reader = await Task.Run(() => Guarded(command.ExecuteReader, command.CommandText, limit.Token, cancellationToken), CancellationToken.None);
        while (Guarded(reader.Read, command.CommandText, limit.Token, cancellationToken))
            yield return reader.GetString(0);
    }

    public async Task<RowDigest?> DigestAsync(RowReading reading, CancellationToken cancellationToken)
    {
        var types = await MeasureAsync(new PlannedQuery(id, DuckDigest.TypesSql(Sql, reading), []), cancellationToken);
        var buckets = await MeasureAsync(new PlannedQuery(id, DuckDigest.ToSql(Sql, reading), []), cancellationToken);
        return (types.Missing ?? buckets.Missing) is { } missing ? throw new StoreException(missing) : DuckDigest.Of(types, buckets);
    }

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
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
            return;
        cancellationToken.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
            throw new StoreException(database.Explain(database.Deadline.Exceeded(new TimeoutException()))!);
        throw new StoreException(database.Explain(error, sql));
    }

    // The driver cannot read every value of every type: DuckDB converts them to text.
    public async Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
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
        await Task.Run(
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

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
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
        catch (DuckDBException e) when (database.Explain(e, sql) is { } reason)
        {
            throw new StoreException(reason, e);
        }
    }
}
