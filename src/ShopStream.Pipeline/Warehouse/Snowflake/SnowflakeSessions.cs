using System.Collections.Concurrent;
using System.Data.Common;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>The sessions of one purpose: opened when they are needed, at most <paramref name="most"/>, used again and again.</summary>
internal sealed class SnowflakeSessions(DbProviderFactory provider, SnowflakeSettings settings, Purpose purpose, string? runId, TimeSpan deadline, int most) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(most, most);
    private readonly ConcurrentBag<SnowflakeSession> idle = [];

    /// <summary>Gives a session to work that needs it, and takes it back; one that failed is closed, since nobody knows in which state it is.</summary>
    public async Task<T> UseAsync<T>(Func<SnowflakeSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!idle.TryTake(out var session)) session = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId, deadline, cancellationToken);
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

    public Task UseAsync(Func<SnowflakeSession, Task> work, CancellationToken cancellationToken) => UseAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellationToken);

    public Task<Quality.Planning.Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => UseAsync(s => s.ReadAsync(sql, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        var all = new List<Task>();
        while (idle.TryTake(out var session)) all.Add(session.DisposeAsync().AsTask());
        await Task.WhenAll(all);
        gate.Dispose();
    }
}
