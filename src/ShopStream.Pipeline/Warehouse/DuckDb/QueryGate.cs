namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Limits how many queries run at a time, and runs one again alone if it failed for want of what the others use.</summary>
/// <param name="places">How many run at a time, 1 or more.</param>
internal sealed class QueryGate(int places) : IDisposable
{
    private readonly SemaphoreSlim free = new(places, places);

    // Two that each hold a part of the places would wait for each other.
    private readonly SemaphoreSlim alone = new(1, 1);

    /// <param name="query">The query; it may run twice.</param>
    /// <param name="mayPassAlone">Whether a failure may be due to the others.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> query, Func<Exception, bool> mayPassAlone, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return await query();
        }
        catch (Exception e) when (mayPassAlone(e) && places > 1)
        {
            // It runs again below.
        }
        finally
        {
            free.Release();
        }
        await alone.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < places; taken++)
                await free.WaitAsync(cancellationToken);
            return await query();
        }
        finally
        {
            if (taken > 0)
                free.Release(taken);
            alone.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        free.Dispose();
        alone.Dispose();
    }
}
