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
            await using var command = await lease.BeginAsync(query.Sql, cancellation);
            command.AllResultTypesAreUnknown = true;
            if (own) await OwnRights.LowerAsync(lease.Connection, cancellation);
            Answer answer;
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
                answer = await CellText.ReadTextAsync(reader, cancellation);
            // Its rights come back, and whatever it set is gone.
            if (own) await lease.RollbackAsync(cancellation);
            return answer with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
        catch (Exception e) when (IsItsFault(e, lease))
        {
            return Answer.None(await WhyAsync(e, lease, query.Sql, cancellation)) with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sql = Sql.Of(values);
        await using var lease = await rent(cancellation);
        await using var command = await Guarded(lease, sql, null, () => lease.BeginAsync(sql, cancellation), cancellation);
        await using var reader = await Guarded(lease, sql, null, () => command.ExecuteReaderAsync(cancellation), cancellation);
        while (await Guarded(lease, sql, reader, () => reader.ReadAsync(cancellation), cancellation))
            yield return reader.GetString(0);
    }

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation)
    {
        var sql = $"COPY (\n{Sql.Rows(reading)}\n) TO STDOUT (FORMAT binary)";
        await using var lease = await rent(cancellation);
        try
        {
            await using var command = await lease.BeginAsync(sql, cancellation);
            await using var copy = await lease.Connection.BeginRawBinaryCopyAsync(sql, cancellation);
            copy.ReadTimeout = command.CommandTimeout * 1000;
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
        catch (Exception e) when (IsItsFault(e, lease))
        {
            throw new StoreException(await WhyAsync(e, lease, sql, cancellation), e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Guarded<T>(Lease lease, string sql, NpgsqlDataReader? open, Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (IsItsFault(e, lease))
        {
            // One command at a time: nothing can be asked while it is open.
            if (open is not null) await open.DisposeAsync();
            throw new StoreException(await WhyAsync(e, lease, sql, cancellation), e);
        }
    }

    // InvalidOperationException is what Npgsql says of a connection that an earlier query lost.
    private static bool IsItsFault(Exception e, Lease lease) => e is NpgsqlException || (e is InvalidOperationException && lease.IsLost);

    private async Task<Unanswered> WhyAsync(Exception e, Lease lease, string sql, CancellationToken cancellation)
    {
        // A refused query must not spoil the snapshot's transaction for the next one.
        await lease.RollbackAsync(cancellation);
        return e switch
        {
            // statement_timeout; and the answer that does not come at all.
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or NpgsqlException { InnerException: TimeoutException } =>
                Unavailable($"did not answer {address.Within(sql)}; run again, or give it more time."),
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => Unavailable(await TableLocks.WithheldAsync(lease, sql, cancellation)),
            // The connection, resources, a shutdown.
            PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] } p => Unavailable($"{p.MessageText.TrimEnd('.')}. Run again."),
            PostgresException p => new Unanswered($"PostgreSQL refuses the query: {p.MessageText} ({p.SqlState})", UnansweredKind.Refused),
            NpgsqlException => Unavailable($"{SourceAddress.Innermost(e)} Run again."),
            _ => Unavailable("the connection was lost. Run again."),
        };
    }

    private Unanswered Unavailable(string why) => new($"{address.Description}: {why}", UnansweredKind.Unavailable);
}
