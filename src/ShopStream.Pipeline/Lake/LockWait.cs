using System.Globalization;

namespace ShopStream.Pipeline.Lake;

/// <summary>How long a command waits for a work folder or a date that another command uses.</summary>
/// <param name="Limit">From the first attempt on; zero does not wait.</param>
/// <param name="Inform">Receives one line when the wait begins; null for none.</param>
internal sealed record LockWait(TimeSpan Limit, Action<string>? Inform)
{
    /// <summary>A moment as messages give it.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Tries until it succeeds or the limit has passed.</summary>
    /// <param name="attempt">Null for success; otherwise the obstacle: what is used, by whom, since when.</param>
    /// <param name="refusal">The error when the limit has passed, from the obstacle and a text about the wait.</param>
    /// <param name="pause">Delay between attempts.</param>
    /// <param name="clock">Measures the wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task RunAsync(
        Func<Task<string?>> attempt,
        Func<string, string, Exception> refusal,
        TimeSpan pause,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var began = clock.GetTimestamp();
        var informed = false;
        while (await attempt() is { } obstacle)
        {
            if (clock.GetElapsedTime(began) >= Limit)
                throw refusal(obstacle, string.Create(CultureInfo.InvariantCulture, $"waited {Limit.TotalSeconds:#,##0.#} s for it (setting lock.wait)"));
            if (!informed)
                Inform?.Invoke(
                    string.Create(CultureInfo.InvariantCulture, $"{obstacle}: waiting for at most {Limit.TotalSeconds:#,##0.#} s (setting lock.wait)")
                );
            informed = true;
            await Task.Delay(pause, clock, cancellationToken);
        }
    }
}
