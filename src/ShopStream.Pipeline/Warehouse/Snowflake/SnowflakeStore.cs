using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Runs queries on Snowflake with read-only sessions.</summary>
/// <param name="id">The warehouse, or the store that it replaces during mutation testing.</param>
/// <param name="sessions">Sessions for checks.</param>
/// <param name="where">Account and purpose, for messages.</param>
/// <param name="catalog">Tables with their keys and column types.</param>
/// <param name="dialect">Snowflake's dialect, with the places of the tables; null for the schemas of their layers.</param>
internal sealed class SnowflakeStore(StoreId id, SnowflakeSessions sessions, string where, Catalog catalog, Dialect? dialect = null) : IStore
{
    private const int Prefetch = 1024;

    public StoreId Id => id;

    public SqlText Sql { get; } = new(dialect ?? Dialect.Snowflake, catalog);

    public Measurement? FindKnown(Metric metric) => null;

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.UseAsync(
                async session =>
                {
                    // Unqualified table names in custom SQL refer to its layer.
                    if (query.Metrics.Select(m => m.CustomSql).FirstOrDefault(q => q is not null) is { } custom)
                        await session.ExecuteAsync($"USE SCHEMA {Sql.Dialect.Quote(Sql.Dialect.Schema(custom.Layer))}", cancellationToken);
                    return await session.ReadAsync(query.Sql, cancellationToken);
                },
                cancellationToken
            );
        }
        catch (Exception e) when (SnowflakeProblem.Explain(e, where) is { } reason)
        {
            return Measurement.None(reason);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<string>(Prefetch);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync();
        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(cancellationToken))
                yield return value;
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
                await StreamAsync(values.ToSql(Sql), r => channel.Writer.WriteAsync(r.GetString(0), stop.Token), stop.Token);
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
                    if (reader.IsDBNull(i))
                        row.Null();
                    else if (cells[i].Kind == ValueKind.Float)
                        row.Float(reader.GetDouble(i));
                    else
                        Source.TextCell.Write(row, cells[i], Encoding.UTF8.GetBytes(reader.GetString(i)));
                }
                row.End();
                return ValueTask.CompletedTask;
            },
            cancellationToken
        );
    }

    public async Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.UseAsync(
                async session =>
                {
                    if (query.Metrics.Select(m => m.CustomSql).FirstOrDefault(q => q is not null) is { } custom)
                        await session.ExecuteAsync($"USE SCHEMA {Sql.Dialect.Quote(Sql.Dialect.Schema(custom.Layer))}", cancellationToken);
                    await session.StreamTextAsync(query.Sql, rows, cancellationToken);
                },
                cancellationToken
            );
        }
        catch (Exception e) when (SnowflakeProblem.Explain(e, where) is { } reason)
        {
            throw new StoreException(reason, e);
        }
    }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task StreamAsync(string sql, Func<System.Data.Common.DbDataReader, ValueTask> row, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.UseAsync(s => s.StreamAsync(sql, row, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (SnowflakeProblem.Explain(e, where) is { } reason)
        {
            throw new StoreException(reason, e);
        }
    }
}
