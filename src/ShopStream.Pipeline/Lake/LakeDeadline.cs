using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Runs work within the setting lake.deadline.</summary>
internal static class LakeDeadline
{
    /// <param name="limit">How long the work may take, from now.</param>
    /// <param name="time">Measures the time.</param>
    /// <param name="late">Beginning of the message when the time has passed: what was tried, and how far it got.</param>
    /// <param name="work">The work; cancelled when the time has passed.</param>
    /// <param name="cancellationToken">The caller's token; its cancellation is not reported as a timeout.</param>
    /// <exception cref="InfrastructureException">The time has passed.</exception>
    public static async Task<T> RunAsync<T>(
        TimeSpan limit,
        TimeProvider time,
        Func<string> late,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await work(linked.Token);
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not UsageException)
        {
            throw new InfrastructureException(
                $"{late()}: it was not done within {limit.TotalSeconds:#,##0.#} s (setting lake.deadline). "
                    + "If the connection is fine and the data has grown, raise it, then run again",
                e
            );
        }
    }
}
