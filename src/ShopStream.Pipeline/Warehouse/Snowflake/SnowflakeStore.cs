using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Asks Snowflake, by sessions that may only read.</summary>
/// <param name="id">The warehouse, or what stands for another store where faults are planted.</param>
/// <param name="sessions">For checks.</param>
/// <param name="where">For messages.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class SnowflakeStore(StoreId id, SnowflakeSessions sessions, string where, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    private const int Ahead = 1024;

    public StoreId Id => id;

    public SqlText Sql { get; } = new(Dialect.Snowflake, keyOf);

    public Answer? Known(Question question) => null;

    public async Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation)
    {
        try
        {
            return await sessions.UseAsync(
                async session =>
                {
                    // Bare table names of a user's own query are those of its layer.
                    if (query.Questions.Select(Own).FirstOrDefault(q => q is not null) is { } own)
                        await session.ExecuteAsync($"USE SCHEMA {Dialect.Snowflake.Quote(Dialect.Snowflake.Schema(own.Layer))}", cancellation);
                    return await session.ReadAsync(query.Sql, cancellation);
                },
                cancellation);
        }
        catch (Exception e) when (SnowflakeProblem.Why(e, where) is { } why)
        {
            return Answer.None(why);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<string>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync();
        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(cancellation)) yield return value;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        async Task ReadAsync()
        {
            try
            {
                await StreamAsync(Sql.Of(values), r => channel.Writer.WriteAsync(r.GetString(0), stop.Token).AsTask().GetAwaiter().GetResult(), stop.Token);
                channel.Writer.Complete();
            }
            catch (Exception e)
            {
                channel.Writer.Complete(e);
            }
        }
    }

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation)
    {
        var row = new CanonicalRow(sink, reading.Keys.Count);
        RowCell[] cells = [.. reading.Cells];
        return StreamAsync(
            Sql.Rows(reading),
            reader =>
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    if (reader.IsDBNull(i)) row.Null();
                    else if (cells[i].Kind == ValueKind.Float) row.Float(reader.GetDouble(i));
                    else Source.TextCell.Write(row, cells[i], Encoding.UTF8.GetBytes(reader.GetString(i)));
                }
                row.End();
            },
            cancellation);
    }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task StreamAsync(string sql, Action<System.Data.Common.DbDataReader> row, CancellationToken cancellation)
    {
        try
        {
            await sessions.UseAsync(s => s.StreamAsync(sql, row, cancellation), cancellation);
        }
        catch (Exception e) when (SnowflakeProblem.Why(e, where) is { } why)
        {
            throw new StoreException(why, e);
        }
    }

    private static OwnQuery? Own(Question question) => question switch
    {
        OwnQuery own => own,
        Sample { Subject: OwnQuery own } => own,
        _ => null,
    };
}
