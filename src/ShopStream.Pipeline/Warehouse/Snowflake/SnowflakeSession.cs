using System.Data;
using System.Data.Common;
using System.Diagnostics;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>One session: signed in for a purpose, in UTC, with the run's tag on every statement, one statement at a time.</summary>
internal sealed class SnowflakeSession : IAsyncDisposable
{
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    private readonly DbConnection connection;
    private readonly TimeSpan deadline;
    private readonly string where;
    private bool isLost;

    private SnowflakeSession(DbConnection connection, TimeSpan deadline, string where) => (this.connection, this.deadline, this.where) = (connection, deadline, where);

    /// <param name="provider">The driver.</param>
    /// <param name="settings">Address and account.</param>
    /// <param name="purpose">Gives the role and the warehouse; null for an administrator.</param>
    /// <param name="runId">For the query tag; null where nothing is run.</param>
    /// <param name="deadline">The deadline of one statement.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="TimeoutException">Not signed in within the deadline for that.</exception>
    /// <exception cref="DbException">Snowflake refuses.</exception>
    public static async Task<SnowflakeSession> OpenAsync(
        DbProviderFactory provider, SnowflakeSettings settings, Purpose? purpose, string? runId, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var opened = provider.CreateConnection()!;
        var session = new SnowflakeSession(opened, deadline, $"{settings}");
        try
        {
            opened.ConnectionString = SnowflakeConnection.String(provider, settings, purpose, runId);
            using var limit = Limit(settings.SignInDeadline, cancellationToken);
            // Some of the driver's way in is synchronous: it may not hold this thread, and its own patience is five minutes.
            await Task.Run(() => opened.OpenAsync(limit.Token), CancellationToken.None).WaitAsync(settings.SignInDeadline, cancellationToken);
            await session.ExecuteAsync(SessionSql(deadline), limit.Token);
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
            throw new TimeoutException($"no answer to the sign-in within {SnowflakeProblem.Seconds(settings.SignInDeadline)} s. Check the account's name, a proxy or a firewall on the way, and status.snowflake.com.", e);
        }
    }

    /// <summary>The parameters of a session, as one statement.</summary>
    public static string SessionSql(TimeSpan deadline) =>
        "ALTER SESSION SET TIMEZONE = 'UTC', TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ', "
        + "DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6', TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6', "
        + $"TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF6', BINARY_OUTPUT_FORMAT = 'HEX', STATEMENT_TIMEOUT_IN_SECONDS = {SnowflakeProblem.Seconds(deadline)}, ABORT_DETACHED_QUERY = TRUE";

    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) => RunAsync(sql, (command, limit) => command.ExecuteNonQueryAsync(limit), cancellationToken);

    /// <summary>All rows.</summary>
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
            while (await reader.ReadAsync(limit)) rows.Add([.. Enumerable.Range(0, columns.Count).Select(i => SnowflakeCell.Text(reader, i))]);
            return new Measurement(columns, rows);
        }
    }

    /// <summary>Row by row, on a thread of its own.</summary>
    public Task StreamAsync(string sql, Action<DbDataReader> row, CancellationToken cancellationToken) => RunAsync(
        sql,
        async (command, limit) =>
        {
            await using var reader = await command.ExecuteReaderAsync(limit);
            while (await reader.ReadAsync(limit)) row(reader);
            return true;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Signing out is a request, too: nobody waits for it for long.
            await Task.Run(() => connection.DisposeAsync().AsTask()).WaitAsync(Parting);
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException or IOException or AggregateException)
        {
            // The server ends a session that nobody uses.
        }
    }

    // Of an answer that is empty or half the driver knows no better than to stumble.
    private async Task<T> RunAsync<T>(string sql, Func<DbCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var patience = isLost && deadline > Parting ? Parting : deadline;
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandType = CommandType.Text;
        command.CommandTimeout = (int)deadline.TotalSeconds;
        var limit = Limit(patience, cancellationToken);
        var work = Task.Run(
            async () =>
            {
                using (limit)
                    await using (command)
                        return await run(command, limit.Token);
            },
            CancellationToken.None);
        try
        {
            // By a clock of its own: what the driver does when its token fires may take as long as it likes.
            return await work.WaitAsync(patience, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || limit.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // What is undone now is asked for, and not waited for as long again: Snowflake aborts what nobody waits for.
            isLost = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{where} did not answer within {SnowflakeProblem.Seconds(patience)} s.", e);
        }
        catch (Exception e) when (e is NullReferenceException || e.GetType().Namespace is "Newtonsoft.Json")
        {
            isLost = true;
            throw new IOException("the answer broke off.", e);
        }
    }

    private static CancellationTokenSource Limit(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        return limit;
    }
}
