namespace ShopStream.Pipeline.Source;

/// <summary>A source did not send everything within its deadline.</summary>
/// <param name="limit">The deadline.</param>
/// <param name="inner">How the statement ended after it was cancelled; null if it did not.</param>
internal sealed class SourceTooSlowException(TimeSpan limit, Exception? inner)
    : TimeoutException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the source took longer than {limit.TotalSeconds:0.#} s"), inner);

/// <summary>
/// Bounds the whole of a statement. The server's statement_timeout does not end a COPY that waits for a slow network, and Npgsql's own timeout
/// counts anew for each read, so that a trickle of bytes would never be late.
/// </summary>
internal static class SourceDeadline
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // A cancelled statement first reads what is still under way, which takes long where the network is slow.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <param name="limit">How long the source may take.</param>
    /// <param name="spent">How long it has taken so far; null for the time since this call.</param>
    /// <param name="work">The work. It is cancelled when the time has passed, and abandoned if it does not end then.</param>
    /// <param name="abandon">Called if the work is abandoned: its connection is still in use.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="SourceTooSlowException">The time has passed.</exception>
    public static async Task<T> RunAsync<T>(
        TimeSpan limit,
        Func<TimeSpan>? spent,
        Func<CancellationToken, Task<T>> work,
        Action abandon,
        CancellationToken cancellationToken
    )
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        spent ??= () => System.Diagnostics.Stopwatch.GetElapsedTime(began);
        // Not disposed: abandoned work still has its token.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = work(stop.Token);
        var isLate = false;
        while (!running.IsCompleted && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(Interval, CancellationToken.None));
            if (running.IsCompleted || spent() <= limit)
                continue;
            isLate = true;
            // Npgsql cancels by another connection, which may block.
            _ = stop.CancelAsync();
        }
        if (!running.IsCompleted)
            await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None));
        if (!running.IsCompleted)
        {
            abandon();
            _ = running.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw new SourceTooSlowException(limit, null);
        }
        if (isLate && !running.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested)
            throw new SourceTooSlowException(limit, running.Exception?.InnerException);
        return await running;
    }
}
