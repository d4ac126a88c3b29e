using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>The time that the setting lake.deadline gives.</summary>
internal static class LakeDeadline
{
    /// <param name="limit">From now on.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="late">What is said where it passes: what was tried, and how far it got.</param>
    /// <param name="work">Is cancelled then.</param>
    /// <param name="cancellationToken">The caller's; its cancellation stays a cancellation.</param>
    /// <exception cref="InfrastructureException">The time has passed.</exception>
    public static async Task<T> RunAsync<T>(TimeSpan limit, TimeProvider time, Func<string> late, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await work(both.Token);
        }
        catch (Exception e) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not UsageException)
        {
            throw new InfrastructureException(
                $"{late()}: it was not done within {limit.TotalSeconds:#,##0.#} s (setting lake.deadline). If the connection is sound and the data has grown, allow more, then run again", e);
        }
    }
}
