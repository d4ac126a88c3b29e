using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Renews a lease in the background until it is disposed.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource lost = new();
    private readonly Task loop;

    /// <param name="lake">The lake that holds the lease.</param>
    /// <param name="key">The lease's key.</param>
    /// <param name="lease">The lease as it was written.</param>
    /// <param name="clock">Decides when to renew.</param>
    public LeaseRenewal(ILake lake, string key, LakeLease lease, TimeProvider clock) => loop = RenewAsync(lake, key, lease, clock);

    /// <summary>Cancelled when another holder has taken the lease, or when it could not be renewed before it expired.</summary>
    public CancellationToken Lost => lost.Token;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync(ILake lake, string key, LakeLease lease, TimeProvider clock)
    {
        while (true)
        {
            await Task.Delay(LakeLease.Renewal, clock, stop.Token);
            try
            {
                if (await lake.TryReadAsync(key, stop.Token) is not { } json || LakeLease.FromJson(json) is not { } found || !found.IsOf(lease))
                    break;
                var renewed = lease with { Until = clock.GetUtcNow() + LakeLease.Duration };
                using var content = new MemoryStream(renewed.ToJson(), writable: false);
                await lake.WriteAsync(key, content, stop.Token);
                lease = renewed;
            }
            catch (ProblemException)
            {
                // The lake does not respond: the work itself reports that, and the lease lasts a while longer.
                if (clock.GetUtcNow() > lease.Until)
                    break;
            }
        }
        await lost.CancelAsync();
    }
}
