using System.Collections.Concurrent;
using System.Data.Common;
using ShopStream.Pipeline.Options;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>A pool of at most <paramref name="limit"/> sessions of one purpose, opened on demand.</summary>
internal sealed class SnowflakeSessions(DbProviderFactory provider, SnowflakeSettings settings, Purpose purpose, string? runId, TimeSpan deadline, int limit)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(limit, limit);
    private readonly ConcurrentBag<SnowflakeSession> idle = [];

    /// <summary>Runs work with a session and returns the session to the pool. If the work fails, the session is closed, because its state is unknown.</summary>
    public async Task<T> UseAsync<T>(Func<SnowflakeSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!idle.TryTake(out var session))
                session = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId, deadline, cancellationToken);
            try
            {
                var result = await work(session);
                idle.Add(session);
                return result;
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public Task UseAsync(Func<SnowflakeSession, Task> work, CancellationToken cancellationToken) =>
        UseAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken
        );

    public Task<Quality.Metrics.Measurement> ReadAsync(string sql, CancellationToken cancellationToken) =>
        UseAsync(s => s.ReadAsync(sql, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        var all = new List<Task>();
        while (idle.TryTake(out var session))
            all.Add(session.DisposeAsync().AsTask());
        await Task.WhenAll(all);
        gate.Dispose();
    }
}
