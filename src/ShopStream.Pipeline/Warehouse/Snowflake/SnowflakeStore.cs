using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Asks Snowflake, by sessions that may only read.</summary>
/// <param name="id">The warehouse, or what stands for another store where faults are planted.</param>
/// <param name="sessions">For checks.</param>
/// <param name="where">For messages.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class SnowflakeStore(StoreId id, SnowflakeSessions sessions, string where, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    private const int Prefetch = 1024;

    public StoreId Id => id;

    public SqlText Sql { get; } = new(Dialect.Snowflake, keyOf);

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.UseAsync(
                async session =>
                {
                    // Bare table names of a user's own query are those of its layer.
                    if (query.Metrics.Select(AsCustomSql).FirstOrDefault(q => q is not null) is { } own)
                        await session.ExecuteAsync($"USE SCHEMA {Dialect.Snowflake.Quote(Dialect.Snowflake.Schema(own.Layer))}", cancellationToken);
                    return await session.ReadAsync(query.Sql, cancellationToken);
                },
                cancellationToken);
        }
        catch (Exception e) when (SnowflakeProblem.Explain(e, where) is { } why)
        {
            return Measurement.None(why);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<string>(Prefetch);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync();
        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(cancellationToken)) yield return value;
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

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
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
            cancellationToken);
    }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task StreamAsync(string sql, Action<System.Data.Common.DbDataReader> row, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.UseAsync(s => s.StreamAsync(sql, row, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (SnowflakeProblem.Explain(e, where) is { } why)
        {
            throw new StoreException(why, e);
        }
    }

    private static CustomSqlMetric? AsCustomSql(Metric metric) => metric switch
    {
        CustomSqlMetric own => own,
        Sample { Subject: CustomSqlMetric own } => own,
        _ => null,
    };
}
