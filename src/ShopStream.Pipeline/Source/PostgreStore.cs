using System.Data;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Pipeline.Source;

/// <summary>Asks the source, in a snapshot or live: that is its connections' affair.</summary>
/// <param name="address">For messages and deadlines.</param>
/// <param name="rent">Gives a connection until the lease is disposed.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class PostgreStore(SourceAddress address, Func<CancellationToken, Task<Lease>> rent, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    public StoreId Id => StoreId.Source;

    public SqlText Sql { get; } = new(Dialect.PostgreSql(address.Schema), keyOf);

    public Answer? Known(Question question) => null;

    public async Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation)
    {
        var own = OwnRights.Concerns(query);
        if (own && OwnRights.Refusal(query) is { } refusal) return Answer.None(refusal);
        await using var lease = await rent(cancellation);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await lease.SavepointAsync(cancellation);
            if (own) await OwnRights.LowerAsync(lease.Connection, cancellation);
            await using var command = new NpgsqlCommand(query.Sql, lease.Connection) { AllResultTypesAreUnknown = true };
            Answer answer;
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
                answer = await CellText.ReadTextAsync(reader, cancellation);
            // Its rights come back, and whatever it set is gone.
            if (own) await lease.RollbackAsync(cancellation);
            return answer with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
        catch (Exception e) when (Why(e, lease) is { } why)
        {
            await lease.RollbackAsync(cancellation);
            return Answer.None(why) with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var lease = await rent(cancellation);
        await using var command = new NpgsqlCommand(Sql.Of(values), lease.Connection);
        await using var reader = await Guarded(lease, () => command.ExecuteReaderAsync(cancellation));
        while (await Guarded(lease, () => reader.ReadAsync(cancellation)))
            yield return reader.GetString(0);
    }

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation)
    {
        await using var lease = await rent(cancellation);
        try
        {
            await lease.SavepointAsync(cancellation);
            await using var copy = await lease.Connection.BeginRawBinaryCopyAsync($"COPY (\n{Sql.Rows(reading)}\n) TO STDOUT (FORMAT binary)", cancellation);
            try
            {
                await Task.Run(() => new BinaryRows(copy, [.. reading.Cells], new CanonicalRow(sink, reading.Keys.Count)).Read(cancellation), CancellationToken.None);
            }
            catch
            {
                await CopyOut.EndAsync(copy);
                throw;
            }
        }
        catch (Exception e) when (Why(e, lease) is { } why)
        {
            await lease.RollbackAsync(cancellation);
            throw new StoreException(why, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Guarded<T>(Lease lease, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (Why(e, lease) is { } why)
        {
            throw new StoreException(why, e);
        }
    }

    private Unanswered? Why(Exception e, Lease lease) => e switch
    {
        // 57014: statement_timeout; 08…, 57P…, 53…: the connection, a shutdown, resources.
        PostgresException { SqlState: "57014" } => new($"{address.Description} did not answer within {address.Deadline.TotalSeconds:0} s (setting source.deadline)", UnansweredKind.Unavailable),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new($"{address.Description}: a table of the query is locked by another session, and was not readable within {TableLocks.Patience.TotalSeconds:0.#} s: run again when that has ended", UnansweredKind.Unavailable),
        PostgresException p when p.SqlState.StartsWith("08", StringComparison.Ordinal) || p.SqlState.StartsWith("57", StringComparison.Ordinal) || p.SqlState.StartsWith("53", StringComparison.Ordinal)
            => new($"{address.Description}: {p.MessageText}", UnansweredKind.Unavailable),
        PostgresException p => new($"PostgreSQL refuses the query: {p.MessageText} ({p.SqlState})", UnansweredKind.Refused),
        NpgsqlException n => new($"{address.Description}: {n.InnerException?.Message ?? n.Message}", UnansweredKind.Unavailable),
        // What Npgsql says of a connection that an earlier query lost.
        InvalidOperationException when lease.IsLost => new($"{address.Description}: the connection was lost", UnansweredKind.Unavailable),
        _ => null,
    };
}

/// <summary>A connection in a transaction, until it is given back.</summary>
internal sealed class Lease(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<ValueTask> giveBack) : IAsyncDisposable
{
    private const string Name = "question";

    public NpgsqlConnection Connection => connection;

    public bool IsLost => connection.FullState != ConnectionState.Open;

    // A refused query must not spoil the snapshot's transaction for the next one.
    public Task SavepointAsync(CancellationToken cancellation) => transaction.SaveAsync(Name, cancellation);

    public async Task RollbackAsync(CancellationToken cancellation)
    {
        try
        {
            await transaction.RollbackAsync(Name, cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone: whoever asks next on it learns that.
        }
    }

    public ValueTask DisposeAsync() => giveBack();
}
