using System.Data;
using System.Data.Common;
using System.Diagnostics;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>One session, signed in for a purpose. It pins its parameters, tags every statement with the run and runs one statement at a time.</summary>
internal sealed class SnowflakeSession : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly DbConnection connection;
    private readonly TimeSpan deadline;
    private readonly string where;
    private bool isLost;

    private SnowflakeSession(DbConnection connection, TimeSpan deadline, string where) =>
        (this.connection, this.deadline, this.where) = (connection, deadline, where);

    /// <param name="provider">The driver.</param>
    /// <param name="settings">Account and credentials.</param>
    /// <param name="purpose">Determines the role and the warehouse; null for an administrator.</param>
    /// <param name="runId">Run identifier for the query tag; null outside a run.</param>
    /// <param name="deadline">Deadline of one statement.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <exception cref="TimeoutException">The sign-in exceeded its deadline.</exception>
    /// <exception cref="DbException">Snowflake rejected the sign-in.</exception>
    public static async Task<SnowflakeSession> OpenAsync(
        DbProviderFactory provider,
        SnowflakeSettings settings,
        Purpose? purpose,
        string? runId,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        var opened = provider.CreateConnection()!;
        var session = new SnowflakeSession(opened, deadline, $"{settings}");
        try
        {
            opened.ConnectionString = SnowflakeConnection.String(provider, settings, purpose, runId);
            using var limit = new Deadline(settings.SignInDeadline, cancellationToken);
            // The driver's sign-in is partly synchronous and its own timeout is five minutes: run it on another thread.
            await Task.Run(() => opened.OpenAsync(limit.Token), CancellationToken.None).WaitAsync(settings.SignInDeadline, cancellationToken);
            await session.ExecuteAsync(SnowflakeParameters.Sql(deadline), limit.Token);
            return session;
        }
        catch (Exception e) when (e is not (OperationCanceledException or TimeoutException) || cancellationToken.IsCancellationRequested)
        {
            await session.DisposeAsync();
            throw;
        }
        catch (Exception e)
        {
            session.isLost = true;
            await session.DisposeAsync();
            throw new TimeoutException(
                $"no response to the sign-in within {SnowflakeProblem.Seconds(settings.SignInDeadline)} s. "
                    + "Check the account's name, a proxy or a firewall on the way, and status.snowflake.com.",
                e
            );
        }
    }

    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        RunAsync(sql, (command, limit) => command.ExecuteNonQueryAsync(limit), cancellationToken);

    /// <summary>Reads all rows.</summary>
    public async Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var measurement = await RunAsync(sql, ReadAsync, cancellationToken);
        return measurement with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };

        static async Task<Measurement> ReadAsync(DbCommand command, CancellationToken limit)
        {
            await using var reader = await command.ExecuteReaderAsync(limit);
            var columns = Enumerable.Range(0, reader.FieldCount).Select(i => SnowflakeNames.Unfolded(reader.GetName(i))).ToList();
            var rows = new List<IReadOnlyList<string?>>();
            while (await reader.ReadAsync(limit))
                rows.Add([.. Enumerable.Range(0, columns.Count).Select(i => SnowflakeCell.Text(reader, i))]);
            return new Measurement(columns, rows);
        }
    }

    /// <summary>Passes the rows to <paramref name="row"/> one by one, on a worker thread.</summary>
    public Task StreamAsync(string sql, Func<DbDataReader, ValueTask> row, CancellationToken cancellationToken) =>
        RunAsync(
            sql,
            async (command, limit) =>
            {
                await using var reader = await command.ExecuteReaderAsync(limit);
                while (await reader.ReadAsync(limit))
                    await row(reader);
                return true;
            },
            cancellationToken
        );

    /// <summary>Passes on the rows as text, one by one, on a worker thread.</summary>
    public Task StreamTextAsync(string sql, ITextRows rows, CancellationToken cancellationToken) =>
        RunAsync(
            sql,
            async (command, limit) =>
            {
                await using var reader = await command.ExecuteReaderAsync(limit);
                rows.Begin([.. Enumerable.Range(0, reader.FieldCount).Select(i => SnowflakeNames.Unfolded(reader.GetName(i)))]);
                var cells = new string?[reader.FieldCount];
                while (await reader.ReadAsync(limit))
                {
                    for (var i = 0; i < cells.Length; i++)
                        cells[i] = SnowflakeCell.Text(reader, i);
                    rows.Add(cells);
                }
                return true;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Closing sends a request: do not wait long for it.
            await Task.Run(() => connection.DisposeAsync().AsTask()).WaitAsync(CloseTimeout);
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException or IOException or AggregateException)
        {
            // The server ends unused sessions.
        }
    }

    // On an empty or truncated response the driver throws NullReferenceException or a JSON error.
    private async Task<T> RunAsync<T>(string sql, Func<DbCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var timeout = isLost && deadline > CloseTimeout ? CloseTimeout : deadline;
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandType = CommandType.Text;
        command.CommandTimeout = (int)deadline.TotalSeconds;
        var limit = new Deadline(timeout, cancellationToken);
        var work = Task.Run(
            async () =>
            {
                using (limit)
                await using (command)
                    return await run(command, limit.Token);
            },
            CancellationToken.None
        );
        try
        {
            // A separate timeout, because the driver may take any time to react to its token.
            return await work.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || limit.IsOver || cancellationToken.IsCancellationRequested)
        {
            // Later statements, such as ROLLBACK, get a short timeout: Snowflake aborts detached queries by itself.
            isLost = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{where} did not respond within {SnowflakeProblem.Seconds(timeout)} s.", e);
        }
        catch (Exception e) when (e is NullReferenceException || e.GetType().Namespace is "Newtonsoft.Json")
        {
            isLost = true;
            throw new IOException("the response was incomplete.", e);
        }
    }

    /// <summary>
    /// The token for the driver: cancelled at a deadline, or when the caller's token is. The driver posts its abort request from within the
    /// callback of the token and waits for the answer. So its callbacks run on a pool thread; otherwise whoever cancels, such as Ctrl+C, would
    /// wait for each statement in turn.
    /// </summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource source;
        private readonly CancellationTokenRegistration registration;

        public Deadline(TimeSpan deadline, CancellationToken cancellationToken)
        {
            source = new CancellationTokenSource(deadline);
            registration = cancellationToken.UnsafeRegister(static s => _ = ((CancellationTokenSource)s!).CancelAsync(), source);
        }

        public CancellationToken Token => source.Token;

        public bool IsOver => source.IsCancellationRequested;

        public void Dispose()
        {
            registration.Dispose();
            source.Dispose();
        }
    }
}
